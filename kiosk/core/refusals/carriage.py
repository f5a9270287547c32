"""Batches, asks, enrolments: what travels."""

from kiosk.core.refusals.sentence import Sentence

CARRIAGE: dict[str, Sentence] = {
    "NOT_AN_ENROLMENT": Sentence(
        400,
        "这不是本系统的入网文件，或文件已被改动。",
        "This is not an enrolment file, or it was changed.",
        "请县里重新生成入网文件。",
        "Ask the county for a new enrolment file.",
    ),
    "BATCH_UNREADABLE": Sentence(
        400,
        "收到的内容不是批次，一个字节也没有接收。",
        "What came is not a batch; nothing was taken.",
        "请核对网址或存储盘后重试，原件仍在发送方。",
        "Check the address or the stick and try again; the sender still holds everything.",
    ),
    "BATCH_TOO_LARGE": Sentence(
        413,
        "批次超过上限{limit_bytes}字节，没有接收。",
        "The batch is over the limit of {limit_bytes} bytes and was not taken.",
        "请分成较小的批次发送。",
        "Send it in smaller batches.",
    ),
    "ASK_UNREADABLE": Sentence(
        400,
        "询问内容不能读取或签名不符。",
        "The ask cannot be read or its signature does not hold.",
        "请重新同步；如一再出现，请联系县管理员。",
        "Sync again; if it comes back, tell the county administrator.",
    ),
    "NODE_UNKNOWN": Sentence(
        403,
        "对方不是本县已入网的节点，或不归这里管辖。",
        "That node is not enrolled in this county, or not under this prefix.",
        "请核对入网文件；首次同步时先发送批次，再询问。",
        "Check the enrolment; on a first sync send a batch before asking.",
    ),
}
