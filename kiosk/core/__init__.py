"""Shared and pure: opens nothing, reads no clock, rolls no dice. `server` may import this and nothing else of kiosk."""
