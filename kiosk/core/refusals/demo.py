"""The demonstration."""

from kiosk.core.refusals.sentence import Sentence

DEMO: dict[str, Sentence] = {
    "DEMO_FOLDER_NOT_EMPTY": Sentence(
        409,
        "演示文件夹{folder}不是空的，什么也没有改动。",
        "The demo's folder {folder} is not empty; nothing was touched.",
        "请换一个空文件夹，或不写--dir。",
        "Name an empty folder, or leave --dir out.",
    ),
    "DEMO_STEP_FAILED": Sentence(
        500,
        "演示有一步没有做成（{step}）。",
        "A step of the demo failed ({step}).",
        "请把上面的输出交给维护人员。",
        "Show the output above to whoever maintains this.",
    ),
    "DEMO_COUNTS_WRONG": Sentence(
        500,
        "演示结果不对：丢失{lost}，重复{doubled}，误报已送达{false_sent}。",
        "The demo came out wrong: lost {lost}, doubled {doubled}, falsely shown as sent {false_sent}.",
        "请保留演示文件夹并交给维护人员。",
        "Keep the demo's folder and show it to whoever maintains this.",
    ),
}
