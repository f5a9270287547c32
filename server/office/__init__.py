"""What county staff can do, headless: found, enrol, act, look, check; and what the office makes of what came in."""
