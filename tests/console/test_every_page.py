"""Every page in a real browser: nothing that shuts somebody out (axe-core), light, quiet, in both languages, on a
phone, by keyboard, and whole in every role."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from server.console.routes import PAGES
from tests.console.county_day import BY_STICK, CODE, DEPARTMENTS, STOLEN, TOWNSHIP, UNUSED
from tests.console.street import DESK, PHONE, Street, Visitor

PAGE_BYTES_MAX = 100_000
PUBLIC_BYTES_MAX = 30_000
TOUCH_PX_MIN = 60  # of the public page, as at the kiosk
TARGET_PX_MIN = 24  # WCAG 2.2, 2.5.8
DEPARTMENT = re.compile("|".join(one.name for one in DEPARTMENTS))
HAN = re.compile(r"[\u3400-\u9fff]")


def pages(street: Street) -> list[tuple[str, str]]:
    """(who, path) of every page, in the states that look different."""
    day = street.town.day
    return [
        ("", "/"), ("", "/console/sign-in"), ("", "/progress"), ("", f"/progress?case={day.new}"),
        ("C01", "/console/cases"), ("C01", "/console/cases?pile=all"), ("C01", "/console/cases?pile=aside"),
        ("C01", f"/console/cases/{day.new}"), ("C01", f"/console/cases/{day.to_correct}/deeds/correct"),
        ("C01", f"/console/cases/{day.delivered}"), ("C01", f"/console/cases/{day.suspended}"),
        ("C01", f"/console/cases/{day.new}/person"), ("C01", f"/console/cases/{day.joint}"),
        ("C01", f"/console/cases/{day.joint}/deeds/bill"), ("C01", f"/console/cases/{day.joint}/deeds/ask-opinion"),
        ("T01", f"/console/cases/{day.urgent}"), ("S01", f"/console/cases/{day.late}/deeds/revoke-card"),
        ("T01", "/console/cases?pile=all"), ("T01", "/console/stations"), ("T01", "/console/staff"),
        ("S01", "/console/stations"), ("S01", "/console/stations?township=331003101"),
        ("S01", "/console/stations?q=宁溪"), ("S01", "/console/stations?standing=act"), ("S01", "/console/stations?q=没有"),
        ("S01", "/console/stations/331003101215"), ("S01", "/console/stations/331003101246"),
        ("S01", f"/console/stations/{UNUSED}"), ("S01", "/console/incidents"), ("S01", "/console/incidents?closed=1"),
        ("S01", f"/console/stations/{TOWNSHIP}"), ("S01", f"/console/stations/{STOLEN}"),
        ("X01", f"/console/stations/{BY_STICK}"), ("C01", f"/console/cases/{day.erased}"),
        ("S01", f"/console/cases/{day.delivered}/erasure"),
        ("X01", "/console/staff"), ("X01", "/console/staff?q=没有"), ("X01", "/console/staff/new"),
        ("X01", "/console/staff/T01"), ("X01", "/console/staff/X01"), ("X01", "/console/password"),
        ("X01", "/console/cases"), ("C01", "/console/nothing"),
    ]  # fmt: skip


def walk(street: Street, **how: object) -> Iterator[tuple[Visitor, str]]:
    """Every page, one window for each person."""
    for number in dict.fromkeys(who for who, _ in pages(street)):
        with street.visit(number, **how) as visitor:  # type: ignore[arg-type]
            for who, path in pages(street):
                if who == number:
                    visitor.go(path)
                    yield visitor, path


def test_every_page_that_can_be_opened_is_walked(street: Street) -> None:
    walked = {path.partition("?")[0] for _, path in pages(street)}
    shapes = [re.compile(re.sub(r"\{[a-z]+\}", "[^/]+", page.path)) for page in PAGES if "GET" in page.methods]
    unseen = {shape.pattern for shape in shapes if not any(shape.fullmatch(path) for path in walked)}
    not_pages = {
        "/console/static/[^/]+", "/console/language", "/console", "/console/cases/[^/]+/photographs/[^/]+",
        "/console/cases/[^/]+/papers/[^/]+", "/console/cases/[^/]+/papers/[^/]+.json",
    }  # fmt: skip
    assert unseen == not_pages


@pytest.mark.parametrize(("language", "size"), [("zh", DESK), ("en", PHONE)], ids=["desk", "phone in English"])
def test_nothing_shuts_anybody_out(street: Street, language: str, size: object) -> None:
    found = []
    for visitor, path in walk(street, language=language, size=size):
        for no in Axe().run(visitor.page).response["violations"]:
            if no["impact"] in ("serious", "critical"):
                found.append((path, no["id"], [node["target"] for node in no["nodes"]][:3]))
    assert found == []


def test_every_page_is_light_with_all_that_it_loads_on_a_first_visit(street: Street) -> None:
    weights = {}
    for number in ("", "C01", "S01", "X01"):
        with street.visit() as visitor:
            visitor.page.route("**/*", lambda route: route.continue_())  # switches the browser's cache off
            if number:
                visitor.sign_in(number)
            for who, path in pages(street):
                if who == number:
                    visitor.go(path)
                    weights[path] = visitor.weight_bytes
    print(weights)
    assert max(weights.values()) < PAGE_BYTES_MAX, weights
    assert weights["/progress"] < PUBLIC_BYTES_MAX, weights


def test_no_page_is_wider_than_a_phone(street: Street) -> None:
    wide = []
    for visitor, path in walk(street, size=PHONE):
        width = visitor.page.evaluate("document.scrollingElement.scrollWidth")
        if width > PHONE["width"]:
            wide.append((path, width))
    assert wide == []


def test_what_can_be_touched_is_large_enough(street: Street) -> None:
    small = []
    for visitor, path in walk(street, size=PHONE):
        boxes = visitor.page.evaluate(
            """() => [...document.querySelectorAll(
                'button, input:not([type=hidden]), select, textarea, .button, summary')]
                .filter((e) => e.offsetParent)
                .map((e) => [e.outerHTML.slice(0, 60), e.getBoundingClientRect().height, e.type])"""
        )
        least = TOUCH_PX_MIN if path.startswith("/progress") else TARGET_PX_MIN
        ticks = ("checkbox", "radio")  # their whole line can be touched
        small += [(path, *box) for box in boxes if box[1] < least and box[2] not in ticks]
    assert small == []


def test_english_pages_say_nothing_in_chinese_of_their_own(street: Street) -> None:
    """What is left in Chinese is data: names of people, places, departments, matters and materials, and what was
    written."""
    found = {}
    for visitor, path in walk(street, language="en"):
        assert visitor.page.get_attribute("html", "lang") == "en"
        said = visitor.page.eval_on_selector_all(
            "nav.nav a, h2:not(.branch h2), thead th, label:not(.gap label), legend, button, summary, dt, .chip, .hint,"
            ".figure span, .told strong, .skip",
            "found => found.map((e) => e.innerText)",
        )
        here = {text for text in said if HAN.search(DEPARTMENT.sub("", text))} - {"中文"}
        if here:
            found[path] = sorted(here)
    assert found == {}


def test_a_keyboard_is_enough_to_get_from_the_top_to_a_case(street: Street) -> None:
    with street.visit("C01") as clerk:
        clerk.go("/console/cases?pile=all")
        clerk.page.keyboard.press("Tab")
        assert clerk.page.evaluate("document.activeElement.className") == "skip"
        clerk.page.keyboard.press("Enter")
        for _ in range(40):
            clerk.page.keyboard.press("Tab")
            at = clerk.page.evaluate("document.activeElement.getAttribute('href') || ''")
            outline = clerk.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
            assert outline != "0px", at
            if re.fullmatch(r"/console/cases/[0-9]{27}", at):
                break
        clerk.page.keyboard.press("Enter")
        clerk.page.wait_for_url("**" + at)


def test_a_resident_looks_up_a_case_on_an_old_phone_without_scripts(street: Street) -> None:
    day = street.town.day
    with street.visit(scripts=False, size=PHONE) as resident:
        resident.go("/progress")
        resident.page.fill("#case", f"{day.delivered[:12]} {day.delivered[12:20]} {day.delivered[20:]}")
        resident.page.fill("#code", CODE)
        resident.answers.clear()
        resident.page.click("button")
        resident.see("结果正在送来")
        headers = resident.answers[0].headers
        assert headers["cache-control"] == "no-store" and "noindex" in headers["x-robots-tag"]
        assert "丁*山" in resident.text and "丁大山" not in resident.page.content()
        for secret in ("13857600002", "999901193802140037", CODE, "乌岩头村27号"):
            assert secret not in resident.page.content()
        resident.go("/progress")
        resident.page.fill("#case", f"DAIBAN1:{day.late}:{CODE}:0123456789ABCDEF")
        resident.page.click("button")
        resident.see("正在办理")


def test_five_wrong_codes_rest_the_look_up_and_an_unknown_number_is_told_the_same(street: Street) -> None:
    known, unknown = street.town.day.concluded, "331003101002202611139900016"
    said: dict[str, list[str]] = {}
    with street.visit(scripts=False) as stranger:
        for number in (known, unknown):
            for _ in range(6):
                stranger.go("/progress")
                stranger.page.fill("#case", number)
                stranger.page.fill("#code", "000000")
                stranger.page.click("button")
                said.setdefault(number, []).append(stranger.page.inner_text("[role=alert]"))
    assert said[known][0].startswith("没有查到") and said[known][5].startswith("查错的次数多了")
    assert said[known] == said[unknown]
