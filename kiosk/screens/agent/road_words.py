"""What is said of sticks, paper and other stations' batches: reasons, amounts, incidents."""

from collections.abc import Mapping

from kiosk.desk.incidents import REVOKED, Incident
from kiosk.screens.agent.words import minute, not_taken_word
from kiosk.widgets.words import say as _

KB, MB, GB = 2**10, 2**20, 2**30


def size_word(size_bytes: int) -> str:
    """Bytes as people read them."""
    if size_bytes >= GB:
        return f"{size_bytes / GB:.1f} GB"
    if size_bytes >= MB:
        return f"{size_bytes / MB:.1f} MB"
    return f"{-(-size_bytes // KB)} KB"


def apart_word(reason: str) -> str:
    """Why something on a stick or on paper was not taken."""
    own = {
        "UNREADABLE": _("这一段读不出来，盘上坏了或没有写完"),
        "CARRYING_FULL": _("本机替别站保管的已经满了，先联网送走"),
        "NOT_OF_THIS_STATION": _("是县里给别的站的，原样留在盘上"),
        "NOT_BELIEVED": _("说是县里写的，签名对不上"),
    }
    return own.get(reason) or not_taken_word(reason)


def apart_words(apart: Mapping[str, int]) -> str:
    """All of them in one line."""
    return _("；").join(
        _("{count} 条没有收：{why}").format(count=count, why=apart_word(reason)) for reason, count in apart.items()
    )


def incident_words(one: Incident) -> tuple[str, str]:
    """What happened to this station, and what to do."""
    if one.kind == REVOKED:
        return (
            _("县里已经停用这台机器"),
            _("它写的东西县里不再认。请不要再用它登记；没有报失的，请马上打电话问县里。"),
        )
    what = {
        "restored": _("这台机器是从备份恢复的"),
        "machine": _("这台机器换过主板或硬盘"),
        "guard": _("这台机器里的资料比原来旧"),
        "peer": _("县里记得这台机器自己不记得的办件"),
    }.get(one.kind, one.kind)
    then = {
        "restored": _("备份以后登记过的，如果没有送到县里，请按纸上的回执再登记一次。"),
        "machine": _("是您换的就不用管。不是，请马上打电话告诉县里：可能有人复制了这台机器。"),
        "guard": _("可能装回了旧的系统盘。请和纸上的回执对一对，少了的再登记一次，并告诉县里。"),
        "peer": _("可能装回了旧的系统盘，或者有人复制了这台机器。请打电话告诉县里。"),
    }.get(one.kind, "")
    begun = _("{when} 起另开了一本日志，新编号的机号是 {terminal}。原来的都还在，也照样送。").format(
        when=minute(one.at_ms), terminal=f"{one.terminal:02}"
    )
    return what, f"{begun}\n{then}"
