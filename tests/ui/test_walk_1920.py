"""Every page at 1920×1080."""

import pytest

from tests.ui.walking import EveryPage, guide

__all__ = ["guide"]


@pytest.fixture(scope="module")
def size() -> tuple[int, int]:
    return 1920, 1080


class TestEveryPage(EveryPage):
    """See there."""
