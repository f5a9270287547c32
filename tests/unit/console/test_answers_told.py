"""The case page shows what was filled in by the form's labels and options, rows in tables, in the reader's language."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.casework.codes import Tier
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Level
from kiosk.core.forms.told import Told
from server.console.answer_words import Block, blocks
from server.office.form_shelf import form_held
from tests.console_by_hand import Street, console
from tests.office_by_hand import CLERK, TOWN, deed, number
from tests.server_by_hand import NOW_MS, station

MATTER = "MZ-01"


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    with console(tmp_path / "county") as made:
        made.staffed(CLERK, TOWN)
        yield made


def case_of(street: Street, form: dict[str, Any] | None = None) -> str:
    """The shipped example, forwarded to the township. form: as the body names it."""
    kiosk = station(street.house)
    case = number(kiosk)
    facts = {
        "mandate": True, "matter": MATTER, "catalogue_version": 1, "accept_tier": Level.TOWNSHIP,
        "decide_tier": Tier.COUNTY, "t1_policy": 2,
    }  # fmt: skip
    example = json.loads(files("assets").joinpath("examples/entrustment.json").read_bytes())
    held = form_held(MATTER)
    assert held is not None
    body = {**example, "form": form or {"id": MATTER, "version": held.version}}
    deed(kiosk, Kind.ENTRUSTED, case, facts, body)
    deed(kiosk, Kind.FORWARDED, case, body={"at_ms": NOW_MS})
    street.house.receive(kiosk.batch())
    street.house.digest()
    return case


def shown(street: Street, case: str, language: str = "zh") -> str:
    clerk, page = street.signed_in("T1"), f"/console/cases/{case}"
    if language == "en":
        clerk.get("/console/language?to=en&back=/")
    return clerk.send(f"{page}/person", {}, form_at=page).text


def test_questions_and_options_stand_in_the_reader_s_language(street: Street) -> None:
    case = case_of(street)
    zh, en = shown(street, case), shown(street, case, "en")
    for words in ("您身体怎么样？", "有长年的慢性病", "老伴（丈夫或妻子）", "8,400元"):
        assert words in zh
    for words in ("How is your health?", "A long-standing illness", "Husband or wife", "¥8,400"):
        assert words in en
    assert "own_health" not in zh + en and "chronic" not in zh + en


def test_the_rows_of_a_repeat_are_a_table_with_the_questions_over_it(street: Street) -> None:
    page = shown(street, case_of(street))
    table = page[page.index("<caption>一位家里人") : page.index("</table>")]
    assert '<th scope="col">这一位叫什么名字？</th>' in table and "丁大海</td>" in table


def test_nothing_of_it_stands_on_the_page_before_somebody_asks(street: Street) -> None:
    case = case_of(street)
    before = street.signed_in("T1").get(f"/console/cases/{case}").text
    assert "丁大海" not in before and "您身体怎么样？" not in before


def test_answers_under_a_version_that_is_not_held_stand_by_their_names(street: Street) -> None:
    page = shown(street, case_of(street, {"id": MATTER, "version": "1999010101"}))
    assert "own_health" in page and "chronic" in page and "member_name" in page and "您身体怎么样？" not in page


def test_an_answer_after_a_group_does_not_stand_among_the_group_s() -> None:
    first, second, after = Told("a", "A", "1", "家里"), Told("b", "B", "2", "家里"), Told("c", "C", "3")
    assert blocks((first, second, after)) == [Block("家里", (first, second)), Block("", (after,))]
