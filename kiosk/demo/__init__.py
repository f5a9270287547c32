"""The main job shown end to end: a county, a township relay and two villages as real processes on this machine."""
