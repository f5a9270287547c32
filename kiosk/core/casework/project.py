"""A project: many matters under one agent, some waiting for others, and the chain that decides how long it takes
(domain E-1, A-12).

Each case of a project has a place in it and names the places that must be granted before it may begin. The critical
path is the chain of waiting cases whose remaining working days come to most.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kiosk.core.refusal import Refusal


class Child(NamedTuple):
    """One case of a project. after: the places that it waits for; days: working days that it still takes once it may
    begin, 0 when it has ended; granted: 准予, which alone lets those behind it begin; ended: nothing more is done."""

    place: int
    case: str
    after: tuple[int, ...]
    days: int
    granted: bool = False
    ended: bool = False


class Planned(NamedTuple):
    """A child in the plan. waits: the places before it that are not granted, not linked yet among them; begins, ends:
    working days from today, when all goes by its limits; critical: on the path."""

    child: Child
    waits: tuple[int, ...]
    begins: int
    ends: int
    critical: bool


class Plan(NamedTuple):
    """children: by place; path: the places of the critical path in order; days: working days that it takes."""

    children: tuple[Planned, ...]
    path: tuple[int, ...]
    days: int


def plan(project: str, children: Iterable[Child]) -> Plan:
    """The plan of one project. Of several cases at one place (the one before was not granted) the last given counts.
    Refusal PROJECT_CIRCLE."""
    by_place = {child.place: child for child in children}
    order = in_order(project, {child.place: child.after for child in by_place.values()})
    begins: dict[int, int] = {}
    ends: dict[int, int] = {}
    longest: dict[int, int] = {}  # place -> the place before it that holds it up longest
    for place in order:
        child = by_place[place]
        before = [other for other in child.after if other in by_place]
        last = max(before, key=lambda other: ends[other], default=0)
        begins[place] = ends.get(last, 0)
        ends[place] = begins[place] + child.days
        if begins[place]:
            longest[place] = last
    path: list[int] = []
    place = max(order, key=lambda one: ends[one], default=0)
    while place and ends[place]:
        path.insert(0, place)
        place = longest.get(place, 0)
    planned = tuple(
        Planned(child, waits(child.after, by_place), begins[place], ends[place], place in path)
        for place, child in sorted(by_place.items())
    )
    return Plan(planned, tuple(path), max(ends.values(), default=0))


def waits(after: tuple[int, ...], by_place: Mapping[int, Child]) -> tuple[int, ...]:
    """Which of the places it comes after are not granted; a place that nobody was linked to yet is not."""
    return tuple(place for place in after if place not in by_place or not by_place[place].granted)


def in_order(project: str, after: Mapping[int, tuple[int, ...]]) -> list[int]:
    """The places so that each comes after those it waits for. Refusal PROJECT_CIRCLE names those that wait for each
    other."""
    left, order = dict(after), list[int]()
    while left:
        ready = sorted(place for place, before in left.items() if not any(other in left for other in before))
        if not ready:
            raise Refusal("PROJECT_CIRCLE", project=project, places="、".join(map(str, sorted(left))))
        order += ready
        for place in ready:
            del left[place]
    return order
