"""What an agent sees once signed in: the day, the ledger, a case and its deeds."""
