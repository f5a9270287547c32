"""A corpus of synthetic entrustments, about 1.5 kB of compact UTF-8 JSON each, the same for the same seed.

The statements are sampled word by word, which is harder to compress than the set phrases clerks write.
The two parts share the language and the shape and nothing else: matters, surnames, given names, streets and
villages of the part "train" (for the dictionary) never occur in the part "bench" (for the figures).
All people are synthetic: their ID numbers have the region 999901, which does not exist.
"""

import random
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

from kiosk.core.casework.entrustment import (
    POWERS,
    Consents,
    Entrustment,
    HeldMaterial,
    Mandate,
    Principal,
    write_entrustment,
)
from kiosk.core.casework.signature import PenPoint, Strokes
from kiosk.core.catalogue.divisions import read_divisions
from kiosk.core.catalogue.matters import Matter, Necessity
from kiosk.core.catalogue.sheet import read_catalogue
from kiosk.core.event import Level

Part = Literal["train", "bench"]

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文建国春梅海燕红玲志永福根土水金宝莲凤仙菊香云素珍美珠德胜祥顺发财荣贵富康健安宁喜庆良善忠义孝信仁礼智林森松柏杨柳桃杏山川江河湖海雨雪风霜"
STREETS = "前后上下东西南北中新老大小洋塘坑头岭溪田畈墩桥井庙祠堂门里外坦岙屿浦埠渡潭湾弄巷路街坊园圃院楼台"
GROUPS = 20
WORDS = (
    "本人 家中 现有 人口 常年 患病 住院 治疗 手术 费用 较高 收入 主要 依靠 务农 打工 种植 杨梅 柑橘 水稻 茶叶 养殖 "
    "生活 困难 申请 办理 补助 请予 审核 情况 属实 愿意 配合 入户 调查 邻里 访问 信息 核对 村里 公示 无异议 子女 外出 "
    "上学 大学 高中 妻子 丈夫 母亲 父亲 年迈 行动 不便 卧床 照料 残疾 二级 三级 视力 肢体 房屋 漏雨 台风 受损 墙体 "
    "开裂 修缮 面积 平方米 土地 承包 流转 合同 期限 五年 十年 租金 每亩 每年 支付 一次 现金 银行 转账 存折 社保卡 "
    "手机 号码 变更 地址 搬迁 户口 迁入 结婚 出生 登记 参保 缴费 中断 续保 退休 到龄 养老金 领取 资格 认证 失业 "
    "求职 电工 焊工 缝纫 保洁 护理 育婴 驾驶员 货车 三轮车 农机 拖拉机 插秧机 购买 发票 补贴 去年 今年 上月 本月 "
    "已经 尚未 曾经 目前 由于 因为 所以 但是 同时 另外 其中 包括 以及 希望 尽快 批准 感谢 联系 代办员 上门 拍照 "
    "提交 材料 齐全 复印件 原件 丢失 补办 换领 到期 注销 更正 姓名 日期 错误 一致 证明 承诺 责任 承担 如有 虚假 "
    "退回 款项 亲属 关系 监护人 孙子 孙女 留守 儿童 寄养 低保 特困 优抚 退役 军人 烈士 家属 慰问 医保 报销 门诊 "
    "慢性病 高血压 糖尿病 肿瘤 透析 药品 自费 救助 临时 火灾 车祸 意外 溺水 伤情 鉴定 诊断 出院 小结 清单 用电 "
    "用水 增容 过户 新装 线路 老化 山林 采伐 松木 毛竹 立方米 自留山 树苗 补种 宅基地 老屋 拆除 重建 三间 两层 "
    "四邻 同意 签字 盖章 界址 清楚 无争议 灌溉 水渠 道路 硬化 路灯 垃圾 纠纷 调解 赔偿 欠薪 工程 包工头 工友 "
    "我们 你们 他们 大家 自己 别人 亲戚 朋友 邻居 老人 年轻人 孩子 婴儿 学生 老师 医生 护士 司机 "
    "工人 农民 商贩 店主 房东 租客 村民 干部 组长 会计 书记 主任 早上 中午 下午 晚上 春天 夏天 秋天"
    " 冬天 星期 月底 月初 年底 年初 春节 清明 端午 中秋 国庆 汛期 旱季 农忙 农闲 开学 放假 上班 "
    "下班 加班 请假 休息 出门 回家 返乡 搬家 借住 暂住 定居 落户 分家 合并 赡养 抚养 收养 继承 赠与"
    " 买卖 出租 转让 抵押 贷款 利息 欠款 还清 借条 收据 账单 存款 工资 奖金 津贴 保费 罚款 定金 "
    "押金 押运 运输 装卸 仓库 车间 工地 商店 菜场 超市 学校 幼儿园 医院 卫生室 诊所 药店 银行 邮局 "
    "车站 码头 桥头 祠堂 礼堂 文化站 水库 池塘 溪流 河道 堤坝 泵站 机耕路 电线杆 变压器 水管 水表 "
    "电表 煤气 灶台 厨房 卧室 院子 围墙 屋顶 瓦片 地基 楼梯 门窗 阳台 猪圈 鸡舍 大棚 果园 菜地 稻田"
    " 山坡 竹林 林地 苗圃 种子 化肥 农药 饲料 薄膜 锄头 水泵 喷雾器 收割机 烘干机 摩托车 电动车 "
    "自行车 轮椅 拐杖 助听器 眼镜 假肢 护理床 氧气 胰岛素 降压药 中药 针灸 体检 化验 透视 手续 表格 "
    "照片 指纹 签名 印章 档案 目录 编号 条码 密码 短信 电话 微信 网络 信号 停电 停水 断路 积水 滑坡"
    " 泥石流 冰雹 大风 暴雨 干旱 霜冻 虫害 病害 减产 绝收 死亡 受伤 骨折 烧伤 中风 偏瘫 失明 失聪 "
    "智力 精神 抑郁 失眠 头晕 咳嗽 发热 胃病 肝炎 肾病 心脏 关节 腰椎 颈椎 比较 非常 十分 特别 基本"
    " 大约 左右 以上 以下 之间 之前 之后 期间 目的 原因 结果 影响 损失 程度 范围 标准 条件 规定 "
    "政策 通知 文件 会议 讨论 表决 决定 意见 建议 要求 问题 方案 计划 安排 分工 联络 跟进 反馈 东面"
    " 西面 南面 北面 左侧 右侧 中间 附近 对面 隔壁 路口 村口 山脚 河边 田头 自建 翻修 加层 粉刷 "
    "搭建 占用 腾退 补偿 安置 过渡 验收 交付 使用 保管 登报 声明 作废 撤销 恢复 延期 暂缓 优先 照顾"
    " 帮扶 结对 "
).split()
QUESTIONS = ("household_size", "annual_income_yuan", "bank", "account_tail", "since", "urgent", "visited")
BANKS = {"train": ("农业银行", "邮储银行"), "bench": ("农商银行", "工商银行")}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def records(part: Part, seed: int, count: int) -> Iterator[bytes]:
    """`count` entrustments as they would be sealed: compact UTF-8 JSON, mean about 1,468 bytes."""
    dice = random.Random(f"{part}/{seed}")
    for _ in range(count):
        yield write_entrustment(_entrustment(part, dice))


def with_code(record: bytes, dice: random.Random) -> bytes:
    """The record as a kiosk seals it: with its query code."""
    return record[:-1] + f',"query_code":"{dice.randrange(10**6):06}"}}'.encode()


@cache
def _matters(part: Part) -> tuple[Matter, ...]:
    text = files("assets").joinpath("catalogue/catalogue.csv").read_text(encoding="utf-8")
    every, _ = read_catalogue(text, version=1)
    mine = [matter for matter in every.matters if matter.agent_allowed != "N"]
    return tuple(mine[part == "bench" :: 2])


@cache
def _places(part: Part) -> tuple[str, ...]:
    """Full village names; a township with all its villages belongs to one part."""
    county = read_divisions(files("assets").joinpath("divisions/331003.csv").read_text(encoding="utf-8"))
    townships = [row for row in county.rows if row.level is Level.TOWNSHIP][part == "bench" :: 2]
    villages = [row for town in townships for row in county.under(town.code) if row.level is Level.VILLAGE]
    return tuple(county.county.name + county.station_name(row.code) for row in villages)


def _half(part: Part, characters: str) -> str:
    unique = "".join(dict.fromkeys(characters))
    return unique[part == "bench" :: 2]


def id_number(dice: random.Random) -> str:
    """An ID number of the region 999901 with a right check digit, its bearer 18 to 95 years old in 2026."""
    body = f"999901{dice.randint(1931, 2007)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}{dice.randint(1, 999):03}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def _entrustment(part: Part, dice: random.Random) -> Entrustment:
    matter = dice.choice(_matters(part))
    given = _half(part, GIVEN)
    name = dice.choice(_half(part, SURNAMES)) + "".join(dice.choices(given, k=dice.choice((1, 2, 2, 2))))
    agent = dice.choice(_half(part, SURNAMES)) + "".join(dice.choices(given, k=2))
    group = f"第{dice.randint(1, GROUPS)}村民小组"
    street = "".join(dice.choices(_half(part, STREETS), k=2))
    address = f"{dice.choice(_places(part))}{street}{dice.randint(1, 300)}号"
    phone = f"1{dice.choice('35789')}{dice.randint(0, 999_999_999):09}"
    return Entrustment(
        matter=matter.code,
        principal=Principal(name, id_number(dice), phone, address, group),
        answers=_answers(part, dice),
        materials=_held(matter, dice),
        notice_version=1,
        consents=Consents(True, True, True),
        mandate=Mandate(
            1,
            tuple(POWERS[: dice.randint(2, 4)]),
            "delivered",
            False,
            True,
            f"{part[0]}{dice.randint(1, 400):04}",
            agent,
        ),
        signature=_scribble(dice),
    )


def _answers(part: Part, dice: random.Random) -> dict[str, str | int | bool]:
    answers: dict[str, str | int | bool] = {
        "household_size": dice.randint(1, 7),
        "annual_income_yuan": dice.randint(20, 900) * 100,
        "bank": dice.choice(BANKS[part]),
        "account_tail": f"{dice.randint(0, 9999):04}",
        "since": f"20{dice.randint(10, 26)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
        "urgent": dice.random() < 0.1,
    }
    answers["statement"] = (
        "".join(dice.choice(WORDS) + ("，" if place % 5 == 4 else "") for place in range(dice.randint(37, 84))) + "。"
    )
    return answers


def _held(matter: Matter, dice: random.Random) -> tuple[HeldMaterial, ...]:
    wanted = [m for m in matter.materials if m.necessity is Necessity.REQUIRED or dice.random() < 0.4]
    return tuple(
        HeldMaterial(
            m.number, "核验" if m.shared else dice.choice(("原件", "复印件")), attachments=(f"{m.number}.jpg",)
        )
        for m in wanted
    )


def _scribble(dice: random.Random) -> Strokes:
    """A signature thinned to its turning points, as a pad keeps it: three to five strokes of some four points."""
    strokes, clock = [], 0
    for _ in range(dice.randint(3, 5)):
        x, y, points = dice.randint(40, 700), dice.randint(30, 250), []
        for _ in range(dice.randint(3, 5)):
            points.append(PenPoint(x, y, clock))
            x, y = max(0, x + dice.randint(-60, 90)), max(0, y + dice.randint(-50, 60))
            clock += dice.randint(16, 140)
        strokes.append(tuple(points))
        clock += dice.randint(80, 300)
    return tuple(strokes)
