"""Printer, camera, code scanner: what is plugged into a kiosk, each with a fake beside it."""
