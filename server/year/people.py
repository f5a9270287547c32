"""Villagers who do not exist: names, numbers of a county that is none (999901), and what they entrust."""

from typing import Any

from stdnum.cn import ric

from server.year.chance import Chance

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡"
GIVEN = ("秀英", "桂兰", "建国", "玉梅", "志强", "小红", "国庆", "水土", "春花", "德福")
PLACE = "999901"


def entrustment_of(chance: Chance, matter: str) -> dict[str, Any]:
    """An entrustment's record, as a kiosk seals it, with the query code."""
    return {
        "matter": matter,
        "principal": {
            "name": SURNAMES[chance.below(len(SURNAMES))] + GIVEN[chance.below(len(GIVEN))],
            "id_number": _identity_number(chance),
            "phone": f"139{chance.below(10**8):08}",
            "address": f"第{chance.between(1, 9)}村民小组{chance.between(1, 90)}号",
        },
        "answers": {"statement": "请按规定办理。"},
        "materials": [{"number": 1, "held": "原件"}],
        "notice_version": 1,
        "consents": {"notice_read": True, "agent_acts": True, "departments_share": True},
        "mark": "演示",
        "query_code": f"{chance.below(10**6):06}",
    }


def _identity_number(chance: Chance) -> str:
    born = f"{chance.between(1940, 2005)}{chance.between(1, 12):02}{chance.between(1, 28):02}"
    digits = f"{PLACE}{born}{chance.below(1000):03}"
    return digits + str(ric.calc_check_digit(digits))
