"""A county's year: real stations' events, the real office, a clock that is set and dice that are seeded.

For trying out, for measuring, and for whoever wants to reckon after us: `python -m server year`. Nothing of it runs
in a county that works.
"""
