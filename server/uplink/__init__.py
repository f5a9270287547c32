"""A relay's road to the county."""
