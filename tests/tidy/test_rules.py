"""Each rule is shown a small house with one thing wrong in it, and finds that thing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tidy import documented, rules
from tests.tidy import map as plan

Rule = Callable[[Path], Iterator[str]]

# What a tidy little house holds: nothing in it breaks any rule.
SOUND = {
    ".gitignore": "__pycache__/\n/build/\n",
    "setup.cfg": "[options.package_data]\nassets = **/*.csv, **/*.wav\n",
    "assets/divisions/1.csv": "code,name\n",
    "kiosk/__init__.py": '"""The kiosk."""\n',
    "kiosk/core/__init__.py": '"""The core."""\n',
    "kiosk/core/refusal.py": '"""Refusals."""\nREFUSALS = {"NO": Sentence(400, "{a}不", "no", "改", "mend {a}")}\n',
    "kiosk/core/event.py": '"""Events."""\nfrom datetime import date\n\nDAYS_MAX = 2 * 503\n'
    "\n\ndef year(day: date, open: int) -> int:\n    return day.year\n",
    "kiosk/core/casework/__init__.py": '"""Cases."""\nfrom kiosk.core.event import year\n'
    "from ..refusal import REFUSALS\n",
    "kiosk/core/carriage/__init__.py": '"""Carriage."""\n',
    "kiosk/courier/__init__.py": '"""Roads."""\nimport requests\n',
    "kiosk/desk/__init__.py": '"""The desk."""\nfrom kiosk.core.refusal import Refusal\n'
    '\n\ndef no() -> None:\n    raise Refusal("NO", a=1)\n',
    "kiosk/app.py": '"""The real things."""\nimport secrets\nimport time\n'
    "\n\nnow = time.time\ndraw = secrets.token_bytes\n",
    "kiosk/window/__init__.py": '"""The window."""\nimport kivy\n',
    "server/__init__.py": '"""The server."""\n',
    "server/office/__init__.py": '"""The office."""\nfrom kiosk.core import event\n',
    "docs/operating.md": "| `NO` | 400 | no |\n| `kiosk/core/event.py` `DAYS_MAX` | 1 006 | why |\n",
}

EVERY_RULE: list[Rule] = [
    rules.modules_outside_every_room,
    rules.doors_that_are_walls,
    rules.two_halves_meeting,
    rules.impure_core,
    rules.clock_or_dice_in_a_room,
    rules.network_outside_the_carriers,
    rules.kivy_outside_the_windows,
    rules.long_modules,
    rules.wide_lines,
    rules.names_that_say_nothing,
    rules.modules_without_docstring,
    rules.packages_left_out_of_the_wheel,
    rules.files_left_out_of_the_wheel,
    rules.strangers_at_the_top,
    rules.traces_of_a_machine,
    documented.unknown_refusals,
    documented.unfilled_sentences,
    documented.sentences_never_said,
    documented.undocumented_refusals,
    documented.documented_refusals_that_are_gone,
    documented.undocumented_routes,
    documented.undocumented_settings,
    documented.limits_that_say_otherwise,
]

PLANTED = [
    (rules.modules_outside_every_room, "kiosk/attic.py", '"""An attic."""\n'),
    (rules.modules_outside_every_room, "server/attic/__init__.py", '"""An attic."""\n'),
    (rules.doors_that_are_walls, "kiosk/desk/window.py", '"""W."""\nfrom kiosk.screens import home\n'),
    (rules.doors_that_are_walls, "server/store/up.py", '"""U."""\nfrom server import office\n'),
    (rules.doors_that_are_walls, "server/api/desk.py", '"""D."""\nfrom kiosk.desk import no\n'),
    (rules.doors_that_are_walls, "kiosk/core/down.py", '"""D."""\nfrom .casework import fold\n'),
    (rules.doors_that_are_walls, "kiosk/core/test.py", '"""D."""\nimport tests.bench\n'),
    (rules.two_halves_meeting, "kiosk/demo/__init__.py", '"""D."""\nimport server.app\n'),
    (rules.two_halves_meeting, "kiosk/app_late.py", '"""D."""\ndef f():\n    __import__("server.app")\n'),
    (rules.two_halves_meeting, "server/intake/__init__.py", '"""I."""\nfrom kiosk import desk\n'),
    (rules.two_halves_meeting, "kiosk/core/casework/c.py", '"""C."""\nfrom ..carriage.head import Head\n'),
    (rules.two_halves_meeting, "kiosk/core/carriage/c.py", '"""C."""\nfrom kiosk.core import casework\n'),
    (rules.impure_core, "kiosk/core/a.py", '"""A."""\nimport sqlite3\n'),
    (rules.impure_core, "kiosk/core/a.py", '"""A."""\nimport requests\n'),
    (rules.impure_core, "kiosk/core/a.py", '"""A."""\nimport random\n'),
    (rules.impure_core, "kiosk/core/a.py", '"""A."""\nfrom kivy.app import App\n'),
    (rules.impure_core, "kiosk/core/a.py", '"""A."""\nfrom datetime import date as d\n\nTODAY = d.today()\n'),
    (rules.impure_core, "kiosk/core/a.py", '"""A."""\nimport datetime\n\nnow = datetime.datetime.now\n'),
    (rules.impure_core, "kiosk/core/a.py", '"""A."""\ntext = open("x").read()\n'),
    (rules.impure_core, "kiosk/core/a.py", '"""A."""\nkey = Ed25519PrivateKey.generate()\n'),
    (rules.clock_or_dice_in_a_room, "kiosk/desk/c.py", '"""C."""\nimport time as t\n\n\ndef f(now=t.time): ...\n'),
    (rules.clock_or_dice_in_a_room, "server/office/c.py",
     '"""C."""\nfrom datetime import datetime\n\nx = datetime.now()\n'),
    (rules.clock_or_dice_in_a_room, "server/intake/c.py", '"""C."""\nimport os\n\nx = os.urandom(8)\n'),
    (rules.clock_or_dice_in_a_room, "kiosk/courier/c.py", '"""C."""\nfrom secrets import token_bytes\n'),
    (rules.clock_or_dice_in_a_room, "kiosk/courier/c.py", '"""C."""\nimport os\n\nx = os.environ["URL"]\n'),
    (rules.clock_or_dice_in_a_room, "kiosk/desk/c.py",
     '"""C."""\nfrom kiosk.settings import read_settings\n\nread_settings(1)\n'),
    (rules.network_outside_the_carriers, "kiosk/desk/n.py", '"""N."""\nfrom requests import get\n'),
    (rules.network_outside_the_carriers, "server/office/n.py", '"""N."""\nimport urllib.request\n'),
    (rules.kivy_outside_the_windows, "kiosk/desk/k.py", '"""K."""\nfrom kivy.clock import Clock\n'),
    (rules.kivy_outside_the_windows, "server/console/__init__.py", '"""K."""\nimport kivy\n'),
    (rules.long_modules, "kiosk/desk/long.py", '"""L."""\n' + "x = 1\n" * plan.MODULE_LINES_MAX),
    (rules.wide_lines, "kiosk/desk/wide.py", f'"""{"宽" * plan.LINE_CHARACTERS_MAX}"""\n'),
    (rules.names_that_say_nothing, "server/office/utils.py", '"""U."""\n'),
    (rules.names_that_say_nothing, "kiosk/desk/services/__init__.py", '"""U."""\n'),
    (rules.modules_without_docstring, "kiosk/desk/mute.py", "x = 1\n"),
    (rules.packages_left_out_of_the_wheel, "server/office/ratings/grade.py", '"""G."""\n'),
    (rules.files_left_out_of_the_wheel, "assets/sounds/bell.ogg", "ding\n"),
    (rules.strangers_at_the_top, "Makefile", "all:\n"),
    (rules.traces_of_a_machine, "docs/notes.md", "see " + "/" + "work/main\n"),
    (rules.traces_of_a_machine, "kiosk/desk/p.py", '"""P."""\nx = "' + "/" + 'tmp/x"\n'),
    (rules.traces_of_a_machine, "setup.cfg", "url = https://" + "pypi" + ".org/simple\n"),
    (documented.unknown_refusals, "kiosk/desk/r.py", '"""R."""\nraise Refusal("NEVER_HEARD_OF")\n'),
    (documented.unfilled_sentences, "kiosk/desk/r.py", '"""R."""\nraise Refusal("NO", b=1)\n'),
    (documented.sentences_never_said, "kiosk/desk/__init__.py", '"""The desk says nothing."""\n'),
    (documented.undocumented_refusals, "docs/operating.md", "NO without its backticks\n"),
    (documented.documented_refusals_that_are_gone, "docs/operating.md", "| `NO` |\n| `GONE_CODE` | 400 |\n"),
    (documented.undocumented_routes, "server/api/__init__.py", '"""R."""\nr = [Route("/v1/batches", f)]\n'),
    (documented.undocumented_routes, "server/console/routes.py", '"""P."""\nPAGES = (Page("/console/attic", ()),)\n'),
    (documented.limits_that_say_otherwise, "kiosk/core/event.py", '"""E."""\nDAYS_MAX = 2 * 3 + 1\n'),
    (documented.undocumented_settings, "kiosk/settings.py", '"""S."""\n\n\nclass Settings:\n    port: int = 1\n'),
]  # fmt: skip


def build(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.__name__)
def test_a_tidy_house_breaks_no_rule(rule: Rule, tmp_path: Path) -> None:
    assert list(rule(build(tmp_path, SOUND))) == []


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED, ids=[f"{r.__name__}-{p}" for r, p, _ in PLANTED])
def test_one_thing_wrong_is_found(rule: Rule, path: str, text: str, tmp_path: Path) -> None:
    assert len(list(rule(build(tmp_path, {**SOUND, path: text})))) >= 1


def test_no_rule_is_without_a_planted_breach() -> None:
    assert {rule for rule, _, _ in PLANTED} == set(EVERY_RULE)


def test_a_row_of_the_ratchet_that_is_no_longer_needed_must_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "LONGER", {"kiosk/app.py": 900})
    assert [found.split(":")[0] for found in rules.long_modules(build(tmp_path, SOUND))] == ["kiosk/app.py"]


SECTION = "### `server staff add DIR`\n\n`--name NAME`, `--json`.\n\n## Next\n\n`--level`\n"


def test_a_documented_command_with_its_options_passes() -> None:
    command = documented.Command("server staff add", ("--name", "--json"))
    assert list(documented.undocumented_commands(SECTION, [command])) == []


def test_a_command_without_a_section_and_an_option_outside_its_section_are_found() -> None:
    commands = [documented.Command("server staff list", ()), documented.Command("server staff add", ("--level",))]
    assert len(list(documented.undocumented_commands(SECTION, commands))) == 2


def test_an_option_is_not_documented_by_a_longer_one() -> None:
    command = documented.Command("server staff add", ("--nam",))
    assert len(list(documented.undocumented_commands(SECTION, [command]))) == 1


def test_a_section_under_which_no_command_answers_is_found() -> None:
    here = [documented.Command("server staff add", ())]
    assert list(documented.documented_commands_that_are_gone(SECTION, here, "server")) == []
    assert len(list(documented.documented_commands_that_are_gone(SECTION, [], "server"))) == 1
    assert list(documented.documented_commands_that_are_gone(SECTION, [], "kiosk")) == []
