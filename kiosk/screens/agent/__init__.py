"""The agent's desk: signing in, today's work, the ledger, a case and its deeds, and what was sent."""
