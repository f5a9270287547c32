"""Sticks and paper: what a courier carries by hand."""

from kiosk.core.refusals.sentence import Sentence

ROADS: dict[str, Sentence] = {
    "STICK_NOT_THERE": Sentence(
        404,
        "没有找到存储盘：{name}。",
        "There is no stick at {name}.",
        "请插好存储盘，等系统认出后再试。",
        "Plug the stick in, wait until the system shows it, and try again.",
    ),
    "STICK_NOT_WRITTEN": Sentence(
        507,
        "存储盘写不进去或被拔出（{name}），不能当作已带走。本机的内容一样没少。",
        "The stick cannot be written or was pulled out ({name}): it does not count as carried. Nothing here is lost.",
        "请换一个有空间的存储盘，重新导出；没有写完的文件不会被当真。",
        "Take a stick with room on it and export again; a file that was not finished is never believed.",
    ),
    "STICK_READS_DIFFERENTLY": Sentence(
        507,
        "存储盘读回来的内容与写进去的不一样（{name}），这个盘不可靠。",
        "The stick gives back something else than was written ({name}): it is not to be relied on.",
        "请换一个存储盘重新导出，并停用这一个。",
        "Export again onto another stick, and use this one no more.",
    ),
    "STICK_UNREADABLE": Sentence(
        400,
        "存储盘读不出来（{name}）。已经读进来的都保存好了。",
        "The stick cannot be read ({name}). What was read before is kept.",
        "请重新插好再试；原件仍在发送方。",
        "Plug it in again and try once more; the sender still holds everything.",
    ),
    "STICK_TOO_FULL": Sentence(
        413,
        "存储盘上的批次超过上限{limit_bytes}字节，后面的没有读。",
        "The batches on the stick are over the limit of {limit_bytes} bytes; those beyond it were not read.",
        "请先在有网络的站点导入、导出一次，县里已收妥的文件会被清掉。",
        "Import and export once where there is a line: files that the county has whole go off the stick.",
    ),
    "PAPER_NOT_WHOLE": Sentence(
        400,
        "纸上的码还缺第{missing}张，共{total}张。",
        "Of {total} codes on paper these are missing: {missing}.",
        "请把缺的几张再读一次，顺序不限；已读的不用重读。",
        "Read the missing ones too, in any order.",
    ),
    "PAPER_UNREADABLE": Sentence(
        400,
        "这些码不是同一份委托的，或已损坏。",
        "These codes are not of one entrustment, or are damaged.",
        "请只读同一份委托的码；读不出来就在原站点重新打印。",
        "Read the codes of one entrustment only; where they do not read, print them again at their station.",
    ),
    "PAPER_TOO_LARGE": Sentence(
        413,
        "这份委托有{size_bytes}字节，超过纸上能放的{limit_bytes}字节。",
        "This entrustment is {size_bytes} bytes, over the {limit_bytes} that paper carries.",
        "请改用存储盘或网络；照片不走纸。",
        "Use a stick or a line instead; photographs do not travel on paper.",
    ),
}
