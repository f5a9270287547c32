"""The kiosk's window."""

from kiosk.core.refusals.sentence import Sentence

WINDOW: dict[str, Sentence] = {
    "NO_WINDOW_HERE": Sentence(
        409,
        "这台机器上打不开窗口：{why}。",
        "No window can be opened on this machine: {why}.",
        "请接上屏幕并装好图形部分（pip install daiban[kiosk]），或改用命令行。",
        "Connect a screen and install the graphical part (pip install daiban[kiosk]), or use the commands.",
    ),
    "KIOSK_TROUBLE": Sentence(
        500,
        "刚才这一步没有办成，是本机出了问题，不是您的错。",
        "That step did not work. The machine is at fault, not you.",
        "请再试一次；还不行，请点“叫人帮忙”。",
        "Please try once more; if it fails again, touch Get help.",
    ),
}
