"""What verify 核验 found, as people read it: each finding is a code with a sentence that says what to do next."""

from typing import NamedTuple

# Code -> (Chinese, English). {where}: a hash, a case number or a table.
SENTENCES: dict[str, tuple[str, str]] = {
    "DATABASE": (
        "数据库文件损坏（{where}）。请停用本机，用最近的备份恢复，再联网一次。",
        "The database file is damaged ({where}). Stop using this machine, restore the newest backup, then sync.",
    ),
    "REFERENCE": (
        "表{where}里有一行指向不存在的记录。请用最近的备份恢复，再联网一次。",
        "A row of table {where} points to a record that is not there. Restore the newest backup, then sync.",
    ),
    "SIGNATURE": (
        "事件{where}的签名不符：有人或坏盘改动过它。请用备份恢复，并告诉县里。",
        "The signature of event {where} does not hold. Restore a backup and tell the county.",
    ),
    "COLUMNS": (
        "事件{where}的索引与签名内容不一致。请用备份恢复。",
        "What event {where} is found by is not what was signed. Restore a backup.",
    ),
    "FOREIGN_LOG": (
        "事件{where}标为本站所写，却在别人的日志里。请用备份恢复，并告诉县里。",
        "Event {where} is marked as this station's and stands in another's log. Restore a backup and tell the county.",
    ),
    "CHAIN": (
        "事件{where}之前缺了一号，或前后不相接。请用备份恢复，并告诉县里。",
        "A number before event {where} is missing, or the two do not join. Restore a backup and tell the county.",
    ),
    "BODY": (
        "事件{where}的正文已损坏。县里如有保存，办件不受影响；请用备份恢复。",
        "The body of event {where} is damaged. Where the county has it the case goes on; restore a backup.",
    ),
    "BODY_MISSING": (
        "事件{where}的正文不在，没有清除或删除的记录说明原因。先联网一次再核验；仍在，就用备份恢复。",
        "The body of event {where} is missing, and no Purged or Erased says why. Sync and verify again, or restore.",
    ),
    "BODY_STAYED": (
        "事件{where}的正文已由县里删除，本机却还留着。请联网一次再核验；仍在，请告诉县里。",
        "The county erased the body of event {where}; it is still here. Sync and verify again, or tell the county.",
    ),
    "CARRIER": (
        "县里转来的事件{where}与装它的下行事件不符。请用备份恢复。",
        "Event {where} is not what the downward event that brought it holds. Restore a backup.",
    ),
    "PROJECTION": (
        "办件{where}显示的状态与日志不符。请用备份恢复，并报告程序问题。",
        "What is shown of {where} is not what the journal says. Restore a backup and report a fault of the program.",
    ),
    "MARK_WITHOUT_PROOF": (
        "{where}标有已证明，却找不到对应的签收。请联网一次再核验。",
        "{where} is marked as proved, and no acknowledgement proves it. Sync once and verify again.",
    ),
    "OUTBOX": (
        "事件{where}该上报却不在待发中，或已签收还在待发中。请联网一次再核验。",
        "Event {where} is owed and not waiting to go, or proved and still waiting. Sync once and verify again.",
    ),
    "ATTACHMENT": (
        "照片{where}已损坏。县里如有保存，办件不受影响；没有的，请重新拍照补充。",
        "Photograph {where} is damaged. Where the county has it the case goes on; where not, take it again.",
    ),
    "CARRYING": (
        "代别的站捎带的事件{where}已损坏。它没有离开那个站，请那个站再导出一次。",
        "Event {where}, carried for another station, is damaged. It is still at that station: export there again.",
    ),
}


class Finding(NamedTuple):
    """One thing that does not hold: what (a key of SENTENCES), and where (a hash, a case number, a table)."""

    what: str
    where: str

    def sentence(self, language: str) -> str:
        """What it means and what to do, in "zh" or "en"."""
        return SENTENCES[self.what][language == "en"].format(where=self.where)


class Verified(NamedTuple):
    """What was walked, in counts, and what does not hold. Sound when `findings` is empty. purged, erased: bodies that
    are gone by right, by our own Purged and by the county's Erased."""

    events: int
    cases: int
    marks: int
    attachments: int
    purged: int
    erased: int
    findings: tuple[Finding, ...]

    def lines(self) -> list[str]:
        """As a person reads it."""
        said = (
            f"{self.events}个事件 {self.cases}个办件 {self.marks}个证明 {self.attachments}张照片，正文已清除{self.purged}份、"
            f"已删除{self.erased}份 · {self.events} events, {self.cases} cases, {self.marks} proofs, {self.attachments} "
            f"photographs; {self.purged} bodies let go of, {self.erased} erased"
        )
        if not self.findings:
            return [said, "全部相符 · everything agrees"]
        return [said, *(line for one in self.findings for line in (one.sentence("zh"), one.sentence("en")))]
