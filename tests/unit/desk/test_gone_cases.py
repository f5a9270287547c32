"""A case whose bodies are gone, for its agent: masked as the ledger keeps it after a purge, bare after an erasure."""

from contextlib import ExitStack
from pathlib import Path

from kiosk.core.carriage.purge import DAY_S
from kiosk.core.casework.codes import ErasedFor
from kiosk.core.casework.kinds import Kind
from kiosk.desk.casefile import casefile
from kiosk.desk.purging import purge
from tests.valley_by_hand import Valley


def test_a_purged_case_keeps_its_masked_name_and_says_so_and_an_erased_one_keeps_none(tmp_path: Path) -> None:
    with ExitStack() as stack:
        valley = Valley(tmp_path, stack)
        number = valley.ended()
        before = casefile(valley.village, number)
        assert before.principal and before.materials
        gone: tuple[str, ...] = ()
        for _ in range(2):  # the county proves the photographs with its next word
            valley.sync(valley.village)
            purge(valley.village)
            valley.wall.uptime_s += 31 * DAY_S
            gone += purge(valley.village).cases
        assert gone == (number,)
        purged = casefile(valley.village, number)
        assert purged.principal == before.principal and purged.phone == before.phone and purged.materials == ()
        assert (purged.case.purged, purged.case.erased) == (1, 0)
        valley.sync(valley.village)
        valley.settle()
        valley.erase(number)
        valley.settle()
        valley.sync(valley.village)
        erased = casefile(valley.village, number)
        assert erased.case.erased == 1 and (erased.principal, erased.phone, erased.group) == ("", "", "")
        told = next(one for one in erased.happened if one.kind is Kind.ERASED)
        assert told.facts["why"] == ErasedFor.PERSONS_REQUEST
