"""Daiban 代办: the touchscreen terminal of a village or township station, and the core both halves share."""

__version__ = "0.5.0"
