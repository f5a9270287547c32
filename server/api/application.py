"""The web application: routes, and how a no is said."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from kiosk.core.refusal import Refusal

from .refusals import on_no_route, on_refusal


def application(routes: Sequence[Route]) -> Starlette:
    """One application over all rooms' routes."""
    made = Starlette(
        routes=list(routes), exception_handlers={Refusal: on_refusal, HTTPException: on_no_route}
    )
    made.router.redirect_slashes = False  # it would lead to whatever Host the request names
    return made
