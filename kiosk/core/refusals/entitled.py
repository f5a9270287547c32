"""What the published catalogue allows of a matter, and what a person's own record allows them to do."""

from kiosk.core.refusals.sentence import Sentence

ENTITLED: dict[str, Sentence] = {
    "OUTSIDE_CAMPAIGN": Sentence(
        409,
        "事项{matter}集中办理，只在{first}至{last}收件。",
        "Matter {matter} is taken in from {first} to {last} only.",
        "请在这段时间来办。",
        "Come back between these days.",
    ),
    "MATERIAL_MAY_NOT_FOLLOW": Sentence(
        409,
        "材料{materials}不能后补，目录允许后补的是：{allowed}。",
        "Material {materials} may not follow later; the catalogue lets these follow: {allowed}.",
        "请一次告知补正。",
        "Ask for a correction that names everything.",
    ),
    "MATERIAL_MAY_NOT_BE_PROMISED": Sentence(
        409,
        "材料{materials}不能用承诺代替，目录允许的是：{allowed}。",
        "No promise may stand for material {materials}; the catalogue allows: {allowed}.",
        "请提交这项材料。",
        "Bring the material itself.",
    ),
}
