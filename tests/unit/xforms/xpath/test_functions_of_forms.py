"""Functions of rows, tables, chance and places."""

import math
from dataclasses import replace

import pytest
from lxml import etree

from kiosk.core.xforms.xpath.expression import compile_expression
from kiosk.core.xforms.xpath.functions.random import park_miller
from kiosk.core.xforms.xpath.problem import ExpressionError
from kiosk.core.xforms.xpath.scope import Scope
from tests.unit.xforms.xpath.stage import Stage

ROW = "/data/member[2]/age"


def test_a_rows_number_is_its_place_among_its_like() -> None:
    assert Stage(ROW).number("position(..)") == 2
    assert Stage("/data/place").number("position(.)") == 1
    assert math.isnan(Stage().number("position(/data/nothing)"))


def test_the_position_of_several_nodes_is_nobodys() -> None:
    with pytest.raises(ExpressionError) as caught:
        Stage().number("position(/data/member)")
    assert caught.value.code == "single"


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("indexed-repeat(/data/member/who, /data/member, 3)", "赵六"),
        ("indexed-repeat(../../member/who, ../../member, position(..) - 1)", "李四"),
        ("indexed-repeat(/data/member/gift/what, /data/member, 1, /data/member/gift, 2)", "pen"),
        ("indexed-repeat(/data/member/gift/what, /data/member/gift, 2, /data/member, 1)", "pen"),
        ("indexed-repeat(/data/member/who, /data/member, 0)", ""),
        ("indexed-repeat(/data/member/who, /data/member, 4)", ""),
        ("indexed-repeat(/data/member/who, /data/member, 1.5)", ""),
        ("indexed-repeat(/data/member/who, /data/member, 1 div 0)", ""),
        ("indexed-repeat(/data/member/who, /data/member, 'x')", ""),
        ("indexed-repeat(/data/member/who, /data/nothing, 1)", ""),
        ("pulldata('villages', 'label', 'name', 'b')", "乙村"),
        ("pulldata('villages', 'label', 'name', 'z')", ""),
        ("pulldata('villages', 'nothing', 'name', 'b')", ""),
        ("pulldata('villages', '{*}label', 'name', 'b')", ""),
        ("pulldata('none', 'label', 'name', 'b')", ""),
        ("instance('villages')/root/item[2]/label", "乙村"),
        ("name(instance('villages')/root)", "root"),
        ("once('new')", "30"),
        ("local-name(..)", "member"),
        ("name(/data/orx:meta)", "orx:meta"),
        ("namespace-uri(/data/orx:meta)", "http://openrosa.org/xforms"),
        ("name(/data/@xml:lang)", "xml:lang"),
        ("name(/data/nothing)", ""),
        ("uuid()", "6f1c3d2e-8a4b-4c5d-9e6f-7a8b9c0d1e2f"),
        ("uuid(8)", "6f1c3d2e"),
        ("string-length(uuid(99))", "99"),
        ("uuid(0)", ""),
        ("uuid(-3)", ""),
    ],
)
def test_a_text_comes_of(expression: str, text: str) -> None:
    assert Stage(ROW).string(expression) == text


def test_an_index_without_its_repeat_is_a_mistake() -> None:
    with pytest.raises(ExpressionError) as caught:
        Stage().string("indexed-repeat(/data/member/who, /data/member, 1, /data/member/gift)")
    assert caught.value.code == "arguments"


def test_columns_of_a_table_may_be_attributes() -> None:
    stage = Stage()
    table = etree.fromstring("<root><f id='1' colour='red'/><f id='2'><name>two</name></f></root>")
    surroundings = replace(stage.surroundings, instances={"features": table})
    scope = Scope(stage.at, surroundings)
    for expression, text in (
        ("pulldata('features', '@colour', '@id', '1')", "red"),
        ("pulldata('features', 'name', '@id', 2)", "two"),
        ("pulldata('features', '@id', 'name', 'two')", "2"),
        ("pulldata('features', '@colour', '@id', '2')", ""),
    ):
        assert compile_expression(expression).string(scope) == text


def test_once_calculates_only_where_there_is_no_value() -> None:
    assert Stage("/data/empty").string("once(concat('n', 'ew'))") == "new"


def test_a_seed_shuffles_the_same_everywhere() -> None:
    # From JavaRosa's and web-forms' own shuffle: each item in turn changes places with an earlier one.
    stage = Stage()
    whole = stage.texts("instance('villages')/root/item/name")
    shuffled = stage.texts("randomize(instance('villages')/root/item/name, 42)")
    assert sorted(shuffled) == whole
    assert shuffled == stage.texts("randomize(instance('villages')/root/item/name, '42.9')")


def test_park_and_millers_numbers_are_those_of_their_paper() -> None:
    draw = park_miller(1)
    for _ in range(9_999):
        draw()
    assert round(draw() * (2**31 - 2)) + 1 == 1_043_618_065  # S. K. Park, K. W. Miller 1988: seed 1, the 10,000th


@pytest.mark.parametrize(("one", "other"), [("0", "''"), ("-5", "2147483641"), ("1 div 0", "9223372036854775807")])
def test_seeds_that_are_no_whole_numbers_in_range_are_the_ones_that_javarosa_takes(one: str, other: str) -> None:
    stage = Stage()
    rows = "(//what | //who | /data/name | /data/age | /data/born)"
    assert stage.texts(f"randomize({rows}, {one})") == stage.texts(f"randomize({rows}, {other})")


def test_a_text_is_a_seed_of_its_own() -> None:
    stage = Stage()
    orders = {tuple(stage.texts(f"randomize(//who | //what, '{seed}')")) for seed in ("a", "b", "c", "d", "e")}
    assert len(orders) > 1


def test_without_a_seed_the_dice_that_were_handed_in_are_thrown() -> None:
    assert Stage(dice=lambda: 0.0).texts("randomize(/data/member/who)") == ["赵六", "李四", "王五"]
    assert Stage(dice=lambda: 0.999).texts("randomize(/data/member/who)") == ["李四", "王五", "赵六"]


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        ("distance('31.2 121.4;31.2 121.4')", 0),
        ("distance('0 0;0 1')", 111318.84),
        ("distance('0 0', '0 1', '0 2')", 222637.69),
        ("distance(/data/place)", math.nan),
        ("distance('')", math.nan),
        ("distance('91 0;0 0')", math.nan),
        ("distance('0 0;0 1; ;')", 111318.84),
        ("area('0 0;0 1;1 1;1 0;0 0')", 12391399902.65),
        ("area('0 0;0 1;1 1;1 0')", 12391399902.65),
        ("area('0 0;0 1')", 0),
        ("area('nowhere')", 0),
    ],
)
def test_measures_of_the_earth(expression: str, number: float) -> None:
    found = Stage().number(expression)
    assert math.isnan(found) if math.isnan(number) else found == pytest.approx(number, rel=1e-4)


@pytest.mark.parametrize(
    ("place", "shape", "inside"),
    [
        ("0.5 0.5", "0 0;0 1;1 1;1 0;0 0", True),
        ("1.5 0.5", "0 0;0 1;1 1;1 0;0 0", False),
        ("0.5 0.5", "0 0;0 1;1 1;1 0", False),
        ("", "0 0;0 1;1 1;1 0;0 0", False),
        ("0.5 0.5", "", False),
    ],
)
def test_a_place_lies_within_a_closed_shape(place: str, shape: str, inside: bool) -> None:
    assert Stage().boolean(f"geofence('{place}', '{shape}')") is inside
