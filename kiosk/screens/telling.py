"""Saying no on the screen: a Refusal in plain words, and what is said when the fault is ours."""

import logging

from kiosk.core.refusal import Refusal


def tell_refusal(no: Refusal) -> None:
    """The standard dialog of a Refusal."""
    from kiosk.widgets.dialog import tell_refusal as show

    show(no)


def tell_broken(error: BaseException) -> None:
    """A deed failed by our own mistake: the log has it whole, the screen says what to do."""
    logging.getLogger("kiosk").error("a deed failed", exc_info=error)
    tell_refusal(Refusal("KIOSK_TROUBLE"))
