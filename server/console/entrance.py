"""The doors: the root page, signing in and out, the language, one's own password."""

from starlette.responses import Response

from kiosk.core.refusal import Refusal
from server.console import sessions
from server.console.accounts import NUMBER_CHARS_MAX
from server.console.application import LANGUAGE, SESSION
from server.console.asking import Ask
from server.console.noted import STRANGERS
from server.console.routes import CASEWORKERS, OFFICE, Who, lets_in
from server.console.words import LANGUAGES
from server.console.words import mark as _
from server.office import audit
from server.office.passwords import SALT_BYTES, check_new, hash_password

_CASEWORK = Who(OFFICE, CASEWORKERS)


def root(ask: Ask) -> Response:
    """Two doors on a county; on a relay what it is and where the county's console is."""
    if not ask.house.node.is_county:
        return ask.show("relay.html", county_url=ask.house.node.url)
    return ask.show("root.html")


def first_page(ask: Ask) -> Response:
    """Where a person begins: the workbench, or for those without cases the stations."""
    return ask.go("/console/cases" if lets_in(_CASEWORK, ask.person) else "/console/stations")


def language(ask: Ask) -> Response:
    """Chinese or English from now on."""
    wanted = ask.asked("to")
    if wanted in LANGUAGES:
        ask.cookies[LANGUAGE] = wanted
    return ask.go(own_path(ask.asked("back")) or "/")


def sign_in(ask: Ask) -> Response:
    """The form; then a fresh session, whatever session there was before."""
    _county_only(ask)
    onward = own_path(ask.asked("to") or ask.typed("to"))
    if ask.method == "GET":
        return ask.show("sign_in.html", onward=onward, number="", said="")
    number = ask.typed("number")
    try:
        secret = ask.house.accounts.sign_in(number, ask.form.get("password", [""])[-1], ask.address)
    except Refusal as no:
        if no.status == 429:  # a rest; what was compared and wrong is written where it is compared
            about = number[:NUMBER_CHARS_MAX]
            ask.house.noted.refusal(STRANGERS, about, "sign-in refused", about, no, f"from {ask.address}")
        return ask.show("sign_in.html", no.status, onward=onward, number=number, said=no.text(ask.language))
    _end(ask)
    ask.cookies[SESSION] = secret
    return ask.go(onward or "/console")


def sign_out(ask: Ask) -> Response:
    """The session ends here and in the store."""
    number, house = ask.person.number, ask.house
    _end(ask)
    actor = f"console/{number}"
    house.writer.run(lambda journal: audit.write(journal, house.instruments, actor, "sign-out", number, ""))
    ask.cookies[SESSION] = None
    return ask.go("/console/sign-in")


def password(ask: Ask) -> Response:
    """One's own password: the old one once, the new one twice. Every session of the person ends."""
    if ask.method == "GET":
        return ask.show("password.html", said="")
    old, new, again = (ask.form.get(name, [""])[-1] for name in ("old", "new", "again"))
    number, house = ask.person.number, ask.house
    try:
        check_new(new, number)
        if new != again:
            return ask.show("password.html", 400, said=ask.say(_("两次输入的新密码不一样，请再输一遍。")))
        house.accounts.change(number, old, hash_password(new, house.instruments.draw(SALT_BYTES)), ask.address)
    except Refusal as no:
        return ask.show("password.html", no.status, said=no.text(ask.language))
    ask.cookies[SESSION] = None
    return ask.go("/console/sign-in")


def unknown(ask: Ask) -> Response:
    """Nothing has this address."""
    raise Refusal("PAGE_UNKNOWN")


def own_path(text: str) -> str:
    """A path of this server, or "" for anything that could lead elsewhere."""
    plain = text.isascii() and text.isprintable() and "\\" not in text
    return text if plain and text.startswith("/") and not text.startswith("//") else ""


def _end(ask: Ask) -> None:
    if ask.session is not None:
        which = ask.session.id
        ask.house.writer.run(lambda journal: sessions.end(journal, which))


def _county_only(ask: Ask) -> None:
    if not ask.house.node.is_county:
        raise Refusal("CONSOLE_AT_COUNTY")
