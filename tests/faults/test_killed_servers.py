"""A county and a relay killed under load lose nothing that they acknowledged. `python -m tests.faults.killed_servers`
goes on."""

import random
from pathlib import Path

import pytest

from tests.faults.killed_servers import kill_servers

KILLS = 10  # of each; with the forty deaths of deeds sixty in all


@pytest.mark.parametrize("level", ["county", "relay"])
def test_a_server_killed_under_load_loses_nothing_that_it_acknowledged(tmp_path: Path, level: str) -> None:
    heard, faults = kill_servers(KILLS, random.Random(f"ci {level}"), tmp_path, level)
    assert faults == []
    assert heard > 0
