"""Functions of strings, numbers, truth and choices."""

import math
from hashlib import sha256

import pytest

from kiosk.core.xforms.xpath.problem import ExpressionError
from tests.unit.xforms.xpath.stage import Stage


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("concat('a', /data/member/who, 1)", "a李四王五赵六1"),
        ("concat()", ""),
        ("concat(/data/nothing)", ""),
        ("join(', ', /data/member/who)", "李四, 王五, 赵六"),
        ("join('-', 'a', /data/member/age, true())", "a-9-30--true"),
        ("join('-')", ""),
        ("join('-', /data/nothing)", ""),
        ("substr('hello', 1, 3)", "el"),
        ("substr('hello', -3, -1)", "ll"),
        ("substr('hello', 4, 2)", ""),
        ("substr('hello', -9, 99)", "hello"),
        ("substr('hello', 'x')", ""),
        ("substr('你好世界', 1, 3)", "好世"),
        ("substring('12345', 2, 3)", "234"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring('12345', 0 div 0, 3)", ""),
        ("substring('12345', 1, 0 div 0)", ""),
        ("substring('12345', -42, 1 div 0)", "12345"),
        ("substring('12345', -1 div 0, 1 div 0)", ""),
        ("substring-before('1999/04/01', '/')", "1999"),
        ("substring-after('1999/04/01', '19')", "99/04/01"),
        ("substring-after('abc', 'x')", ""),
        ("substring-before('abc', '')", ""),
        ("substring-after('abc', '')", "abc"),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("translate('--aaa--', 'abc-', 'ABC')", "AAA"),
        ("normalize-space('  a \t\n b\u3000c ')", "a b\u3000c"),
        ("string-length('你好')", "2"),
        ("string()", "61"),
        ("base64-decode('5Luj5Yqe')", "代办"),
        ("base64-decode('5Luj 5Yqe\n')", "代办"),
        ("base64-decode('SGk')", "Hi"),
        ("base64-decode('%%%')", ""),
        ("digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
        ("digest('abc', 'SHA-1')", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
        ("digest('代办', 'SHA-256', 'hex')", sha256("代办".encode()).hexdigest()),
        ("coalesce('', 'b')", "b"),
        ("coalesce(/data/empty, /data/name)", "张三"),
        ("coalesce(number('x'), 'none')", "none"),
        ("coalesce('', '')", ""),
        ("if('false', 'then', 'else')", "then"),
        ("if(/data/nothing, 'then', 'else')", "else"),
        ("selected-at('a b c', 2)", "c"),
        ("selected-at('a b c', 3)", ""),
        ("selected-at('a b c', -1)", ""),
        ("selected-at('a b c', 'x')", ""),
        ("selected-at(' a  b ', 1)", "b"),
        ("jr:itext('greeting')", "text of greeting"),
        ("jr:choice-name('male', '/data/sex')", "female:male"),
        ("jr:choice-name('male', '/data/nothing')", ""),
        ("once('new')", "61"),
    ],
)
def test_a_text_comes_of(expression: str, text: str) -> None:
    assert Stage("/data/age").string(expression) == text


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        ("round(2.5)", 3), ("round(-2.5)", -2), ("round(-0.4)", 0), ("round(0.49999999999999994)", 0),
        ("round(2.345, 2)", 2.35), ("round(-2.345, 2)", -2.35), ("round(1.005, 2)", 1.01), ("round(1250, -2)", 1300),
        ("round(4, -2)", 0), ("round(1 div 0, 2)", math.inf), ("round(1.5, 'x')", math.nan), ("round(1, 99)", math.nan),
        ("round(123456789012345678901234567890, 10)", 123456789012345678901234567890),
        ("int(2.9)", 2), ("int(-2.9)", -2), ("int('x')", math.nan), ("int(1 div 0)", math.inf),
        ("floor(-1.5)", -2), ("ceiling(-1.5)", -1), ("abs(-3)", 3),
        ("max(1, 3, 2)", 3), ("max(/data/member[age != '']/age)", 30), ("max(/data/member/age)", math.nan),
        ("max()", math.nan), ("min(/data/nothing)", math.nan), ("min(-1, -2)", -2), ("max(-1, -2)", -1),
        ("sum(/data/nothing)", 0), ("sum(/data/member[age != '']/age)", 39), ("sum(/data/member/age)", math.nan),
        ("count(/data/member)", 3), ("count-non-empty(/data/member/age)", 2), ("count(/data/nothing)", 0),
        ("pow(2, 10)", 1024), ("pow(0, -1)", math.inf), ("pow(-8, 1 div 3)", math.nan), ("pow(10, 400)", math.inf),
        ("pow(-10, 401)", -math.inf), ("pow('x', 0)", math.nan), ("exp10(3)", 1000), ("exp(1000)", math.inf),
        ("log(0)", -math.inf), ("log(-1)", math.nan), ("log10(1000)", 3), ("sqrt(-1)", math.nan), ("sqrt(16)", 4),
        ("acos(2)", math.nan), ("sin(1 div 0)", math.nan), ("atan2(0, -1)", math.pi), ("pi()", math.pi),
        ("string-length('')", 0), ("count-selected(' a  b ')", 2), ("count-selected('')", 0),
        ("number()", 61), ("number(true())", 1), ("random()", 0.5), ("position()", 1), ("last()", 1),
    ],
)  # fmt: skip
def test_a_number_comes_of(expression: str, number: float) -> None:
    found = Stage("/data/age").number(expression)
    assert math.isnan(found) if math.isnan(number) else found == pytest.approx(number, rel=1e-15)


@pytest.mark.parametrize(
    ("expression", "truth"),
    [
        ("selected(/data/wants, 'road')", True), ("selected(/data/wants, 'roa')", False),
        ("selected(/data/wants, ' 灯 ')", True), ("selected('', 'a')", False), ("selected('', '')", True),
        ("selected('a b', '')", False), ("selected('a\tb\n', 'b')", True), ("is-selected('a', 'a')", True),
        ("boolean-from-string('true')", True), ("boolean-from-string(1)", True), ("boolean-from-string('yes')", False),
        ("contains('abc', '')", True), ("starts-with('abc', 'ab')", True), ("ends-with('abc', 'bc')", True),
        ("ends-with('abc', '')", True), ("not('')", True),
        ("checklist(1, 2, true(), false(), 1)", True), ("checklist(2, -1, true())", False),
        ("checklist(-1, 1, /data/member/age)", False), ("checklist(2, 2, /data/member/age)", True),
        ("checklist(-1, -1)", True), ("checklist(0, 0, '  ', '')", False), ("checklist(0, 0, '', 0)", True),
        ("weighted-checklist(3, 5, true(), 4, false(), 9)", True), ("weighted-checklist(5, -1, true(), 4)", False),
        ("weighted-checklist(39, 39, /data/member[age != '']/who, /data/member[age != '']/age)", True),
        ("weighted-checklist(1, 9, /data/nothing, /data/member/age)", False),
        ("lang('zh')", True), ("lang('ZH-cn')", True), ("lang('z')", False), ("lang('')", False),
        ("regex('2026-11', '^[0-9]{4}-[0-9]{2}$')", True), ("regex('a1b', '[0-9]')", True),
    ],
)  # fmt: skip
def test_whether(expression: str, truth: bool) -> None:
    assert Stage("/data/age").boolean(expression) is truth


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("digest('a', 'CRC')", "digest"),
        ("digest('a', 'MD5', 'base32')", "digest"),
        ("uuid('many')", "length"),
        ("uuid(1000000000)", "length"),
        ("weighted-checklist(1, 2, 3)", "arguments"),
        ("concat('a', regex('a', '['))", "pattern"),
    ],
)
def test_what_cannot_be_is_told_at_the_call(expression: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        Stage().value(expression)
    assert caught.value.code == code
    assert caught.value.offset == (12 if expression.startswith("concat") else 0)
    assert caught.value.length > 0
