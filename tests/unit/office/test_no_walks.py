"""What a case costs does not grow with how many there are: no question about one case, and none of the minute's tick,
walks a table that grows with cases. SQLite has no statistics here, as in a county: it takes what its rules of thumb
say, and an index that spares a sort or a look into the row is easily taken for the better one. (Photographs are fewer,
and are asked for by the exchange.)"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from kiosk.core.event import Level
from kiosk.desk.deeds import Wanted
from kiosk.desk.deeds import act as at_the_village
from kiosk.desk.exchanging import Exchanged, exchange
from server.office.deeds import act
from server.office.staff import Staff, add_staff
from tests.valley_by_hand import VILLAGE, Straight, Valley

GROWS = re.compile(r"(SCAN|SEARCH) (event|case_row|query_code|sent|shared_key|inside)\b")
# What these hold is what waits or is owed today: they are read whole on purpose.
SHORT = ("event_unopened", "event_awaiting", "event_not_safe", "event_owed")
ONCE_AN_HOUR = ("case_row.changed_at_ms <",)


@contextmanager
def asked_of_the_store() -> Iterator[dict[str, Any]]:
    """Every statement of the time within, with parameters that it once had."""
    found: dict[str, Any] = {}

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, many: bool) -> None:
        found.setdefault(statement, parameters[0] if many else parameters)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def walks(plan: str) -> bool:
    """By the county's number alone, or by nothing at all."""
    return bool(GROWS.match(plan)) and (plan.startswith("SCAN") or plan.endswith("(county=?)"))


def walked(valley: Valley, asked: dict[str, Any]) -> dict[str, str]:
    """Statements that walk, and over what."""
    found = {}
    with valley.house.engine.connect() as connection:
        driver = connection.connection.cursor()
        for statement, parameters in asked.items():
            if statement.split()[0] not in ("SELECT", "DELETE", "UPDATE", "INSERT"):
                continue
            plans = [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            told = [one for one in plans if walks(one) and not any(name in one for name in SHORT)]
            if told and not any(words in statement for words in ONCE_AN_HOUR):
                found[" ".join(statement.split())] = "; ".join(told)
    return found


def test_a_plan_that_walks_is_known_as_one() -> None:
    assert walks("SCAN case_row") and walks("SEARCH case_row USING COVERING INDEX case_row_for_lists (county=?)")
    assert not walks("SEARCH case_row USING INDEX case_row_by_number (county=? AND case_no=?)")


def test_neither_a_case_nor_the_minute_s_tick_walks_what_grows_with_cases(tmp_path: Path) -> None:
    with ExitStack() as stack:
        valley = Valley(tmp_path, stack)
        house = valley.house
        clerk = Staff("T1", "窗口", Level.TOWNSHIP, VILLAGE[:9], ("clerk",))
        house.writer.run(lambda journal: add_staff(journal, house.instruments, clerk, "tester"))
        with asked_of_the_store() as asked:
            number = valley.entrusted()
            at_the_village(valley.village, Wanted(number, "forward", {}))
            valley.sync(valley.village)
            house.writer.run(lambda journal: act(house.office, journal, number, "accept", {}, clerk.number, "tester"))
            valley.settle()
            valley.sync(valley.town)
            house.writer.run(house.office.tick)
            valley.entrusted()
            exchange(valley.village, Straight(valley.relay), lambda: 0.0, Exchanged())
            valley.uplink().exchange()
            valley.settle()
            valley.relay.writer.run(valley.relay.office.tick)
        assert len(asked) > 50
        found = walked(valley, asked)
        assert not found, "\n".join(f"{said}: {plan}" for said, plan in found.items())
