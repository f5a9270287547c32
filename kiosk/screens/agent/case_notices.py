"""What whoever opens a case has to know before anything else: what still follows, what a promise stands for, that the
mandate ended, that its bodies are gone."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kiosk.core.casework.codes import CheckOutcome
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.transitions import State
from kiosk.desk.casefile import CaseFile
from kiosk.screens.agent.code_words import said_of
from kiosk.screens.agent.words import day_word, minute
from kiosk.widgets.words import say as _

NOT_HANDED_UP = (State.RECEIVED, State.IN_CORRECTION)  # the next step would have been the agent's


class Noticed(NamedTuple):
    """One notice, as the widget takes it."""

    kind: str
    icon: str
    title: str
    text: str


def noticed_of(file: CaseFile, names: Mapping[int, str]) -> Iterator[Noticed]:
    """The notices above a case, the gravest first. names: of the matter's materials by number."""
    if gone := gone_word(file):
        yield Noticed("info", "archive", *gone)
    if file.case.mandate_revoked is not None:
        yield Noticed("bad", "undo", *_mandate_ended(file, file.case.mandate_revoked.ms))
    if file.owed is not None:
        yield _owed(file, names)
    if file.case.promised_proofs is not None:
        yield _promised(file, names)


def _mandate_ended(file: CaseFile, at_ms: int) -> tuple[str, str]:
    title = _("委托人 {when} 撤销了委托，代办员不能再替他办").format(when=minute(at_ms))
    if file.case.state in NOT_HANDED_UP:
        return title, _(
            "下一步要他自己走：自己带材料到受理的窗口去，或者在这里重新委托；不想办了，也可以撤回。他填的内容本站不能再看。"
        )
    return title, _(
        "事情照样往下办。要补什么、交什么，由他自己到窗口去，或者在这里重新委托。结果出来了，还是交到他手里，由他签收。"
    )


def _owed(file: CaseFile, names: Mapping[int, str]) -> Noticed:
    assert file.owed is not None and file.owed.due is not None
    title = _("还欠 {count} 样材料，最迟 {day} 补来").format(count=len(file.owed.gaps), day=day_word(file.owed.due))
    listed = said_of({"materials": file.owed.lacking()}, names)
    return Noticed("wait", "clock", title, _("{materials}。到那天还没补来，这件事会退回。").format(materials=listed))


def _promised(file: CaseFile, names: Mapping[int, str]) -> Noticed:
    proofs = file.case.promised_proofs
    assert proofs is not None
    listed = _("由书面承诺代替的证明：{materials}。").format(materials=said_of({"materials": proofs.materials}, names))
    if proofs.outcome is CheckOutcome.TRUE:
        return Noticed("good", "check", _("承诺核查过了：属实"), listed)
    if proofs.outcome is CheckOutcome.FALSE:
        return Noticed("bad", "warn", _("承诺核查过了：不属实"), listed + _("不能准予；已经准予的，要依法撤销。"))
    if proofs.outcome is CheckOutcome.UNKNOWN:
        return Noticed("wait", "search", _("承诺还没有查清，可以再查"), listed)
    if file.check_due is None:
        return Noticed("info", "search", _("承诺要核查"), listed + _("受理以后开始算日子。"))
    return Noticed("info", "search", _("承诺要在 {day} 前核查").format(day=day_word(file.check_due)), listed)


def gone_word(file: CaseFile) -> tuple[str, str] | None:
    """What became of the bodies of this case, by whose word and why; None while they are here."""
    erased = next((one for one in file.happened if one.kind is Kind.ERASED and not one.set_aside), None)
    if erased is not None:
        return (
            _("县里删除了这件的正文：{why}").format(why=said_of(erased.facts, {})),
            _("{when} 起，姓名、电话、材料和照片处处都没有了，不能恢复。编号、状态和经过照样留着。").format(
                when=minute(erased.at_ms)
            ),
        )
    purged = next((one for one in file.happened if one.kind is Kind.PURGED and one.own), None)
    if purged is not None:
        return (
            _("这件办完了，本机的正文已经清掉"),
            _("{when} 清的：县里有两份，也打得开。台账照样在；要看材料，请问县里。").format(when=minute(purged.at_ms)),
        )
    return None
