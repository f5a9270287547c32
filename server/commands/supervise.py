"""Electronic supervision, by command."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from server.answers import show
from server.commands.answering import DATABASE, FOLDER, JSON, Answering
from server.commands.doing import do


@click.command("supervise", cls=Answering, short_help="电子监察：黄牌红牌、督办清单、每月比率 · supervision.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--station", default="", metavar="PREFIX", help="站点代码前缀 · prefix of the station code.")
@DATABASE
@JSON
def supervise(folder: Path, station: str, database: str, as_json: bool) -> None:
    """有黄牌红牌的办件，超过五个工作日没有人办的（督办），当天没有办结的即办件，和近十二个月的补正率、投诉率、亮牌和撤销数。

    Cases with a card that stands, cases that nobody touched for more than five working days, same-day cases still open
    after their day, and twelve months of rates and cards. A card is taken back with `act CASE revoke-card`.
    """
    answer = do(folder, database, "supervise", {"station": station})
    carded = [f"{_case(one)} {'、'.join(map(_card, one['cards']))}" for one in answer["carded"]]
    untouched = [f"{_case(one)} {one['working_days']}个工作日" for one in answer["untouched"]]
    still_open = [f"{_case(one)} {one['day']}" for one in answer["still_open"]]
    lines = [answer["day"]]
    for heading, found in (
        ("黄牌红牌 · cards", carded),
        ("督办：超过五个工作日没有人办 · untouched", untouched),
        ("即办件当天没有办结 · same-day cases still open", still_open),
        ("月份 收件 补正率% 投诉率‰ 黄牌 红牌 撤销黄牌 撤销红牌 · months", [_month(one) for one in answer["months"]]),
    ):
        lines += [f"{heading}（{len(found)}）", *(f"  {line}" for line in found)]
    show(as_json, answer, lines)


def _case(one: Mapping[str, Any]) -> str:
    return f"{one['case']} {one['matter']} {one['state']}"


def _card(card: Mapping[str, Any]) -> str:
    return f"{card['card']}号{card['zh']} {card['due']}" + (f" 已撤销（{card['revoked']}）" if card["revoked"] else "")


def _month(one: Mapping[str, Any]) -> str:
    rates = [one["corrected_percent"], one["complaints_a_thousand"]]
    told = ["—" if rate is None else f"{rate:.2f}" for rate in rates]
    cards = [one[name] for name in ("yellow", "red", "yellow_revoked", "red_revoked")]
    return " ".join(map(str, [one["month"], one["received"], *told, *cards]))
