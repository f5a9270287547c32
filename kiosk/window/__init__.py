"""The window's process: how the toolkit is set up before it starts, and how desk, line and shell are put together."""
