"""Make the example entrustments and photographs that ship: `python -m tests.bench.make_examples FOLDER [FONT]`.

FONT is any font file with Chinese in it. The photographs look like a phone's: turned by EXIF, with a place
and a time, so that stripping both can be seen. People are synthetic, of the region 999901; all is marked 演示.
"""

import io
import itertools
import random
import re
import sys
from pathlib import Path

import msgspec
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from kiosk.core.casework.entrustment import Answer, Consents, Entrustment, HeldMaterial, Mandate, Principal
from kiosk.core.casework.signature import PenPoint, Strokes

# Each stroke as corners in a box of 100 by 100; enough of a hand to look like one.
GLYPHS: dict[str, list[list[tuple[int, int]]]] = {
    "王": [[(18, 18), (80, 14)], [(22, 48), (76, 46)], [(50, 16), (49, 84)], [(8, 86), (92, 82)]],
    "秀": [[(62, 6), (36, 16)], [(14, 26), (88, 22)], [(50, 12), (50, 50)], [(48, 26), (14, 48)], [(52, 26), (88, 46)],
           [(26, 56), (70, 54), (60, 68), (78, 68), (72, 92), (58, 88)], [(44, 56), (38, 78), (14, 96)]],
    "英": [[(12, 16), (90, 14)], [(34, 4), (34, 26)], [(66, 4), (65, 26)], [(28, 36), (28, 56)],
           [(28, 36), (72, 34), (72, 56)], [(8, 58), (94, 56)], [(50, 26), (48, 60), (12, 96)],
           [(50, 60), (66, 80), (92, 96)]],
    "大": [[(12, 36), (88, 33)], [(50, 8), (46, 52), (12, 92)], [(50, 46), (66, 72), (92, 92)]],
    "山": [[(50, 10), (50, 82)], [(18, 38), (20, 84), (82, 82)], [(82, 36), (82, 88)]],
    "土": [[(24, 36), (76, 34)], [(50, 10), (50, 84)], [(8, 86), (92, 84)]],
    "丁": [[(10, 20), (90, 16)], [(52, 18), (52, 84), (40, 94), (30, 84)]],
}  # fmt: skip
PEOPLE = {
    "王秀英": ("999901195509100123", "13857600001", "黄岩区宁溪镇乌岩头村12号", "第3村民小组"),
    "丁大山": ("999901193802140037", "13857600002", "黄岩区宁溪镇乌岩头村27号", "第1村民小组"),
    "王土山": ("999901196802290012", "13857600003", "黄岩区平田乡黄溪村8号", "第2村民小组"),
}


def sign(name: str, seed: int) -> Strokes:
    """A name drawn at some 60 points a second: strokes bend, start slowly, and the pen rests between them."""
    dice, clock, strokes = random.Random(seed), 0, []
    for place, glyph in enumerate(name):
        left, top = 40 + place * 270 + dice.randint(-12, 12), 60 + dice.randint(-16, 16)
        for corners in GLYPHS[glyph]:
            points, bend = [], dice.uniform(-6, 6)
            for (x0, y0), (x1, y1) in itertools.pairwise(corners):
                steps = max(3, int(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 / 11))
                for step in range(steps + 1):
                    part = step / steps
                    ease = part * part * (3 - 2 * part)
                    sag = bend * 4 * part * (1 - part)
                    x = left + 2.4 * (x0 + (x1 - x0) * ease + sag) + dice.uniform(-1.5, 1.5)
                    y = top + 2.4 * (y0 + (y1 - y0) * ease - sag) + dice.uniform(-1.5, 1.5)
                    points.append(PenPoint(max(0, round(x)), max(0, round(y)), clock))
                    clock += dice.randint(14, 19)
            strokes.append(tuple(points))
            clock += dice.randint(70, 240)
    return tuple(strokes)


def entrustment(
    name: str, matter: str, answers: dict[str, Answer], held: str, powers: str, seed: int, **more: object
) -> Entrustment:
    """One example; `held` has a letter a material: 原 original, 复 copy, 核 verified, - not held; seed: of the hand that
    signs."""
    identity, phone, address, group = PEOPLE[name]
    words = {"原": "原件", "复": "复印件", "核": "核验"}
    photographs: dict[int, tuple[str, ...]] = more.get("photographs", {})  # type: ignore[assignment]
    return Entrustment(
        matter=matter,
        principal=Principal(name, identity, phone, address, group),
        answers=answers,
        materials=tuple(
            HeldMaterial(number, words[letter], attachments=photographs.get(number, ()))  # type: ignore[arg-type]
            for number, letter in enumerate(held, start=1)
            if letter != "-"
        ),
        notice_version=1,
        consents=Consents(notice_read=True, agent_acts=True, departments_share=True),
        mandate=Mandate(1, tuple(powers.split()), "delivered", sub_delegation=False, sensitive_consent=True),
        signature=sign(name, seed),
        mark="演示",
    )


EXAMPLES = {
    "entrustment.json": entrustment(
        "王秀英", "MZ-01",
        {"own_health": "chronic", "own_work": "farm", "others": 1,
         "member": [{"member_name": "丁大海", "member_kin": "spouse", "member_health": "serious",
                     "member_work": "unable"}],
         "income_kinds": "farm other", "farm_yuan": 1200, "other_yuan": 8400, "hardships": "illness age no_worker",
         "hardship_more": "我和丈夫都过了七十，他去年中风以后卧床，家里没有儿女同住，看病花钱多，想申请低保。",
         "staff_relative": "no", "visit_time": "morning"},
        "原复复原复原", "提交材料 补正 领取结果", 11, photographs={1: ("application.jpg",), 2: ("id-card.jpg",)}),
    "entrustment-village.json": entrustment(
        "王土山", "ZR-06",
        {"statement": "将承包的三亩二分水田流转给同村种粮户耕种五年，租金每亩每年四百五十元，合同一式三份，报村集体备案。",
         "look_up_3": "yes"},
        "原复核", "提交材料 领取结果", 9),
    "entrustment-township.json": entrustment(
        "丁大山", "MZ-05",
        {"event": "disaster", "needs": "food shelter clothes", "people": 1, "frail": "yes", "tonight": "kin",
         "called": "yes", "statement": "台风夜里老屋西墙倒塌，被褥粮食受潮，现在住邻居家，想先解决吃住。",
         "id_at_hand": "yes", "way": "cash"},
        "原原复", "提交材料 补正 领取结果", 9),
    "entrustment-passed-up.json": entrustment(
        "丁大山", "MZ-06", {"claimed_before": "first", "pay_to": "social", "yearly_check": "home"},
        "原复复复", "提交材料 补正 领取结果", 8),
    "entrustment-county.json": entrustment(
        "王土山", "GA-11", {"statement": "驾驶证（C1）明年一月二十日到期，已在医院体检合格，申请期满换证，并代缴工本费。"},
        "复原原原", "提交材料 领取结果 代缴法定费用", 8),
}  # fmt: skip


def page(title: str, lines: list[str], size: tuple[int, int], paper: str, font_file: str, seed: int) -> Image.Image:
    """A sheet of paper on a table, a little askew, a little blurred, lit from one side."""
    dice = random.Random(seed)
    sheet = Image.new("RGB", size, paper)
    pen = ImageDraw.Draw(sheet)
    width, height = size
    pen.rectangle((18, 18, width - 18, height - 18), outline="#667788", width=3)
    unit = width // 26
    pen.text(
        (width // 2, 40 + unit), title, font=ImageFont.truetype(font_file, int(unit * 1.4)), fill="#202428", anchor="mm"
    )
    for row, line in enumerate(lines):
        place = (60, 60 + unit * 3 + row * int(unit * 1.75))
        pen.text(place, line, font=ImageFont.truetype(font_file, unit), fill="#23272e")
    stamp = ImageFont.truetype(font_file, unit * 4)
    pen.text((width * 2 // 3, height * 3 // 4), "演示", font=stamp, fill="#d9534f", anchor="mm")
    table = Image.effect_noise((width + 240, height + 240), 18).convert("RGB")
    table = Image.blend(table, Image.new("RGB", table.size, "#6b4a2f"), 0.8)
    turned = sheet.convert("RGBA").rotate(dice.uniform(-3, 3), expand=True, resample=Image.Resampling.BICUBIC)
    table.paste(turned, (100, 90), turned)
    light = Image.linear_gradient("L").resize(table.size).point([96 + value // 2 for value in range(256)])
    lit = Image.composite(table, Image.blend(table, Image.new("RGB", table.size, "black"), 0.35), light)
    return lit.filter(ImageFilter.GaussianBlur(0.8))


def photograph(picture: Image.Image) -> bytes:
    """The JPEG a phone held sideways would save: pixels turned, and EXIF that says how, where and when."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0132] = "DemoPhone", "D-1", "2026:11:20 09:12:33"
    exif[0x0112] = 6  # turn a quarter clockwise to see it upright
    exif.get_ifd(0x8825).update({1: "N", 2: (28.0, 38.0, 42.5), 3: "E", 4: (121.0, 5.0, 31.2)})
    out = io.BytesIO()
    picture.rotate(90, expand=True).save(out, "JPEG", quality=78, exif=exif)
    return out.getvalue()


def main(folder: Path, font_file: str | None) -> None:
    """Write the five entrustments, and the two photographs where a font is given."""
    for name, example in EXAMPLES.items():
        text = msgspec.json.format(msgspec.json.encode(example), indent=1)
        drawn = re.sub(rb"\[\s+(\d+),\s+(\d+),\s+(\d+)\s+\]", rb"[\1, \2, \3]", text)  # a point a line
        (folder / name).write_bytes(drawn + b"\n")
    if font_file is None:
        return
    card = [
        "姓名  王秀英",
        "性别  女    民族  汉",
        "出生  1955年9月10日",
        "住址  黄岩区宁溪镇乌岩头村12号",
        "",
        "公民身份号码  999901195509100123",
    ]
    form = ["申请人：王秀英    家庭人口：2人", "住址：黄岩区宁溪镇乌岩头村12号", "联系电话：13857600001", "家庭年收入：9600元", "",
            "申请理由：本人与丈夫均年过七十，丈夫去年", "中风后卧床，无儿女同住，主要依靠养老金和", "少量菜地收入生活，医药费负担重，申请最低生活保障。", "",
            "本人承诺以上情况属实，愿意配合入户调查、", "信息核对，如有虚假愿承担责任。", "", "申请人（签名）：王秀英", "2026年11月20日"]  # fmt: skip
    (folder / "id-card.jpg").write_bytes(
        photograph(page("居民身份证（演示件）", card, (1280, 810), "#e8f0f2", font_file, 1))
    )
    (folder / "application.jpg").write_bytes(
        photograph(page("最低生活保障申请书", form, (1240, 1600), "#f6f4ee", font_file, 2))
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
