"""A Refusal as HTTP: its status, and {"code", "zh", "en"} as JSON, with Retry-After where waiting helps."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kiosk.core.refusal import Refusal

RETRY_AFTER_S = 5  # couriers add their own jitter (core.carriage.backoff)


def refusal_response(refusal: Refusal) -> Response:
    """What the other side gets to read."""
    headers = {"Retry-After": str(RETRY_AFTER_S)} if refusal.status in (429, 503) else None
    body = {"code": refusal.code, "zh": refusal.text("zh"), "en": refusal.text("en")}
    return JSONResponse(body, refusal.status, headers)


async def on_refusal(request: Request, error: Exception) -> Response:
    """Starlette's handler for a Refusal."""
    assert isinstance(error, Refusal)
    return refusal_response(error)


async def on_no_route(request: Request, error: Exception) -> Response:
    """Starlette's handler for an unknown path or method."""
    assert isinstance(error, HTTPException)
    refusal = Refusal("ROUTE_UNKNOWN", method=request.method, path=request.url.path[:200])
    body = {"code": refusal.code, "zh": refusal.text("zh"), "en": refusal.text("en")}
    return JSONResponse(body, error.status_code, error.headers)
