"""The pages of the kiosk's window and the frame around them. No page has logic of its own: it calls the desk."""
