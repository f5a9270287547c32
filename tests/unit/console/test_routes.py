"""Staff × prefix × page: who gets in where, walked over the whole table; and that there is nothing beside the table."""

import ast
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.routing import Route

from kiosk.core.event import Level
from server.api.application import application
from server.console.routes import PAGES, UNKNOWN, UNKNOWN_PROGRESS, Page, Place
from server.office.staff import Staff
from tests.console_by_hand import Browser, Street, console
from tests.office_by_hand import OTHER_VILLAGE, VILLAGE, forwarded_case
from tests.server_by_hand import station
from tests.tidy.tree import ROOT, calls, house, inside

COUNTY, HERE, ELSEWHERE = "331003", VILLAGE[:9], OTHER_VILLAGE[:9]
PEOPLE = {
    "stranger": None,
    "clerk": Staff("K1", "县经办", Level.COUNTY, COUNTY, ("clerk",)),
    "supervisor": Staff("K2", "县督办", Level.COUNTY, COUNTY, ("supervisor",)),
    "administrator": Staff("K3", "县管理", Level.COUNTY, COUNTY, ("administrator",)),
    "town clerk": Staff("T1", "镇经办", Level.TOWNSHIP, HERE, ("clerk", "approver")),
    "town administrator": Staff("T2", "镇管理", Level.TOWNSHIP, HERE, ("administrator",)),
    "clerk elsewhere": Staff("E1", "别镇经办", Level.TOWNSHIP, ELSEWHERE, ("clerk", "head", "supervisor")),
}
ALL = set(PEOPLE)
SIGNED_IN = ALL - {"stranger"}
CASEWORK = {"clerk", "supervisor", "town clerk", "clerk elsewhere"}
# path -> who is let in, and what that page answers to them. Written by hand: the table is compared with it.
MAY: dict[str, set[str]] = {
    "/": ALL,
    "/console/static/{file}": ALL,
    "/progress": ALL,
    "/console/language": ALL,
    "/console/sign-in": ALL,
    "/console/sign-out": SIGNED_IN,
    "/console/password": SIGNED_IN,
    "/console": SIGNED_IN,
    "/console/cases": CASEWORK,
    "/console/cases/{case}": CASEWORK - {"clerk elsewhere"},
    "/console/cases/{case}/person": CASEWORK - {"clerk elsewhere"},
    "/console/cases/{case}/photographs/{photograph}": CASEWORK - {"clerk elsewhere"},
    "/console/cases/{case}/deeds/{command}": CASEWORK - {"clerk elsewhere"},
    "/console/cases/{case}/papers/{paper}.json": CASEWORK - {"clerk elsewhere"},
    "/console/cases/{case}/papers/{paper}": CASEWORK - {"clerk elsewhere"},
    "/console/cases/{case}/erasure": {"supervisor", "administrator"},
    "/console/stations": SIGNED_IN,
    "/console/stations/{station}": SIGNED_IN - {"clerk elsewhere"},
    "/console/stations/{station}/enrolment": {"administrator"},
    "/console/stations/{station}/revocation": {"administrator"},
    "/console/incidents": SIGNED_IN,
    "/console/incidents/{incident}/close": {"supervisor", "administrator", "town administrator", "clerk elsewhere"},
    "/console/staff": SIGNED_IN,
    "/console/staff/new": {"administrator"},
    "/console/staff/{number}": SIGNED_IN - {"clerk elsewhere"},
    "/console/staff/{number}/password": {"administrator"},
    "/console/staff/{number}/stop": {"administrator"},
}
COLLEAGUE = Staff("Z1", "镇同事", Level.TOWNSHIP, HERE, ("clerk",))
WAYS = [(page, method) for page in PAGES for method in page.methods]


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with console(tmp_path_factory.mktemp("matrix") / "county") as made:
        made.staffed(COLLEAGUE, *(one for one in PEOPLE.values() if one is not None))
        yield made


@pytest.fixture(scope="module")
def case(street: Street) -> str:
    return forwarded_case(street.house, station(street.house))


@pytest.fixture(scope="module")
def browsers(street: Street, case: str) -> dict[str, Browser]:
    return {name: street.signed_in(one.number) if one else street.browser() for name, one in PEOPLE.items()}


def address(page: Page, case: str) -> str:
    """A path of that row that leads to something that exists."""
    values = {
        "case": case, "station": VILLAGE, "command": "accept", "photograph": "0" * 64, "file": "console.css",
        "incident": "0" * 32, "number": COLLEAGUE.number, "paper": "011",
    }  # fmt: skip
    return page.path.format(**values)


def fits(page: Page, person: Staff | None) -> bool:
    """Whether post and level are those of the row, whatever the place."""
    assert page.who is not None and person is not None
    return person.level in page.who.levels and any(role in page.who.roles for role in person.roles)


def ask(browser: Browser, page: Page, method: str, url: str) -> tuple[int, str]:
    """Status and code of the refusal; a POST brings its token, so that the guard judges the person."""
    if method == "GET":
        answer = browser.get(url)
    else:
        from_page = "/console/password" if "__Host-daiban" in browser.cookies else "/console/sign-in"
        answer = browser.post(url, {"token": browser.get(from_page).hidden("token"), "operation": "0" * 16})
    named = ("PAGE_UNKNOWN", "PAGE_NOT_YOURS", "SIGN_IN_FIRST", "FORM_EXPIRED")
    codes = [code for code in named if code in answer.text]
    led_to_the_door = answer.status == 303 and answer.location.startswith("/console/sign-in?")
    return answer.status, "SIGN_IN_FIRST" if led_to_the_door else codes[0] if codes else ""


def test_every_row_of_the_table_was_thought_about() -> None:
    assert {page.path for page in PAGES} == set(MAY)
    assert len({page.path for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("page", "method"), WAYS, ids=[f"{method} {page.path}" for page, method in WAYS])
def test_everybody_gets_in_exactly_where_they_belong(
    page: Page, method: str, who: str, browsers: dict[str, Browser], street: Street, case: str
) -> None:
    if page.path in ("/console/sign-out", "/console/password") and method == "POST" and who in MAY[page.path]:
        browser = street.signed_in(PEOPLE[who].number)  # type: ignore[union-attr]  # signing out ends only its own
    else:
        browser = browsers[who]
    status, code = ask(browser, page, method, address(page, case))
    if who in MAY[page.path]:
        assert code == "", f"{status} {code}"
        assert status < 500
    elif who == "stranger":
        assert (code, status) == ("SIGN_IN_FIRST", 303 if method == "GET" else 401)
    elif fits(page, PEOPLE[who]):
        assert (status, code) == (404, "PAGE_UNKNOWN"), "the post fits, the place does not"
    else:
        assert (status, code) == (403, "PAGE_NOT_YOURS")


PLACED = [
    page for page in PAGES if page.place in (Place.CASE, Place.STATION) and fits(page, PEOPLE["clerk elsewhere"])
]  # what is for the county's people alone nobody who fits stands outside of


@pytest.mark.parametrize("page", PLACED, ids=[page.path for page in PLACED])
def test_what_lies_outside_the_prefix_answers_word_for_word_as_what_is_not_there(
    page: Page, browsers: dict[str, Browser], case: str
) -> None:
    outside = browsers["clerk elsewhere"]
    there = address(page, case)
    nowhere = there.replace(case, "9" * 27).replace(VILLAGE, "999999999999")
    for method in page.methods:
        if method == "GET":
            one, other = outside.get(there), outside.get(nowhere)
        else:
            token = outside.get("/console/password").hidden("token")
            one, other = (outside.post(url, {"token": token}) for url in (there, nowhere))
        assert (one.status, one.text.replace(there, nowhere)) == (other.status, other.text)
        assert one.status == 404


@pytest.mark.parametrize("number", ["", "1", "x" * 27, "' OR 1=1 --", "9" * 27 + "-99", "../../etc", "%00", "９" * 27])
def test_a_case_number_that_is_none_is_a_page_that_is_not_there(number: str, browsers: dict[str, Browser]) -> None:
    answer = browsers["clerk"].get(f"/console/cases/{quote(number, safe='')}")
    assert answer.status == 404


def test_a_list_shows_nothing_from_outside_the_prefix(street: Street, case: str, browsers: dict[str, Browser]) -> None:
    other = forwarded_case(street.house, station(street.house, OTHER_VILLAGE, seed=8))
    for who, seen, hidden in (("town clerk", case, other), ("clerk elsewhere", other, case)):
        text = browsers[who].get("/console/cases?pile=all").text
        assert seen in text
        assert hidden not in text
        assert hidden not in browsers[who].get(f"/console/cases?pile=all&station={hidden[:12]}").text
        assert hidden not in browsers[who].get(f"/console/cases?search={hidden[:20]}").text
    whole = browsers["clerk"].get("/console/cases?pile=all").text
    assert case in whole
    assert other in whole


def test_no_console_page_has_an_address_outside_the_table() -> None:
    """Starlette's routes are made in one place, of the table."""
    made = [
        f"{module.path}:{call.line}"
        for module in house(ROOT)
        if inside(module.name, "server.console")
        for call in calls(module)
        if call.name.rpartition(".")[2]
        in ("Route", "_Row", "Mount", "WebSocketRoute", "add_route", "add_api_route", "mount")
    ]
    assert [place.partition(":")[0] for place in made] == ["server/console/application.py"]
    tree = ast.parse((ROOT / "server/console/application.py").read_text("utf-8"))
    iterated = [ast.unparse(node.iter) for node in ast.walk(tree) if isinstance(node, ast.comprehension)]
    assert iterated == ["rows"]
    rows = [ast.unparse(node.value) for node in ast.walk(tree) if ast.unparse(node).startswith("rows =")
            if isinstance(node, ast.Assign)]  # fmt: skip
    assert rows == ["(*PAGES, UNKNOWN, UNKNOWN_PROGRESS)"]


def test_the_table_and_the_application_agree(street: Street) -> None:
    assert application([]).routes == []
    made = [route for route in street.app.routes if isinstance(route, Route)]
    assert len(made) == len(street.app.routes)
    served = {route.path: set(route.methods or ()) - {"HEAD"} for route in made}
    assert served == {page.path: set(page.methods) for page in (*PAGES, UNKNOWN, UNKNOWN_PROGRESS)}


def test_only_rows_that_name_no_person_let_a_stranger_in() -> None:
    assert {page.path for page in PAGES if page.who is None} == {path for path, who in MAY.items() if "stranger" in who}
    assert all(page.who is not None for page in PAGES if page.place is not Place.NOWHERE)
