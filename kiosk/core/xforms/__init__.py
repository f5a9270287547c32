"""The forms engine: ODK XForms read, filled in and recomputed. Pure, as all of the core."""
