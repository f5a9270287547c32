"""The coded values that stand in facts. Numbers are frozen: they are signed into heads and never re-used.

Each code has the office's own word (`word`); a screen shows the word, a head carries the number.
"""

from enum import IntEnum

from kiosk.core.event import Level


class Tier(IntEnum):
    """Who decides a matter. OUTSIDE lies outside the county: an enterprise, the city, the province."""

    VILLAGE = 1
    TOWNSHIP = 2
    COUNTY = 3
    OUTSIDE = 4


class Unit(IntEnum):
    """How a limit counts (domain rule 2: every limit has a unit)."""

    WORKING_DAYS = 0
    CALENDAR_DAYS = 1


class T1Policy(IntEnum):
    """What silence at intake means, per matter (行政许可法 32; 不动产登记暂行条例 17)."""

    FIVE_DAYS_DEEMED = 0
    ON_SPOT_DEEMED = 1
    ONCE_NO_DEEMING = 2


class DeclinedFor(IntEnum):
    """Why nothing is accepted (行政许可法 32)."""

    NOT_NEEDED = 1
    NOT_OUR_COMPETENCE = 2
    CONDITIONS_NOT_MET = 3
    OTHER = 9


class ReturnedFor(IntEnum):
    """Why a forwarded entrustment goes back to its station."""

    WRONG_PLACE = 1
    UNREADABLE = 2
    OTHER = 9


class Result(IntEnum):
    """How a case ended. The first three are decisions on the merits; the last two end it without one."""

    GRANTED = 1
    REFUSED = 2
    RETURNED = 3
    PASSED_ON = 4
    NOT_CORRECTED = 5


class Step(IntEnum):
    """Steps inside handling."""

    HANDLED = 1
    REVIEWED = 2
    APPROVED = 3


class SuspendedFor(IntEnum):
    """The only reasons that stop T2 and T3 (行政许可法 45; public notice where the county says so)."""

    HEARING = 1
    TENDER = 2
    AUCTION = 3
    INSPECTION = 4
    TESTING = 5
    QUARANTINE = 6
    APPRAISAL = 7
    EXPERT_REVIEW = 8
    PUBLIC_NOTICE = 9


class FollowedUpBy(IntEnum):
    """How the agent asked back."""

    PHONE = 1
    VISIT = 2
    STATION = 3


class Contentment(IntEnum):
    """What the principal said when asked back; in the sealed body (回访: 满意度). No rating: those are their own."""

    CONTENT = 1
    FAIRLY = 2
    NOT_CONTENT = 3


class VoidedFor(IntEnum):
    """Deletion is never physical: an entry error and a business void both keep the row."""

    ENTRY_ERROR = 1
    VOID = 2


class PurgedFor(IntEnum):
    """R-SAFE: safe, open and past the grace period is the only reason."""

    SAFE_AND_OPEN = 1


class ErasedFor(IntEnum):
    """Why the county erased sealed bodies."""

    PERSONS_REQUEST = 1
    RETENTION_ENDED = 2


class CardColour(IntEnum):
    """Near the end of a limit, and past it (domain 3.4)."""

    YELLOW = 1
    RED = 2


class CardRule(IntEnum):
    """Which limit, or which duty, a card is about. 1 to 12 follow the timers T1 to T12."""

    RECEIVE = 1
    PROMISE = 2
    STATUTE = 3
    LOWER_TIER = 4
    DELIVERY = 5
    JOINT = 6
    FORWARDING = 8
    STEP = 13
    OPINION = 14
    AFTER_CHECK = 15
    CORRECTED_TWICE = 16


class CardRevokedFor(IntEnum):
    """Why a card is taken back (撤销): it stays on record."""

    SYSTEM = 1
    FORCE_MAJEURE = 2
    APPLICANT = 3
    OTHER = 9


class OpinionGiven(IntEnum):
    """What a department says in joint review."""

    CONSENT = 1
    CONDITIONS = 2
    OBJECT = 3


class DefaultedFor(IntEnum):
    """Why a department is taken as consenting (宜府办发〔2009〕66号; [S002] 超时默认 缺席默认)."""

    SILENT = 1
    ABSENT = 2


class Gathering(IntEnum):
    """Why departments come together."""

    MEETING = 1
    SITE = 2
    COMPLETION = 3


class Attendance(IntEnum):
    """Whether a department came; EXCUSED: its reason holds."""

    PRESENT = 1
    ABSENT = 2
    EXCUSED = 3


class PriorityFor(IntEnum):
    """Why a case goes first (绿色通道)."""

    ELDERLY = 1
    DISABLED = 2
    URGENT_RELIEF = 3
    RETURNED_WORKER = 4
    KEY_PROJECT = 5
    OTHER = 9


class CheckOutcome(IntEnum):
    """What the check of a promise found."""

    TRUE = 1
    FALSE = 2
    UNKNOWN = 3


class GapReason(IntEnum):
    """What is wrong with one material: the last two digits of a gap code."""

    MISSING = 1
    UNREADABLE = 2
    EXPIRED = 3
    WRONG = 4
    INCOMPLETE = 5
    OTHER = 9


GAP_FACTOR = 100  # a gap code is material number x 100 + reason


def gap_code(material: int, reason: GapReason) -> int:
    """The code of one gap: `material` is its number in the matter's list from 1, or 0 for the form's answers."""
    return material * GAP_FACTOR + reason


def gap_material(code: int) -> int:
    """The material number that a gap code is about; 0 for the form's answers."""
    return code // GAP_FACTOR


def word(code: IntEnum) -> str:
    """The office's Chinese word for a code; KeyError for a code that no person is ever shown."""
    return _WORDS[type(code)][code]


_WORDS: dict[type[IntEnum], dict[int, str]] = {
    Level: {1: "村", 2: "乡镇", 3: "县"},
    Tier: {1: "村", 2: "乡镇", 3: "县", 4: "县外"},
    Unit: {0: "个工作日", 1: "个自然日"},
    T1Policy: {0: "五日内不告知即视为受理", 1: "当场不告知即视为受理", 2: "一次告知，不视为受理"},
    DeclinedFor: {1: "依法不需要办理", 2: "不属本机关职权", 3: "不符合受理条件", 9: "其他"},
    ReturnedFor: {1: "投错窗口", 2: "材料无法辨认", 9: "其他"},
    Result: {1: "准予", 2: "不予", 3: "退回", 4: "转报办结", 5: "补正不来办结"},
    Step: {1: "承办", 2: "审核", 3: "批准"},
    SuspendedFor: {
        1: "听证",
        2: "招标",
        3: "拍卖",
        4: "检验",
        5: "检测",
        6: "检疫",
        7: "鉴定",
        8: "专家评审",
        9: "公示",
    },
    FollowedUpBy: {1: "电话", 2: "上门", 3: "到站"},
    Contentment: {1: "满意", 2: "基本满意", 3: "不满意"},
    VoidedFor: {1: "删除办结", 2: "作废办结"},
    PurgedFor: {1: "已双份保存并可打开"},
    ErasedFor: {1: "应本人请求", 2: "保存期满"},
    CardColour: {1: "黄牌", 2: "红牌"},
    CardRule: {
        1: "收件答复",
        2: "承诺时限",
        3: "法定时限",
        4: "下级审查",
        5: "送达",
        6: "联合审查",
        8: "村级上报",
        13: "环节时限",
        14: "部门意见",
        15: "承诺核查",
        16: "未一次告知",
    },
    CardRevokedFor: {1: "系统或时钟差错", 2: "不可抗力", 3: "申请人原因", 9: "其他"},
    OpinionGiven: {1: "同意", 2: "有条件同意", 3: "不同意"},
    DefaultedFor: {1: "超时默认同意", 2: "缺席默认同意"},
    Gathering: {1: "联审会议", 2: "联合踏勘", 3: "联合验收"},
    Attendance: {1: "到会", 2: "无故缺席", 3: "缺席理由成立"},
    PriorityFor: {1: "高龄老人", 2: "残疾人", 3: "急难救助", 4: "返乡人员", 5: "重点项目", 9: "其他"},
    CheckOutcome: {1: "属实", 2: "不实", 3: "无法核实"},
    GapReason: {1: "缺少", 2: "无法辨认", 3: "过期", 4: "不符", 5: "不完整", 9: "其他"},
}
