"""How an answer is shown on a terminal: one JSON object, or lines a person reads."""

from collections.abc import Mapping
from typing import Any

import click
import msgspec

from kiosk.core.casework.days import china_minute


def show(as_json: bool, answer: Mapping[str, Any], lines: list[str]) -> None:
    """Print `answer` as JSON, or `lines`."""
    if as_json:
        click.echo(msgspec.json.encode(answer).decode())
        return
    for line in lines:
        click.echo(line)


def person_line(one: Mapping[str, Any]) -> str:
    """One staff member."""
    return f"{one['number']} {one['name']} {one['level']} {one['prefix']} {' '.join(one['roles'])}"


def case_lines(one: Mapping[str, Any]) -> str:
    """One case; with its sentence, limits and timeline when the answer holds them."""
    first = f" 绿色通道：{one['priority']}" if one["priority"] else ""
    lines = [f"{one['case']} {one['matter']} {one['state']} {one['principal']} {one['due'] or ''}".rstrip() + first]
    if "sentence" in one:
        lines += [one["sentence"]["zh"], one["sentence"]["en"]]
        lines += [
            f"  {clock['name']} {clock['started']} + {clock['days']}{clock['unit']} → {clock['due']}"
            + ("（暂定）" if clock["provisional"] else "")
            for clock in one["limits"]
        ]
        lines += [
            f"  {asked['name']} {asked['asked']} → {asked['due']} {asked['answer']}".rstrip()
            for asked in one["joint"]["opinions"]
        ]
        lines += [_gathering(called) for called in one["joint"]["gatherings"]]
        lines += [f"  {name} {on or '—'}" for name, on in one["joint"].get("visits", {}).items()]
        trips = one["trips"]
        lines.append(f"  群众跑{trips['principal']}次，代办员上门{trips['agent_home_visits']}次（路途没有记录的不计）")
        lines += [
            f"  {china_minute(step['at_ms'])} {step['zh']} {step['kind']} {step['level']} {step['author']}".rstrip()
            + (f" 搁置 {step['set_aside']}" if step["set_aside"] else "")
            for step in one["timeline"]
        ]
    return "\n".join(lines)


def _gathering(called: Mapping[str, Any]) -> str:
    signed = "、".join(called["signed"]) or "还没有部门"
    came = "".join(f"，{name}{how}" for name, how in called["attended"].items())
    return f"  {called['sort']} {called['on']} 签收：{signed}{came}"
