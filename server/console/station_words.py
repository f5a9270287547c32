"""What the stations' pages say: each finding and each incident in plain words, with what to do about it.

Texts are marked here and said in the language of whoever looks; an amount goes in at the braces.
"""

from collections.abc import Mapping
from typing import NamedTuple

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.revocation import Why
from kiosk.core.casework.days import china_minute
from kiosk.core.catalogue.divisions import Divisions
from kiosk.core.refusal import Refusal
from server.console.words import Say
from server.console.words import mark as _
from server.office.devices import Left, Log
from server.office.incidents import Incident
from server.office.keeping import Medium
from server.office.stations import Finding, Severity, Standing

RELAY_DIGITS = 9  # of its code: its township's
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
TONES: Mapping[Severity, str] = {Severity.NOTE: "quiet", Severity.LOOK: "wait", Severity.ACT: "bad"}


class Told(NamedTuple):
    """One thing as a page shows it. sign: an icon's name; what: a few words; then: what to do, in a sentence."""

    tone: str
    sign: str
    what: str
    then: str


STANDINGS: Mapping[Standing, tuple[str, str, str]] = {
    Standing.ACT: ("bad", "warn", _("要处理")),
    Standing.LOOK: ("wait", "eye", _("留意")),
    Standing.FINE: ("good", "done", _("正常")),
    Standing.IDLE: ("quiet", "pause", _("未启用")),
}

_FINDINGS: Mapping[str, tuple[str, str, str]] = {
    "INCIDENTS": ("warn", _("{amount} 件事要人看"), _("在下面“要人看的事”里逐件看，看过后点“已处理”。")),
    "NOT_ENROLLED": ("pause", _("还没有发入网文件"), _("请管理员为这个站点生成入网文件，装机时用一次。")),
    "NOT_STARTED": ("pause", _("入网文件还没有用过"), _("装机以后，终端第一次联系县里就会记在这里。")),
    "SET_APART": (
        "question",
        _("{amount} 条记录读不懂，另放着"),
        _("别的记录不受影响。请记下原因，联系技术人员看终端是不是坏了、被换过。"),
    ),
    "MISSING": (
        "gap",
        _("缺 {amount} 条中间的记录"),
        _("后面的已经到了，中间的还没有到：多半还在路上，或者还在乡镇中转。过几天还缺，就让站点再同步一次。"),
    ),
    "AWAITING": (
        "clock",
        _("{amount} 条在等钥匙或证书"),
        _("已经收好，等缺的那一份到了会自动打开；超过7天会成为一件要看的事。"),
    ),
    "SILENT": ("offline", _("{amount} 天没有消息"), _("请打电话问站点：是不是断网、停电，终端开着没有。")),
    "DISK": ("disk", _("磁盘只剩 {amount} MB"), _("请清理终端磁盘；满了就不能再登记。")),
    "CLOCK": ("clock", _("时钟差 {amount} 分钟"), _("时限一律按县里的时间算，不受影响；请顺手把终端的时间校准。")),
    "UNSENT": ("upload", _("有 {amount} 天前的办件还没送来"), _("请让站点联网后点一次“同步”。")),
    "REVOKED": (
        "lock",
        _("{amount} 台设备已吊销"),
        _("吊销以后它写的都不算数。站点要接着用，请管理员在下面为它生成新的入网码。"),
    ),
    "CATALOGUE": ("documents", _("事项目录还是第 {amount} 版"), _("联系过了却没有换上新目录，请看终端磁盘和同步是否正常。")),
}

_ROADS: Mapping[int, str] = {1: _("直接联县里"), 2: _("交给乡镇中转"), 3: _("存储盘"), 4: _("纸上的码")}

# Why a device is believed no more.
REVOKED_FOR: Mapping[Why, str] = {
    Why.STOLEN: _("被偷"),
    Why.LOST: _("丢失"),
    Why.REPLACED: _("换掉了"),
    Why.MISUSED: _("被人滥用"),
}

# How the county keeps its second copy: tone, sign, words, what to do.
KEPT: Mapping[Medium, tuple[str, str, str, str]] = {
    Medium.APART: ("good", "shield", _("每条记录存两份，在两个盘上"), ""),
    Medium.SAME_DEVICE: (
        "wait",
        "shield",
        _("两份存在同一个盘上，只能演示用"),
        _("这个盘坏了，两份都没有。站点因此一件都不清理。请接另一个盘，用 --second-medium 指到那里。"),
    ),
    Medium.NONE: (
        "bad",
        "warn",
        _("只有一份，没有第二份"),
        _("站点因此一件都不清理，也不显示“已双份保存”。请接一个盘，用 --second-medium 启动。"),
    ),
}

# kind -> what happened, what to do. Kinds are those of `Journal.incident`; a test names any that is missing.
INCIDENTS: Mapping[str, tuple[str, str]] = {
    "APART_FULL": (
        _("读不懂的记录太多，放不下了"),
        _("多半有一台设备在反复发送坏数据。请看站点页上“另放着”的数目，先断开那一台。"),
    ),
    "ATTACHMENTS_FULL": (
        _("一台设备没传完的照片太多"),
        _("它的新照片先不收，办件照收。请看那台设备的网络，让它把照片传完。"),
    ),
    "ATTACHMENT_HARMED": (
        _("一张照片传来的和登记的不一样"),
        _("这张照片没有收下，终端会再传。反复出现，请检查终端的磁盘。"),
    ),
    "AUTHOR_UNKNOWN_OVER_7_DAYS": (
        _("不认识的设备送来的记录等了超过7天"),
        _("它的证书一直没有来。请问是不是哪个站点装机没有做完：让它联网同步一次；不是自己的设备，不用管它。"),
    ),
    "AWAITING_FULL": (
        _("不认识的设备送来的记录太多"),
        _("新的先不收。请核对最近有没有站点装机没有做完，或有人冒充。"),
    ),
    "AWAITING_OVER_7_DAYS": (
        _("一条记录等钥匙超过7天"),
        _("正文还打不开。请让那个站点联网同步一次，钥匙会一起送来。"),
    ),
    "BODY_DOES_NOT_OPEN": (
        _("一条记录的正文打不开"),
        _("状态和时限照常；请联系站点，把这件的内容再登记一次。"),
    ),
    "BODY_HARMED": (
        _("一条记录的正文在磁盘上坏了"),
        _("它会向站点重新要一份。请检查这台服务器的磁盘。"),
    ),
    "BRANCH": (
        _("同一个序号来了两条不同的记录"),
        _("两条都留着。多半是终端从旧备份恢复，或者卡被复制：请问站点最近修过、换过什么。"),
    ),
    "CAME_AFTER_ERASURE": (
        _("正文已删除的办件又来了新内容"),
        _("站点写它时还不知道已经删除。请看这件办件：是投诉就照办，不该留的再删除一次。"),
    ),
    "CASE_EVENTS_FULL": (
        _("一件办件的记录多得不正常"),
        _("多出来的没有收。请看这件办件，并联系站点。"),
    ),
    "CASE_NOT_DIGESTED": (
        _("一件办件没有处理成"),
        _("别的办件不受影响，系统会再试。反复出现，请把办件编号告诉技术人员。"),
    ),
    "CASE_NUMBER_TWICE": (
        _("两件办件印了同一个编号"),
        _("两件都有效，用查询码区分，列表里标“重号”。请问站点终端是不是被复制过。"),
    ),
    "COUNTY_SET_APART": (
        _("县里不收中转送来的一条记录"),
        _("中转已经放下它，站点会再送。请看站点页上的原因。"),
    ),
    "DATABASE_OLDER_COPY": (
        _("这台服务器的数据库比它自己记得的旧"),
        _("像是放回了旧拷贝：它已经读回第二份保存、换用新编号，站点会把手里的全部再送一次。请查是谁放回的，并核对这几天的办件。"),
    ),
    "ENROLMENT_CODE_AFTER_ITS_END": (
        _("有人用过期的入网码来取"),
        _("没有给。是装机的人来晚了，就重新生成一个；不是，请核实这个码给过谁。"),
    ),
    "ENROLMENT_CODE_TRIED_OFTEN": (
        _("一个入网码被取了太多次"),
        _("已经作废。请问装机的人是不是线路不好，再生成一个；不是，请核实这个码给过谁。"),
    ),
    "ENROLMENT_USED_TWICE": (
        _("一份入网文件被用了两次"),
        _("先用的那台照常；请马上核实后用的那台是不是自己的，不是就报告网络安全负责人。"),
    ),
    "GAP_OVER_7_DAYS": (
        _("一个站点的记录缺了号，超过7天没有补上"),
        _("后面的已经收到。请让那个站点联网同步一次，或用U盘导出；缺的还在它那里。"),
    ),
    "LOG_OUT_OF_LINE": (
        _("一台设备有太多断开的记录"),
        _("断开以后的先不收，补上中间的就好。请让站点联网，把全部再送一次。"),
    ),
    "MATTER_TERMS_MISSING": (
        _("一件办件的事项，发布的目录里没有"),
        _("受理和办理的时限算不出来，这件没有往下走。请联系技术人员，发布有这个事项的目录。"),
    ),
    "NODE_RESTORED": (
        _("一台设备从备份恢复，或换了机器"),
        _("它换用了新的日志和终端号，丢掉的记录正在送回给它。是站点自己做的，点“已处理”；不是，请马上核实那台设备。"),
    ),
    "NOT_SENT_DOWN": (
        _("一条记录没能送下站点"),
        _("站点暂时看不到这一步，请打电话告诉代办员，并联系技术人员。"),
    ),
    "PEER_KNOWS_MORE": (
        _("别处有这台服务器自己不记得的记录"),
        _("它像是从旧备份或旧镜像起来的，已经自己换用新编号，站点会把手里的全部再送一次。请查是谁恢复的；两台同时在跑，马上停掉一台。"),
    ),
    "RESTORED_TWICE": (
        _("同一份备份恢复了两次，或两台设备用着同一个身份"),
        _("两边的办件都收下了，编号可能重复，用查询码区分。请问站点哪一台在用，把另一台停掉；下次重新入网。"),
    ),
    "RETENTION_OVER": (
        _("有办件的正文保存期满了"),
        _("不会自己删除。请用 server erase --ended --look 查看，由督办或管理员决定删除。"),
    ),
    "REVOKED_EVENTS_HELD": (
        _("一台吊销的设备有记录不再算数"),
        _("吊销的序号以后、先前收到的都搁置了，原样留着作证据。请看那个站点，真有居民办的请换一台重新登记。"),
    ),
    "REVOKED_NODE_WROTE": (
        _("一台吊销的设备还在写"),
        _("它送来的没有收，另放着作证据。请告诉网络安全负责人，设备也许在别人手里。"),
    ),
    "SEALING_KEY_NOT_PROVED": (
        _("一个站点换钥匙没有换成"),
        _("仍用原来的钥匙给它封，它照样打得开，不会丢。这台设备自己再换一次才算数，请联系技术人员。"),
    ),
    "SECOND_MEDIUM_CHANGED": (
        _("第二份保存换了地方"),
        _("如果是您换的盘，点“已处理”；不是，请马上查看接在服务器上的盘。"),
    ),
    "STATION_WITHOUT_SEALING_KEY": (
        _("一个站点没有收信的钥匙"),
        _("县里不能把结果送给它。请在那台终端上重新装机。"),
    ),
    "TERMS_DIFFER": (
        _("一件办件写的受理层级和目录不一样"),
        _("这件已经搁置，没有继续。请联系站点用新目录重新登记，并核对终端。"),
    ),
    "TOO_LARGE_TO_SEND_DOWN": (
        _("一条记录太大，送不下去"),
        _("站点看不到这一步，请打电话告诉代办员，并联系技术人员。"),
    ),
}

REASONS: Mapping[Quarantine, str] = {
    Quarantine.AWAITING_CERTIFICATE: _("等设备的证书"),
    Quarantine.AWAITING_KEY: _("等打开正文的钥匙"),
    Quarantine.AWAITING_DICTIONARY: _("等目录里的词典"),
    Quarantine.AWAITING_PREDECESSOR: _("等前面的记录"),
    Quarantine.BODY_MISSING: _("正文没有一起来"),
    Quarantine.BAD_SIGNATURE: _("签名不对"),
    Quarantine.BAD_HEAD: _("格式不对"),
    Quarantine.BAD_BODY_HASH: _("正文被改动或损坏"),
    Quarantine.BODY_DOES_NOT_OPEN: _("正文打不开"),
    Quarantine.OUTSIDE_ITS_PREFIX: _("不是它自己范围里的办件"),
    Quarantine.FOREIGN: _("不是本县发的设备"),
    Quarantine.OUTSIDE_ITS_LEVEL: _("做了不归它做的事"),
    Quarantine.TOO_MANY_OF_ITS_CASE: _("同一件的记录太多"),
    Quarantine.REVOKED: _("设备已吊销"),
}


def finding_told(finding: Finding, say: Say) -> Told:
    """A finding in words."""
    sign, what, then = _FINDINGS[finding.code]
    return Told(TONES[finding.severity], sign, say(what).format(amount=finding.amount), say(then))


def incident_told(incident: Incident, say: Say) -> Told:
    """An incident in words; a kind of a newer version by its own name."""
    what, then = INCIDENTS.get(incident.kind, (incident.kind, _("请把这一条告诉技术人员。")))
    return Told("bad", "warn", say(what), say(then))


def came_by(log: Log, divisions: Divisions, say: Say) -> str:
    """How the newest record of a log came to the county, and through whom."""
    if log.carried_by_itself:
        return say(_("自己的存储盘带来")) if log.by_stick else say(_("自己联网送来"))
    if not log.carried_by:
        return say(_("由县里写"))
    via = say(_("由{place}用存储盘带来")) if log.by_stick else say(_("由{place}转送来"))
    return via.format(place=_carrier(log.carried_by, divisions, say))


def _carrier(code: str, divisions: Divisions, say: Say) -> str:
    """A relay by its township, and that it is one."""
    name = place_name(divisions, code)
    return say(_("{place}中转")).format(place=name) if len(code) == RELAY_DIGITS else name


def left_word(left: Left, say: Say) -> str:
    """What a station says of numbers that are missing here."""
    numbers = str(left.first) if left.first == left.last else f"{left.first}–{left.last}"
    road = say(_ROADS[left.road]) if left.road in _ROADS else str(left.road)
    said = say(_("{numbers}：站点记着 {when} 送出（{road}），还没有到"))
    return said.format(numbers=numbers, when=china_minute(left.at_ms), road=road)


def place_name(divisions: Divisions, code: str) -> str:
    """What people call the place of a station's or relay's code; the code itself where it is not in the tree."""
    try:
        return divisions.station_name(code)
    except Refusal:
        return code


def ago(at_ms: int, now_ms: int, say: Say) -> str:
    """How long since, in one word's length; "" for never."""
    passed = max(0, now_ms - at_ms)
    if not at_ms:
        return ""
    if passed < 2 * MINUTE_MS:
        return say(_("刚刚"))
    if passed < HOUR_MS:
        return say(_("{count} 分钟前")).format(count=passed // MINUTE_MS)
    if passed < DAY_MS:
        return say(_("{count} 小时前")).format(count=passed // HOUR_MS)
    return say(_("{count} 天前")).format(count=passed // DAY_MS)


def clock_off(offset_ms: int, say: Say) -> str:
    """A clock's offset in words. offset_ms: county time minus the device's own."""
    minutes = abs(offset_ms) // MINUTE_MS
    if minutes == 0:
        return say(_("准"))
    if minutes < 120:
        found = say(_("{count} 分钟")).format(count=minutes)
    elif minutes < 2 * 1_440:
        found = say(_("{count} 小时")).format(count=minutes // 60)
    else:
        found = say(_("{count} 天")).format(count=minutes // 1_440)
    return (say(_("慢 {time}")) if offset_ms > 0 else say(_("快 {time}"))).format(time=found)


def room(free_bytes: int) -> str:
    """Bytes as people read them."""
    return f"{free_bytes / 2**30:.1f} GB" if free_bytes >= 2**30 else f"{free_bytes // 2**20} MB"
