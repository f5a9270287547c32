"""How a case stands beside its course, on its page and in the lists: priority, cards, fees, project, mandate."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from kiosk.core.casework.codes import Tier
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Level
from server.console.bill import bill_of, fen_of
from server.office.staff import Staff
from tests.console_by_hand import Browser, Street, console
from tests.office_by_hand import CLERK, TOWN, deed, do, forwarded_case
from tests.server_by_hand import station

DAY_MS = 86_400_000
PHOTO_MAY_FOLLOW, RESIDENCE = "RS-06", "GA-08"
SUPERVISOR = Staff("S1", "督办", Level.COUNTY, "331003", ("supervisor",))


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    with console(tmp_path / "county") as made:
        made.staffed(CLERK, TOWN, SUPERVISOR)
        yield made


def told(clerk: Browser, case: str, part: str) -> str:
    """What one section of the page says, without its forms; "" where the page has no such section."""
    text = clerk.get(f"/console/cases/{case}").text
    section = text.partition(f'id="{part}"')[2].partition("</section>")[0]
    section = re.sub(r"<details.*?</details>", "", section, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", section)).split()).partition("> ")[2]


def listed(clerk: Browser, pile: str = "all") -> list[str]:
    """The case numbers of a list, from the top."""
    return re.findall(r'<a href="/console/cases/([0-9]{27})">', clerk.get(f"/console/cases?pile={pile}").text)


# Priority


def test_e_09_a_case_of_urgent_relief_jumps_to_the_top_of_the_townships_list_and_shows_why(street: Street) -> None:
    kiosk = station(street.house)
    first, second = (forwarded_case(street.house, kiosk, sequence) for sequence in (1, 2))
    clerk = street.signed_in("T1")
    for pile in ("all", "new"):
        assert listed(clerk, pile) == [first, second]
    clerk.submit(second, "prioritise", why="urgent_relief", until="2026-12-31", note="台风受灾")
    for pile in ("all", "new"):
        assert listed(clerk, pile) == [second, first]
        assert "绿色通道：急难救助" in clerk.get(f"/console/cases?pile={pile}").text
    page = clerk.get(f"/console/cases/{second}").text
    assert "绿色通道：急难救助" in page and "到 2026-12-31 为止；法定的步骤一步也不少" in page
    assert f"/{second}/deeds/accept" in page and f"/{second}/deeds/conclude" not in page, "no step is skipped"


def test_e_09_a_priority_ends_by_itself_after_its_last_day(street: Street) -> None:
    kiosk = station(street.house)
    first, second = (forwarded_case(street.house, kiosk, sequence) for sequence in (1, 2))
    clerk = street.signed_in("T1")
    clerk.submit(second, "prioritise", why="elderly", until="2026-11-23")
    street.house.wall.ms += DAY_MS
    assert listed(clerk) == [second, first], "its last day counts"
    street.house.wall.ms += DAY_MS
    assert listed(clerk) == [first, second]
    assert "绿色通道：" not in clerk.get("/console/cases?pile=all").text
    assert "绿色通道：" not in clerk.get(f"/console/cases/{second}").text


def test_a_case_that_is_over_goes_first_no_more(street: Street) -> None:
    kiosk = station(street.house)
    first, second = (forwarded_case(street.house, kiosk, sequence) for sequence in (1, 2))
    clerk = street.signed_in("T1")
    clerk.submit(second, "prioritise", why="elderly", until="2026-12-31")
    do(street.house, second, "void", "S1", why="void", reason="重复登记")
    assert listed(clerk) == [first, second]


# Cards


def carded(street: Street) -> str:
    """A case with a yellow and a red card, as the county's own clock writes them."""
    case = forwarded_case(street.house, station(street.house))
    street.house.wall.ms += 30 * DAY_MS
    street.house.writer.run(street.house.office.tick)
    return case


def test_h_10_a_case_tells_its_cards_and_a_supervisor_revokes_one_with_the_reason(street: Street) -> None:
    case = carded(street)
    supervisor = street.signed_in("S1")
    assert told(supervisor, case, "cards") == (
        "黄牌红牌 红牌 第 1 张 收件后答复（受理、补正或不予受理） 应在 2026-11-27 以前，2026-12-22 亮牌"
    )
    assert f"/{case}/deeds/revoke-card" not in street.signed_in("T1").get(f"/console/cases/{case}").text
    done = supervisor.submit(case, "revoke-card", card="1", why="force_majeure", reason="台风停电三天")
    assert done.startswith("/console/cases/")
    assert "红牌，已撤销 第 1 张" in told(supervisor, case, "cards")
    assert told(supervisor, case, "cards").endswith("不可抗力 台风停电三天")
    assert f"/{case}/deeds/revoke-card" not in supervisor.get(f"/console/cases/{case}").text, "no card stands"


# Fees


def in_handling(street: Street) -> str:
    case = forwarded_case(street.house, station(street.house), accept_tier=Level.COUNTY, decide_tier=Tier.COUNTY)
    do(street.house, case, "accept", "C1")
    do(street.house, case, "start", "C1")
    return case


LINE = {"items-1-item": "工本费", "items-1-basis": "浙价费〔2015〕1号", "items-1-rate": "10元/本",
        "items-1-floor_fen": "10", "items-1-fen": "10.00"}  # fmt: skip


def test_e_08_one_bill_is_made_paid_and_told_item_by_item(street: Street) -> None:
    case = in_handling(street)
    clerk = street.signed_in("C1")
    second = {name.replace("1", "2", 1): text for name, text in LINE.items()} | {"items-2-item": "检测费"}
    assert clerk.submit(case, "bill", **LINE, **second).startswith("/console/cases/")
    assert told(clerk, case, "fees") == (
        "缴费 还欠 20.00 元 工本费 浙价费〔2015〕1号 10.00 元 检测费 浙价费〔2015〕1号 10.00 元 合计 20.00 元 已缴 0.00 元"
    )
    form = clerk.get(f"/console/cases/{case}").text.partition('id="deed-pay"')[2].partition("</form>")[0]
    assert 'value="20.00"' in form, "what is owed stands there already"
    assert clerk.submit(case, "pay", fen="20", receipt="浙财 00012").startswith("/console/cases/")
    assert "已缴清" in told(clerk, case, "fees")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"items-1-fen": "十元"}, "每一项的金额都要写"),
        ({"items-1-fen": "10.005"}, "每一项的金额都要写"),
        ({"items-1-floor_fen": ""}, "每一项的金额都要写"),
        ({"items-1-basis": ""}, "FEE_WITHOUT_BASIS"),
        ({"items-1-fen": "11"}, "FEE_ABOVE_FLOOR"),
        ({"items-1-item": "代办费"}, "FEE_FOR_AGENCY"),
        (dict.fromkeys(LINE, ""), "每一项的金额都要写"),
    ],
)
def test_a_bill_that_cannot_stand_comes_back_with_what_was_typed(
    street: Street, changed: dict[str, str], said: str
) -> None:
    case = in_handling(street)
    answer = street.signed_in("C1").submit(case, "bill", **{**LINE, **changed})
    assert said in answer
    assert ("浙价费〔2015〕1号" in answer) == bool({**LINE, **changed}["items-1-basis"])


def test_amounts_are_read_as_people_write_them() -> None:
    said = {"12": 1200, "12.5": 1250, "1,200.00": 120_000, "0.07元": 7, " 3 ": 300}
    assert {text: fen_of(text) for text in said} == said
    assert {fen_of(text) for text in ("", "-1", "1.234", "十", "1e3", "99999999999")} == {None}
    assert bill_of({}) == ([], None)


# Project, visits, mandate


def test_a_12_a_case_of_a_project_tells_its_place_and_what_it_waits_for(street: Street) -> None:
    case = in_handling(street)
    clerk = street.signed_in("C1")
    done = clerk.submit(case, "link", project="XM-2026-7", project_name="猪场改扩建", place="3", after="1,2")
    assert done.startswith("/console/cases/")
    assert told(clerk, case, "project") == "项目 XM-2026-7 猪场改扩建 第 3 件 第 1、2 件准予以后才能办"


def test_e_10_a_visit_is_told_with_what_was_found_out_and_the_next_day(street: Street) -> None:
    case = in_handling(street)
    clerk = street.signed_in("C1")
    clerk.submit(case, "visit", issue="用电要增容", next="2026-11-30")
    assert told(clerk, case, "visits") == "跟踪服务 2026-11-22 下一次 2026-11-30 用电要增容"


def test_f_02_a_mandate_that_was_taken_back_is_told_plainly(street: Street) -> None:
    case = in_handling(street)
    clerk = street.signed_in("C1")
    clerk.submit(case, "revoke-mandate", reason="儿子回来了")
    text = clerk.get(f"/console/cases/{case}").text
    assert "委托人 2026-11-22 撤销了委托" in text and "代办员不能再替他办" in text
    assert f"/{case}/deeds/revoke-mandate" not in text and f"/{case}/deeds/conclude" in text, "the office goes on"


# What may still come


def test_c_06_what_may_follow_is_offered_by_the_catalogue_and_told_with_its_last_day(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house), matter=PHOTO_MAY_FOLLOW, decide_tier=Tier.COUNTY)
    clerk = street.signed_in("T1")
    form = clerk.get(f"/console/cases/{case}").text.partition('id="deed-allow-later"')[2].partition("</form>")[0]
    assert re.findall(r'type="checkbox" name="materials" value="([0-9]+)"', form) == ["2"], "the photograph alone"
    answer = clerk.submit(case, "allow-later", until="2026-12-02")
    assert "请选出材料" in answer and 'value="2026-12-02"' in answer
    clerk.submit(case, "allow-later", materials="2", until="2026-12-02")
    assert told(clerk, case, "proofs").startswith("后补和承诺 容缺后补 还有 10 天 2026-12-02 证件照 补齐以前不能准予")
    assert "补办件" in clerk.get(f"/console/cases/{case}").text


def test_c_06_where_the_catalogue_lets_nothing_follow_nobody_is_asked_what_may(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    assert "deeds/allow-later" not in street.signed_in("T1").get(f"/console/cases/{case}").text


def test_c_12_a_promise_is_told_until_it_is_checked_and_then_with_its_outcome(street: Street) -> None:
    kiosk = station(street.house)
    case = forwarded_case(street.house, kiosk, matter=RESIDENCE, decide_tier=Tier.COUNTY)
    deed(kiosk, Kind.PROOF_PROMISED, case, {"materials": (3,), "version": 2}, {"signature": {}})
    street.house.receive(kiosk.batch())
    street.house.digest()
    do(street.house, case, "accept", "T1")
    clerk = street.signed_in("T1")
    assert told(clerk, case, "proofs").startswith("后补和承诺 告知承诺 还要核查 ")
    assert "（第 2 版），不用交这些证明" in told(clerk, case, "proofs")
    clerk.submit(case, "check-promise", outcome="false", note="房产登记与承诺不符")
    assert told(clerk, case, "proofs").startswith("后补和承诺 告知承诺 不实 ")
