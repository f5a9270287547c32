"""The kiosk's own small set of widgets on plain Kivy: x.py and x.kv are twins, kv is loaded once."""
