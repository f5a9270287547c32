"""A console with two people, on a clock that tests move."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console_by_hand import Street, Uptime, console
from tests.office_by_hand import CLERK, TOWN


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    with console(tmp_path / "county") as made:
        made.console.instruments = made.console.accounts._instruments = made.house.instruments
        made.staffed(CLERK, TOWN)
        yield made


@pytest.fixture
def uptime(street: Street) -> Uptime:
    found_clock = Uptime(street.house)
    street.console.instruments = street.console.accounts._instruments = street.house.instruments
    return found_clock
