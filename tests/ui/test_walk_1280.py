"""Every page at 1280×800."""

import pytest

from tests.ui.walking import EveryPage, guide

__all__ = ["guide"]


@pytest.fixture(scope="module")
def size() -> tuple[int, int]:
    return 1280, 800


class TestEveryPage(EveryPage):
    """See there."""
