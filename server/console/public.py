"""The public page: a resident's own case on a phone, by case number and query code. No sign-in, no script, no frame;
its own small sheet, so that a slow line has it at once.
"""

import re
from collections.abc import Mapping

from starlette.responses import Response

from kiosk.core.casework.case_number import plain
from kiosk.core.casework.days import china_date
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.transitions import State
from kiosk.core.refusal import Refusal
from server.console.asking import Ask
from server.console.words import Say
from server.console.words import mark as _
from server.office.progress import progress

_NUMBER = re.compile(r"(?<![0-9])[0-9]{27}(?![0-9])", re.ASCII)
NUMBER_CHARS_MAX, CODE_CHARS_MAX = 80, 20  # spaces and the text of a receipt's QR are welcome

# state -> tone, icon, the word in large letters
STATES: Mapping[State | None, tuple[str, str, str]] = {
    State.PENDING: ("info", "sign", _("等代办员确认")),
    State.RECEIVED: ("info", "inbox", _("已经收件")),
    State.FORWARDED: ("info", "up", _("已经上报")),
    State.IN_CORRECTION: ("wait", "undo", _("需要补材料")),
    State.DECLINED: ("bad", "refused", _("没有受理")),
    State.ACCEPTED: ("info", "stamp", _("已经受理")),
    State.DEEMED_ACCEPTED: ("info", "stamp", _("已经受理")),
    State.PASSED_UP: ("info", "up", _("已经转报")),
    State.IN_HANDLING: ("info", "work", _("正在办理")),
    State.SUSPENDED: ("wait", "pause", _("暂停计时")),
    State.IN_JOINT_REVIEW: ("info", "handshake", _("联合审查中")),
    State.CONCLUDED: ("good", "done", _("已经办结")),
    State.AWAITING_DELIVERY: ("good", "sent", _("结果正在送来")),
    State.DELIVERED: ("good", "done", _("已经送达")),
    State.ARCHIVED: ("good", "archive", _("已经办完")),
    State.WITHDRAWN: ("quiet", "undo", _("已经撤回")),
    State.VOIDED: ("quiet", "refused", _("已经作废")),
    None: ("wait", "warn", _("还要核对")),
}
ASIDE = _("县里还要核对这件事，请到便民服务站问一下代办员。")
STEPS: Mapping[Kind, str] = {
    Kind.ENTRUSTED: _("登记"),
    Kind.RECEIVED: _("代办员收件"),
    Kind.FORWARDED: _("上报"),
    Kind.ACCEPTED: _("受理"),
    Kind.DEEMED_ACCEPTED: _("视为受理"),
    Kind.CORRECTION_ASKED: _("告知要补的材料"),
    Kind.CORRECTED: _("材料补来了"),
    Kind.CORRECTION_LAPSED: _("材料没有补来"),
    Kind.DECLINED: _("不予受理"),
    Kind.RETURNED: _("退回服务站"),
    Kind.HANDLING_STARTED: _("开始办理"),
    Kind.PASSED_UP: _("转报"),
    Kind.SUSPENDED: _("暂停计时"),
    Kind.RESUMED: _("恢复办理"),
    Kind.EXTENDED: _("延期"),
    Kind.CONCLUDED: _("办结"),
    Kind.RESULT_SENT: _("结果发出"),
    Kind.DELIVERED: _("送达"),
    Kind.WITHDRAWN: _("撤回"),
    Kind.VOIDED: _("作废"),
    Kind.LAPSED: _("过期没有签"),
}


def look_up(ask: Ask) -> Response:
    """The form, and the answer below it. A number may stand in the address (`?case=`), a code never."""
    house = ask.house
    if not house.node.is_county:
        return ask.show("relay.html", county_url=house.node.url)
    number, said, status, found = _number_alone(ask.asked("case")), "", 200, None
    if ask.method == "POST":
        number, code = ask.typed("case")[:NUMBER_CHARS_MAX], ask.typed("code")[:CODE_CHARS_MAX]
        try:
            number, identity = house.lookup.find(number, code, ask.address)
            with ask.reading() as connection:
                found = progress(connection, house.node, house.published, house.bodies, number, identity, ask.now_ms)
        except Refusal as no:
            said, status = no.text(ask.language), no.status
    spoken = 0 if ask.language == "zh" else 1
    shown = found and {
        "number": found.number,
        "principal": found.principal,
        "state": (*STATES[found.state][:2], ask.say(STATES[found.state][2])),
        "sentence": found.sentence[spoken] or ask.say(ASIDE),
        "due": found.due[spoken],
        "steps": [(ask.say(STEPS[kind]), _day(at_ms, ask.say)) for kind, at_ms in reversed(found.steps)],
    }
    response = ask.show("public.html", status, number=number, said=said, found=shown)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _number_alone(asked: str) -> str:
    """The case number that stands in an address, "" when there is none: a code beside it, as in a receipt's QR, is
    taken from there into no page."""
    found = _NUMBER.search(plain(asked))
    return found[0] if found else ""


def _day(at_ms: int, say: Say) -> str:
    """A date as it is read aloud."""
    day = china_date(at_ms)
    return say(_("{year}年{month}月{day}日")).format(year=day.year, month=day.month, day=day.day)
