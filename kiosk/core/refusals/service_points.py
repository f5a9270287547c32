"""What people are told about a station, and its card."""

from kiosk.core.refusals.sentence import Sentence

SERVICE_POINTS: dict[str, Sentence] = {
    "SERVICE_POINT_FACT": Sentence(
        400,
        "服务站信息不对：{reason_zh}。",
        "This cannot be said of a station: {reason_en}.",
        "请改正后重试，什么也没有记下。",
        "Put it right and try again; nothing was noted.",
    ),
    "SERVICE_POINT_NOT_SET": Sentence(
        404,
        "{station}还没有登记代办员、电话和服务时间，印不了便民服务卡。",
        "No agent, telephone and hours are set for {station}: its card cannot be printed.",
        "请先用 server station set 登记。",
        "Set them first with: server station DIR set.",
    ),
    "AGENT_OF_ANOTHER_PLACE": Sentence(
        409,
        "工号{number}的范围是{prefix}，不在{station}。",
        "{number} works under {prefix}, not at {station}.",
        "请写这个站点自己的人员；还没有登记的，先登记人员。",
        "Name somebody of this station; register them first if need be.",
    ),
}
