"""Every page at 1080×1920."""

import pytest

from tests.ui.walking import EveryPage, guide

__all__ = ["guide"]


@pytest.fixture(scope="module")
def size() -> tuple[int, int]:
    return 1080, 1920


class TestEveryPage(EveryPage):
    """See there."""
