"""The county's people: who works where in which posts; added, given a new password and stopped by an administrator.

A password made here is in one answer and nowhere else: not in an address, a cookie, a log or the audit.
"""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from kiosk.core.catalogue.divisions import Divisions
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.console.asking import Ask
from server.console.station_words import place_name
from server.console.words import Say
from server.console.words import mark as _
from server.office import audit
from server.office.passwords import SALT_BYTES, end_sessions, hash_password, make_password, set_password
from server.office.staff import LEVELS, ROLES, Record, add_staff, read_staff, staff_records, stop_staff
from server.store.journal import Journal

SHOWN_MAX = 200  # a page stays under 100 kB; a search finds the others

# post -> its word, what it lets a person do
POSTS: Mapping[str, tuple[str, str]] = {
    "clerk": (_("经办"), _("受理、通知补正、不予受理、开始办理、挂起、送结果")),
    "reviewer": (_("审核"), _("做“审核”这一步")),
    "approver": (_("批准"), _("做“批准”这一步，并且办结")),
    "head": (_("部门负责人"), _("批准延期，处理站点事件")),
    "supervisor": (_("督办"), _("作废，允许第二次补正，处理站点事件")),
    "administrator": (_("系统管理员"), _("管人员和密码，处理站点事件；不办件")),
}
LEVEL_WORDS: Mapping[Level, str] = {Level.COUNTY: _("县"), Level.TOWNSHIP: _("乡镇"), Level.VILLAGE: _("村")}


def everybody(ask: Ask) -> Response:
    """Those under the person's prefix, by number; or whom a search finds."""
    text = ask.asked("q")
    with ask.reading() as connection:
        found = staff_records(connection, ask.house.node.county_code, ask.person.prefix)
        divisions = ask.house.published.in_force(connection).divisions
    hits = [one for one in found if not text or _matches(one, text, place_name(divisions, one.person.prefix))]
    return ask.show(
        "staff.html", people=hits[:SHOWN_MAX], count=len(hits), text=text, **_sayings(ask, divisions)
    )


def one(ask: Ask) -> Response:
    """One person: posts and what they allow."""
    return _person(ask, ask.path["number"])


def new(ask: Ask) -> Response:
    """The form for one more person; then that person's page."""
    with ask.reading() as connection:
        divisions = ask.house.published.in_force(connection).divisions
    typed = {name: ask.typed(name) for name in ("number", "name", "level", "prefix")}
    roles = [role for role in ask.form.get("roles", []) if role in ROLES]
    said = ""
    if ask.method == "POST":
        try:
            prefix = typed["prefix"].partition(" ")[0]
            person = read_staff(
                typed["number"], typed["name"], typed["level"], prefix, " ".join(roles), ask.house.node.county_code
            )
            _own_password(ask)
            house, who = ask.house, f"console/{ask.person.number}"
            house.writer.run(lambda journal: add_staff(journal, house.instruments, person, who))
            return ask.go(f"/console/staff/{person.number}")
        except Refusal as no:
            said = no.text(ask.language)
    chosen = typed["level"] or "county"
    return ask.show(
        "staff_new.html",
        400 if said else 200,
        typed={**typed, "level": chosen},
        roles=roles,
        said=said,
        post_options=[(role, ask.say(word), ask.say(allows)) for role, (word, allows) in POSTS.items()],
        levels=[(word, ask.say(LEVEL_WORDS[level])) for word, level in LEVELS.items()],
        **_sayings(ask, divisions),
    )


def password(ask: Ask) -> Response:
    """A new password for somebody else, made here and shown in this one answer. Refusal OWN_PASSWORD_ELSEWHERE."""
    house = ask.house
    if ask.path["number"] == ask.person.number:
        raise Refusal("OWN_PASSWORD_ELSEWHERE")
    try:
        _own_password(ask)
    except Refusal as no:
        return _person(ask, ask.path["number"], no=no)
    made = make_password(house.instruments.draw)
    kept = hash_password(made, house.instruments.draw(SALT_BYTES))
    number, who = ask.path["number"], f"console/{ask.person.number}"
    house.writer.run(lambda journal: set_password(journal, house.node, house.instruments, number, kept, who))
    return _person(ask, number, made)


def stop(ask: Ask) -> Response:
    """The person works here no more; what they did stays."""
    number = ask.path["number"]
    try:
        _own_password(ask)
    except Refusal as no:
        return _person(ask, number, no=no)

    house, who = ask.house, f"console/{ask.person.number}"

    def stopped(journal: Journal) -> None:
        end_sessions(journal, stop_staff(journal, number, ask.person, ask.now_ms).number)
        audit.write(journal, house.instruments, who, "staff stop", number, "")

    house.writer.run(stopped)
    return ask.go(f"/console/staff/{number}")


def _own_password(ask: Ask) -> None:
    """Who adds, stops or lets in others shows once more who they are: an open browser alone is not enough."""
    own = ask.form.get("own", [""])[-1]
    ask.house.accounts.check(ask.person.number, own, ask.address)


def _person(ask: Ask, number: str, made: str = "", no: Refusal | None = None) -> Response:
    with ask.reading() as connection:
        found = staff_records(connection, ask.house.node.county_code, ask.person.prefix, number)
        divisions = ask.house.published.in_force(connection).divisions
    if not found:
        raise Refusal("PAGE_UNKNOWN")
    status, said = (no.status, no.text(ask.language)) if no else (200, "")
    return ask.show("staff_one.html", status, record=found[0], made=made, said=said, **_sayings(ask, divisions))


def _matches(record: Record, text: str, place: str) -> bool:
    person = record.person
    named = text in person.name or text.lower() in person.number.lower()
    return named or text in place or person.prefix.startswith(text)


def _sayings(ask: Ask, divisions: Divisions) -> dict[str, Any]:
    say: Say = ask.say
    return {
        "posts": {role: (say(word), say(allows)) for role, (word, allows) in POSTS.items()},
        "level_word": lambda level: say(LEVEL_WORDS[level]),
        "divisions": divisions,
        "place": lambda code: place_name(divisions, code),
        "may_manage": ask.may("/console/staff/new"),
    }
