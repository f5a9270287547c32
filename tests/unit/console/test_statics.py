"""What the browser keeps: named by its digest, sent compressed; and nothing but what lies in the folder."""

import gzip
import re
from pathlib import Path

import pytest

from tests.console_by_hand import console


def test_a_style_sheet_is_kept_for_good_under_its_digest_and_comes_compressed(tmp_path: Path) -> None:
    with console(tmp_path / "county") as street:
        browser = street.browser()
        found = re.search(r'href="(/console/static/console.css\?v=[0-9a-f]+)"', browser.get("/console/sign-in").text)
        assert found is not None
        plain = browser.get(found[1])
        assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert plain.headers["content-type"].startswith("text/css")
        packed = browser.get(found[1], accept_encoding="br, gzip")
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body
        assert browser.get("/console/static/console.css?v=old").headers["cache-control"] == "no-cache"
        assert browser.get("/console/sign-in", accept_encoding="gzip").headers.get("content-encoding") is None


@pytest.mark.parametrize("name", ["layout.html", "..%2Fpages%2Flayout.html", "..%2F..%2Fnode.py", "x.css"])
def test_nothing_else_can_be_asked_for(tmp_path: Path, name: str) -> None:
    with console(tmp_path / "county") as street:
        assert street.browser().get(f"/console/static/{name}").status == 404
