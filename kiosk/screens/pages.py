"""Every page of the window by its name: `shell.go("notice", matter="AB-01")`. Modules are imported when first shown."""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.screens.page import Page

HOME = "home"  # where a resident begins
DESK = "desk"  # where whoever is signed in begins

PAGES = MappingProxyType(
    {
        "home": "kiosk.screens.resident.home:HomePage",
        "help": "kiosk.screens.help:HelpPage",
    }
)


def page_class(name: str) -> "type[Page]":
    """The class of a page; KeyError for a name that is not in the table."""
    module, _, title = PAGES[name].partition(":")
    found: type[Page] = getattr(import_module(module), title)
    return found
