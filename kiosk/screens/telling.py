"""Saying no on the screen: a Refusal in plain words, and what is said when the fault is ours."""

import logging
import traceback

from kiosk.core.refusal import Refusal


def tell_refusal(no: Refusal) -> None:
    """The standard dialog of a Refusal."""
    from kiosk.widgets.dialog import tell_refusal as show

    show(no)


def log_broken(error: BaseException) -> None:
    """Something failed by our own mistake: the log has where and what kind of error, and what led to it. Not what the
    error says: that may be what somebody typed."""
    logging.getLogger("kiosk").error("failed by our own mistake\n%s", "\n".join(_wordless(error)))


def tell_broken(error: BaseException) -> None:
    """The same, where nobody was told yet: the screen says what to do."""
    log_broken(error)
    tell_refusal(Refusal("KIOSK_TROUBLE"))


def _wordless(error: BaseException) -> list[str]:
    lines: list[str] = []
    met: set[int] = set()
    now: BaseException | None = error
    while now is not None and id(now) not in met:  # an error may be said to come from itself
        met.add(id(now))
        kind = type(now)
        lines += [f"{kind.__module__}.{kind.__qualname__} {getattr(now, 'sqlite_errorname', '')}".rstrip()]
        lines += [f"  {at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(now.__traceback__)]
        now = now.__cause__ or now.__context__
    return lines
