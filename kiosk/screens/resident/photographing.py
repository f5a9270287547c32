"""What the pages share that take or choose a photograph: what it is for, and where they lead back to."""

from typing import Any

from kiosk.desk.photograph import Photograph
from kiosk.screens.page import Page


class Photographing(Page):
    """`number`: the material that is photographed; or `key`: the step of the form that a photograph answers."""

    unfinished = True

    def stand_for(self, number: int, key: str) -> None:
        """Every `enter` begins with it."""
        self.number, self.key = number, key

    @property
    def purpose(self) -> dict[str, Any]:
        """What the next of these pages is given."""
        return {"key": self.key} if self.key else {"number": self.number}

    def back(self) -> bool:
        """To what it is for."""
        self.shell.instead("form" if self.key else "photos", **self.purpose)
        return True

    def keep_photograph(self, photograph: Photograph) -> None:
        """Keep it in the visit; the Refusal where there are too many."""
        visit = self.shell.visit
        if self.key and visit.form is not None:
            visit.form.keep_photograph(self.key, photograph)
        else:
            visit.keep_photograph(self.number, photograph)
