"""More tables of carriage, beside those of `tables`: what the second step of the database added.

The same rules: primary key (county, id), ids made by the client, times in integer milliseconds UTC.
"""

from .tables import METADATA as METADATA
