"""What an agent or a township clerk can do: one function per deed."""
