"""Style sheets, scripts and drawings: read once at the start, named with a digest so that browsers keep them.

They are sent compressed; pages never are, since what is secret in one could be guessed from its length.
"""

import gzip
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import Response

from kiosk.core.refusal import Refusal
from server.console import icons

if TYPE_CHECKING:
    from server.console.asking import Ask

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
KEPT = "public, max-age=31536000, immutable"
DIGEST_CHARS = 12


class Static(NamedTuple):
    """One file of static/; packed: the same, compressed."""

    data: bytes
    packed: bytes
    media_type: str
    digest: str


class Statics:
    """Every file of static/ by its name, and the sheet of icons; nothing else can be asked for."""

    def __init__(self) -> None:
        self._held: dict[str, Static] = {}
        folder = files("server.console").joinpath("static")
        for entry in folder.iterdir() if folder.is_dir() else ():
            kind = TYPES.get("." + entry.name.rpartition(".")[2])
            if kind is not None and entry.is_file():
                data = entry.read_bytes()
                self._hold(entry.name, data, kind)
        self._hold(icons.SHEET, icons.sheet(), TYPES[".svg"])

    def _hold(self, name: str, data: bytes, kind: str) -> None:
        packed = gzip.compress(data, mtime=0)
        self._held[name] = Static(data, packed, kind, sha256(data).hexdigest()[:DIGEST_CHARS])

    def url(self, name: str) -> str:
        """Where a page finds it."""
        return f"/console/static/{name}?v={self._held[name].digest}"

    def get(self, name: str) -> Static:
        """Refusal PAGE_UNKNOWN."""
        if name not in self._held:
            raise Refusal("PAGE_UNKNOWN")
        return self._held[name]


def static(ask: "Ask") -> Response:
    """The file; kept by the browser as long as its digest is asked for."""
    found = ask.house.statics.get(ask.path["file"])
    kept = KEPT if ask.asked("v") == found.digest else "no-cache"
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    if ask.takes_gzip:
        return Response(found.packed, media_type=found.media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(found.data, media_type=found.media_type, headers=headers)
