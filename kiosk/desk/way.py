"""The order of a resident's whole journey: one table, from home to the end."""

from collections.abc import Sequence
from typing import NamedTuple

# By the names of the window's pages. `question` stands once for every question about the principal, `form` for every
# step of the matter's form, `mandate` for its parts.
JOURNEY = (
    "home", "matters", "notice", "privacy", "question", "form", "materials", "mandate", "signing", "summary", "receipt",
    "done",
)  # fmt: skip
# The numbered ones: “第 n 步，共 m 步”; a matter without a form has one less.
STEPS = ("notice", "privacy", "question", "form", "materials", "mandate", "signing", "summary")
MANDATE_PARTS = ("read", "powers", "until", "sensitive")  # the mandate is read and filled in part by part


class Place(NamedTuple):
    """A page of the journey, at `question` and `form` which one and at `mandate` which part: `shell.go(place.page,
    **place.given)`."""

    page: str
    key: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What the page is given when it is entered; nothing where it has no key."""
        return {"key": self.key} if self.key else {}


def way(question_keys: Sequence[str], form_keys: Sequence[str] = ()) -> list[Place]:
    """Every place of the journey in its order, where these questions are asked and the form has these steps."""
    keys: dict[str, Sequence[str]] = {"question": question_keys, "form": form_keys, "mandate": MANDATE_PARTS}
    return [Place(page, key) for page in JOURNEY for key in keys.get(page, ("",))]


def next_place(places: Sequence[Place], here: Place) -> Place:
    """The one after `here`; of a question no longer asked, or a page named without its part, the next other page."""
    if here in places:
        return places[min(places.index(here) + 1, len(places) - 1)]
    same_page = [at for at, place in enumerate(places) if place.page == here.page]
    return places[min(same_page[-1] + 1, len(places) - 1)] if same_page else places[0]


def place_before(places: Sequence[Place], here: Place) -> Place:
    """The one before `here`; of a question no longer asked the first of its page, the first place otherwise."""
    if here in places:
        return places[max(0, places.index(here) - 1)]
    return next((place for place in places if place.page == here.page), places[0])
