"""What verify 核验 found at a county or a relay, as people read it: each finding a code, a sentence, and what to do."""

from typing import Any, NamedTuple

_RESTORE = (
    "请停用本节点，用最近的备份恢复（server restore，带上第二存储）。",
    "Stop this node and restore the newest backup, with the second medium.",
)
_AGAIN = ("请等下一轮整理后再核验；仍在，就用备份恢复。", "Wait a minute and verify again; if it stays, restore a backup.")
_FROM_STATION = ("请让那个站再联网一次；它还留着。", "Let that station sync again: it still holds it.")
_MEDIUM = ("请换一个第二存储，重新启动后会重新抄全。", "Take another second medium: everything is copied to it anew.")

# Code -> what (Chinese, English), what to do (Chinese, English). {where}, {log} and others are filled in.
SENTENCES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "LOG_WITHOUT_CERTIFICATE": (
        ("日志{log}没有有效的首个证书事件", "log {log} does not begin with its certificate"), _RESTORE),
    "LOG_SHORT": (
        ("日志{log}应连续到{noted}，只到{held}", "log {log} should be held to {noted} without a gap and is held to {held}"),
        _RESTORE),
    "LOG_LONG": (("日志{log}记到{noted}，实际连续到{held}", "log {log} is noted to {noted} and held to {held}"), _AGAIN),
    "SAFE_MARK": (("日志{log}的双份标记不符", "log {log}: the safe mark names no event held"), _MEDIUM),
    "AUTHOR_MISSING": (("{where}：作者证书缺失", "{where_en}: its author's certificate is missing"), _FROM_STATION),
    "SIGNATURE": (("{where}：签名不符", "{where_en}: the signature does not hold"), _RESTORE),
    "HASH": (("{where}：哈希不符", "{where_en}: its bytes are not those of its hash"), _RESTORE),
    "UNREADABLE": (("{where}：不能读取", "{where_en}: it cannot be read"), _RESTORE),
    "BODY": (("{where}：正文与事件头不符", "{where_en}: the body is not the one its head names"), _RESTORE),
    "BODY_MISSING": (
        ("{where}：正文不在，没有清除或删除的记录说明原因",
         "{where_en}: its body is missing, and no Purged or Erased says why"), _RESTORE),
    "BODY_STAYED": (
        ("{where}：正文已删除，数据库里却还有", "{where_en}: its body was erased and is still in the database"), _AGAIN),
    "WITNESS": (
        ("{where}：正文打不开，或与证明不符", "{where_en}: the body does not open, or not to what was proved"), _RESTORE),
    "CASE_UNREADABLE": (
        ("办件{case}不能折叠", "case {case} cannot be folded: an event of it cannot be read"), _RESTORE),
    "CASE_STRAY": (
        ("办件{case}在投影中，日志中没有", "case {case} stands in the projection and in no log"), _RESTORE),
    "CASE_MISSING": (("办件{case}不在投影中", "case {case} is missing from the projection"), _AGAIN),
    "CASE_DIFFERS": (
        ("办件{case}的投影与日志不符（{names}）", "case {case}: the projection is not what its log says ({names})"),
        _AGAIN),
    "QUERY_CODE": (
        ("办件{case}的查询码记录不符", "case {case}: the query code kept is not the one it came with"), _RESTORE),
    "ATTACHMENT": (
        ("附件{id}在数据库里已不完整", "attachment {id} is no longer whole in the database"), _RESTORE),
    "MEDIUM_MISSING": (
        ("第二存储{folder}不存在", "there is no second medium at {folder}"),
        ("请接上它，或核对文件夹。", "Connect it, or check the folder.")),
    "MEDIUM_LACKS": (
        ("{where}：标为双份，第二存储没有", "{where_en}: called safe, and the second medium has it not"), _MEDIUM),
    "MEDIUM_DIFFERS": (
        ("{where}：第二存储上的正文不同", "{where_en}: the body on the second medium is another"), _MEDIUM),
    "MEDIUM_KNOWS_MORE": (
        ("第二存储有事件{id}，数据库没有", "event {id} is on the second medium and not in the database"), _RESTORE),
    "MEDIUM_KEPT_ERASED": (
        ("{where}：正文已删除，第二存储上还有", "{where_en}: its body was erased and still lies on the second medium"),
        ("请带着第二存储运行服务一分钟，再核验。", "Run the server with that medium for a minute and verify again.")),
    "MEDIUM_ATTACHMENT": (
        ("附件{id}标为双份，第二存储上不完整",
         "attachment {id} is called safe and is not whole on the second medium"), _MEDIUM),
    "MEDIUM_KEPT_PHOTOGRAPH": (
        ("附件{id}已删除，第二存储上还有", "attachment {id} was erased and still lies on the second medium"),
        ("请带着第二存储运行服务一分钟，再核验。", "Run the server with that medium for a minute and verify again.")),
}  # fmt: skip


class Finding(NamedTuple):
    """One thing that is not as it should be: a key of SENTENCES, and what fills it in."""

    code: str
    said: dict[str, Any]

    def text(self, language: str) -> str:
        """What it is and what to do, in "zh" or "en"."""
        what, then = SENTENCES[self.code]
        chosen = language == "en"
        joint = ". " if chosen else "。"
        return (what[chosen] + joint + then[chosen]).format(**self.said)

    def sentence(self) -> str:
        """Both languages in one line."""
        return f"{self.text('zh')} · {self.text('en')}"


def event_at(code: str, log: bytes, seq: int) -> Finding:
    """A finding about one event."""
    name = log.hex()
    return Finding(code, {"where": f"日志{name}第{seq}号", "where_en": f"log {name} event {seq}"})


class Report(NamedTuple):
    """What was walked and what is wrong. purged, erased: bodies that are gone by right. A relay opens and folds
    nothing: it has no cases to count."""

    is_county: bool
    logs: int
    events: int
    bodies: int
    cases: int
    second_medium: int
    unfolded: int
    awaiting: int
    purged: int
    erased: int
    findings: tuple[Finding, ...]

    @property
    def wrong(self) -> tuple[str, ...]:
        """The findings as sentences."""
        return tuple(finding.sentence() for finding in self.findings)

    def answer(self) -> dict[str, Any]:
        """As JSON."""
        counts = {name: value for name, value in self._asdict().items() if name not in ("is_county", "findings")}
        if not self.is_county:
            counts = {name: value for name, value in counts.items() if name not in ("cases", "unfolded")}
        found = [{"code": one.code, "zh": one.text("zh"), "en": one.text("en")} for one in self.findings]
        return {**counts, "findings": found, "wrong": list(self.wrong), "whole": not found}

    def lines(self) -> list[str]:
        """As a person reads it."""
        zh = f"{self.logs}条日志 {self.events}个事件 {self.bodies}份正文"
        en = f"{self.logs} logs, {self.events} events, {self.bodies} bodies"
        if self.is_county:
            zh += f" {self.cases}个办件 待折叠{self.unfolded}"
            en += f", {self.cases} cases, {self.unfolded} to be folded"
        if self.second_medium:
            zh += f" 第二存储{self.second_medium}个事件"
            en += f", {self.second_medium} on the second medium"
        zh += f" 等待{self.awaiting} 站点已清除{self.purged} 已删除{self.erased}"
        en += f", {self.awaiting} waiting, {self.purged} let go of by their station, {self.erased} erased"
        return [f"{zh} · {en}", *(self.wrong or ("全部相符 · everything agrees",))]
