"""Certificates that a village must not issue, and the words by which a sheet asks for one.

Source: 民政部等 民发〔2020〕20号, first list of 20 items; 优化营商环境条例 44 (nothing outside a list may be asked for).
"""

BANNED = (
    "亲属关系证明", "居民身份信息证明", "户口登记项目内容变更申请证明", "居民养犬证明", "无犯罪记录证明",
    "社区戒毒社区康复人员情况证明", "人员失踪证明", "婚姻状况证明", "出生证明", "健在证明",
    "死亡证明", "疾病状况证明", "残疾状况证明", "婚育状况证明", "居民就业状况证明",
    "居民个人档案证明", "居民财产证明", "遗产继承权证明", "市场主体住所证明", "证件遗失证明",
)  # fmt: skip
VILLAGE_WORDS = ("村委会", "居委会", "村（居）委会", "村(居)委会", "村民委员会", "居民委员会", "村级组织", "村里")


def banned_certificate(material: str) -> str | None:
    """The listed certificate that this material demands from a village, or None.

    Sheets drop 居民 and write 身份信息证明 for 居民身份信息证明, so the short form counts too.
    """
    if not any(word in material for word in VILLAGE_WORDS):
        return None
    return next((name for name in BANNED if name in material or name.removeprefix("居民") in material), None)
