"""How it travels: events on the wire, sealing, batches, acknowledgements, the sync protocol (sans I/O)."""
