"""Make the syllable table of the pinyin keyboard: `python -m tests.bench.make_syllables JIEBA_DICT FAKER_WHEEL`.

Needs pypinyin, Debian's unicode-data, and two files of Python packages under the MIT licence: jieba's `dict.txt`
(how often words are used) and Faker's wheel (surnames by number of bearers, common given names). Nothing of their text
ships: they only order our characters. docs/fonts.md tells of the character sets, docs/pinyin.md of the table.
"""

import ast
import collections
import re
import sys
import zipfile
from pathlib import Path

from pypinyin import Style, lazy_pinyin, pinyin

from kiosk.widgets.face import bundled
from tests.bench.make_fonts import common, rare, standard, unihan

FOLDER = Path(__file__).parents[2] / "assets" / "pinyin"
# A surname's own reading, where it is not the usual one.
SURNAMES_READ = {
    "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "曾": "zeng", "任": "ren", "盖": "ge", "翟": "zhai",
    "尉": "wei", "朴": "piao", "折": "she", "种": "chong", "繁": "po", "秘": "bi", "冼": "xian", "员": "yun", "乐": "yue",
    "覃": "qin", "召": "shao", "万": "wan", "沈": "shen", "缪": "miao", "华": "hua", "宁": "ning", "燕": "yan",
    "纪": "ji", "葛": "ge", "尹": "yin", "卜": "bu", "石": "shi", "贾": "jia", "柏": "bai", "洗": "xian", "教": "jiao",
    "牟": "mou", "晁": "chao", "谷": "gu", "都": "du", "车": "che", "柴": "chai", "洪": "hong", "阚": "kan", "么": "yao",
}  # fmt: skip
# Characters of given names, as three generations of villagers have them; what a name field offers after the surname.
GIVEN = (
    "英秀兰桂玉珍芳花香凤美华春梅琴红云莲霞平明国文建军志生林福德金海永新小荣贵宝龙成东光伟强勇杰涛超刚辉鹏飞鑫波斌宇浩"
    "凯健俊帆帅旭宁旺雷洋磊峰刚丽娜静敏燕娟艳洁莉婷雪慧莹玲丹萍倩颖佳欣雨梓涵子轩浩一诺思怡晨阳博睿皓泽瑞翔嘉豪"
    "菊翠淑月娥仙爱巧银彩素惠清娣妹女珠瑛琼芬芝蓉荷茶杏桃柳竹松柏树根土山水火木田禾谷丰年有余财富发祥吉庆喜乐康安定邦"
    "正义忠孝仁信礼智良善全才能友来世家宗祖先绍继承启昌盛兴旺隆茂荣元亨利贞方圆大双三四五六七八九长官保卫民族党学习思想"
    "雄伯仲叔季阿老二满仓库厚道顺万千百冬夏秋夜旦星辰日晓旻昊天地乾坤炎焕炳灿照耀焱煜炜烨煌灯烽锋钢铁铜锡锦钱钟铭鉴镇"
    "银钰钧钦锐镜江河湖溪泉源流洲浪潮汉汝沛泓泳洁津浦涌润淼渊湘湛滨澄澜濂沁汐沐雯雁霖露霜霄震雲青素丝纯纲纪绪维绮绍缘"
    "晶莎茜茵荔菁菲萱萌蕊蕾薇薛蓝芷芸芹苗若苑茹莺菱婉婵媛媚嫣嫦娇娅姗姣妮妍如好妙姿姝婧璐瑶琪琳琦琛珊珂玫玮珏琬瑾璇璟"
    "宏宽容宣宜宝实守定宗宪寿尧岩岗岳峻崇嵩川州巧巍希帜常幸广庆应康廷开弘强彤彦彬彪彰德心怀恒恩悦惟意慈慧懿成才扬承振"
    "敬文斐斌新昂昭显景晖智暖曙曼有望本朋杉权柯栋桐梁森楠榕槐模正武殿毅民永汉江治法泰洪济浩深渝港源满炎然煦爽牛玄玲理"
    "登白盈盛益石砚硕磊祖祯禄福禹秉科秋程稳立竞章笑第签筱管粉精红绅绣缨群羽翠翰翼耕联聪肖胜能臣自舒良艺艾芬芯茂荣莉葵蓓"
    "蔚藻虎蝶行裕西言训许记诗诚语谊谦谨谷豫贝贤质贵赐赞超跃路轶辛辰达迅迎运进远连迪逸道遥邦郁酉里重野量钊铃长门闯闻阁队"
    "阔陆际雅雄集雨青静非韦韬音韵顶顺颂领颜风飒飞餐首香馨驰骄骏骥高鲁鲜鸣鸿鹃鹤鹰麒麟黎黛默鼎齐龄"
)
OUR_READINGS = {"㐂": "xi"}  # where no table says it
READINGS_MAX = 4  # of one character: more are of dictionaries, not of mouths
SEEN_LEAST = 0.004  # a reading heard less often than this share ranks as never heard


def readings(char: str) -> list[str]:
    """Toneless syllables of a character, ü written v, the usual one first."""
    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
    plain = [each.replace("ü", "v").replace("ê", "e") for each in (found[0] if found else [])]
    plain = list(dict.fromkeys(each for each in plain if each.isascii() and each.isalpha()))[:READINGS_MAX]
    return plain or _readings_of_variants(char)


def _readings_of_variants(char: str) -> list[str]:
    """㐂 has no entry of its own: it is a way to write 喜, and who is called so types xi."""
    for key in ("kSemanticVariant", "kZVariant", "kSimplifiedVariant", "kTraditionalVariant"):
        for other in re.findall(r"U\+([0-9A-F]+)", unihan("Variants", key).get(char, "")):
            found = pinyin(chr(int(other, 16)), style=Style.NORMAL, errors="ignore", v_to_u=False)
            if found and found[0][0].isascii():
                return [found[0][0]]
    return [OUR_READINGS[char]] if char in OUR_READINGS else []


def heard(words: Path) -> collections.Counter[tuple[str, str]]:
    """How often each character is met with each reading, counted over the words of a language."""
    counts: collections.Counter[tuple[str, str]] = collections.Counter()
    for line in words.read_text("utf-8").splitlines():
        word, often, *_ = line.split(" ")
        if any(not "一" <= char <= "鿿" for char in word):
            continue
        said = lazy_pinyin(word, v_to_u=False, errors="ignore")
        if len(said) == len(word):
            for char, syllable in zip(word, said, strict=True):
                counts[char, syllable.replace("ü", "v")] += int(often)
    return counts


def table(characters: set[str], counts: collections.Counter[tuple[str, str]]) -> dict[str, list[str]]:
    """Syllable -> its characters, the most often met first."""
    ranked: dict[str, list[tuple[float, str]]] = collections.defaultdict(list)
    for char in characters:
        mine = readings(char)
        whole = sum(counts[char, each] for each in mine)
        for place, syllable in enumerate(mine):
            count = counts[char, syllable]
            met = count if count > whole * SEEN_LEAST else 0
            ranked[syllable].append((-(met + (0.5 if place == 0 else 0.0)), char))
    return {syllable: [char for _, char in sorted(found)] for syllable, found in ranked.items()}


def surnames(wheel: Path) -> list[str]:
    """Surnames of one character, the one with most bearers first."""
    source = zipfile.ZipFile(wheel).read("faker/providers/person/zh_CN/__init__.py").decode("utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "last_names":
            pairs = ast.literal_eval(node.value.args[0])  # type: ignore[attr-defined]
            return [name for name, _ in sorted(pairs, key=lambda pair: -pair[1]) if len(name) == 1]
    raise LookupError("the wheel holds no surnames")


def main(words: Path, wheel: Path) -> None:
    counts = heard(words)
    han = {char for char in common() if "㐀" <= char <= "鿿" or ord(char) > 0x1FFFF}
    beyond = rare() & bundled("Rare").widths.keys()  # what the font has of them
    usual, further = table(han, counts), table(beyond, counts)
    FOLDER.mkdir(exist_ok=True)
    rows = [f"{each} {''.join(usual.get(each, ()))} {''.join(further.get(each, ()))}".rstrip()
            for each in sorted(usual)]  # fmt: skip
    _write("syllables.txt", rows)
    named = [name for name in surnames(wheel) if name in standard()]
    _write("surnames.txt", [f"{name} {SURNAMES_READ.get(name) or readings(name)[0]}" for name in named])
    _write("given.txt", ["".join(dict.fromkeys(GIVEN))])
    met = set("".join(map("".join, usual.values())))
    print(len(usual), "syllables;", len(han - met), "characters without a reading:", "".join(sorted(han - met)))
    unread = {char for char in beyond if not readings(char)}
    print(len(named), "surnames;", len(unread), "rare characters without a reading:", "".join(sorted(unread)))


def _write(name: str, rows: list[str]) -> None:
    path = FOLDER / name
    path.write_text("\n".join(rows) + "\n", "utf-8")
    print(f"{name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
