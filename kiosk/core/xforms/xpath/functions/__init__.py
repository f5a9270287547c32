"""All functions by name: XPath 1.0's own and those of the ODK XForms specification."""

from .booleans import BOOLEANS
from .choices import CHOICES
from .dates import DATES
from .digest import DIGEST
from .forms import FORMS
from .function import Function
from .geo import GEO
from .nodesets import NODESETS
from .numbers import NUMBERS
from .random import RANDOM
from .strings import STRINGS

__all__ = ["FUNCTIONS", "Function"]

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for field in (STRINGS, BOOLEANS, NUMBERS, NODESETS, DATES, CHOICES, FORMS, GEO, DIGEST, RANDOM)
    for function in field
}
