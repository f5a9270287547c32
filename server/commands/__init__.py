"""What the server's commands share, and the commands about people; the others stand in `server.__main__`."""
