"""Where casework and forms meet: what a form may know of its principal, and how recorded answers read."""
