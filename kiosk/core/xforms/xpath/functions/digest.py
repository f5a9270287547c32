"""digest(): a text's hash."""

import base64
import hashlib

from ..problem import ExpressionError
from ..values import Value
from .function import ODK, of_strings

_ALGORITHMS = {
    "MD5": hashlib.md5,
    "SHA-1": hashlib.sha1,
    "SHA-256": hashlib.sha256,
    "SHA-384": hashlib.sha384,
    "SHA-512": hashlib.sha512,
}


def digest(text: str, algorithm: str, encoding: str = "base64") -> Value:
    """The hash of the text in UTF-8, as base64 or hex. XForms 1.1, digest."""
    if algorithm not in _ALGORITHMS:
        raise ExpressionError("digest", 0, 0, algorithm)
    if encoding not in ("base64", "hex"):
        raise ExpressionError("digest", 0, 0, encoding)
    hashed = _ALGORITHMS[algorithm](text.encode("utf-8", "surrogatepass"), usedforsecurity=False)
    return hashed.hexdigest() if encoding == "hex" else base64.b64encode(hashed.digest()).decode("ascii")


DIGEST = (of_strings("digest", 2, 3, digest, ODK),)
