"""Store-and-forward roads: the only room of the kiosk that speaks HTTP."""
