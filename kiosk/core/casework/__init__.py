"""What an entrustment is and how it lives: events, the case table, time limits, numbers, ledger, receipt."""
