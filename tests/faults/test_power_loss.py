"""Power loss, the short campaign: no receipt, acknowledgement or promised stick is lost, nothing is corrupt; and the
judges see it when a sync is forgotten. `python -m tests.faults.power_campaign` goes on."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.disk import Cut
from tests.faults.power_campaign import DAYS
from tests.faults.power_loss import Recorded, campaign, judged, without

IMAGES = {"village": 450, "township": 300, "county": 110, "relay": 140}
SYNCS = ("fsync", "fdatasync")

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@pytest.fixture(scope="module")
def days() -> Iterator[dict[str, Recorded]]:
    with campaign(DAYS) as found:
        yield found


@pytest.mark.parametrize("day", IMAGES)
def test_nothing_told_is_lost_and_nothing_is_corrupt_wherever_the_power_goes(
    days: dict[str, Recorded], day: str, tmp_path: Path
) -> None:
    result = judged(days[day], IMAGES[day], random.Random(f"ci {day}"), tmp_path)
    assert result.faults == []
    assert result.images == IMAGES[day] and days[day].told >= 5
    done = result.counts
    assert min(done["write dropped"], done["write kept"], done["write torn"]) > 100
    assert all(done[f"cut: {cut}"] for cut in Cut)


@pytest.mark.parametrize(
    ("day", "root", "lost"),
    [
        ("village", 0, "receipt"),
        ("village", 1, "may be pulled"),
        ("township", 0, "in custody"),
        ("county", 0, "acknowledged and lost"),
        ("county", 1, "not on the second medium"),
        ("relay", 0, "acknowledged and lost"),
    ],
)
def test_a_forgotten_sync_is_seen(days: dict[str, Recorded], day: str, root: int, lost: str, tmp_path: Path) -> None:
    one = days[day]
    careless = without(one, SYNCS, one.day.roots[root])
    found = judged(careless, 40, random.Random(5), tmp_path).faults
    assert any(lost in fault for fault in found), found[:3]
