"""The road by stick at a county and a relay: the same files as a kiosk's, and the same rules for believing them."""
