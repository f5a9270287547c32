"""Regular expressions: what they mean, and that none of them holds the kiosk up."""

import pytest

from kiosk.core.xforms.xpath.patterns import pattern_of
from kiosk.core.xforms.xpath.problem import ExpressionError

FITTING = [
    ("abc", "xabcx"), ("^abc$", "abc"), ("a.c", "a中c"), ("a|bc|d", "xbc"), ("^(a|b)*$", "abba"), ("^a{2,3}$", "aaa"),
    ("^a{2,}$", "aaaa"), ("^a{2}$", "aa"), ("^[a-c_]+$", "a_c"), ("^[^0-9]+$", "ab"), (r"^\d{3}-\w+\s$", "123-a_1 "),
    (r"^\D\W\S$", "a-b"), (r"^\.\*\\\/$", r".*\/"), (r"^\u4e2d\x41$", "中A"), ("^[\u4e00-\u9fa5]{2,4}$", "张三"),
    (r"^\p{L}+$", "张a"), (r"^\p{Lu}\P{Lu}$", "Ab"), (r"^\p{IsHan}+$", "汉字"), (r"\bcat\b", "a cat sat"),
    (r"\Bat\b", "cat"), ("^(?:ab)+$", "abab"), ("^(?<year>[0-9]+)$", "2026"), ("^(?=.*[0-9])(?=.*[a-z]).{4,}$", "ab12"),
    ("^(?!000)[0-9]{3}$", "100"), ("a+?b", "aab"), ("", "anything"), ("^$", ""), ("^[]a]$|^b$", "b"),
    ("x{,2}", "x{,2}"),
    ("a{b", "a{b"), ("^[\\d-]+$", "1-2"), ("^[a\\-z]$", "-"), ("^[-a]$", "-"), ("(a*)*$", "b"), ("^(a|)b$", "b"),
    (r"^[1-9]\d{5}(19|20)\d{2}((0[1-9])|(1[0-2]))(([0-2]\d)|3[01])\d{3}[\dXx]$", "11010519491231002X"),
    (r"^1[3-9]\d{9}$", "13812345678"), ("^[\\s\\S]*$", "a\nb"), ("^\\t\\n$", "\t\n"), ("^((a{2}){2}){2}$", "a" * 8),
    (r"^[\d-z]+$", "1-z"),
]  # fmt: skip
NOT_FITTING = [
    ("^abc$", "abcd"), ("^a{2,3}$", "aaaa"), ("a.c", "a\nc"), ("^[a-c]$", "d"), ("^[^a]$", "a"), (r"^\d$", "１"),
    (r"\bcat\b", "concatenate"), ("^(?!000)[0-9]{3}$", "000"), ("^(?=.*[0-9])[a-z]+$", "abc"), ("^[]$", "a"),
    (r"^1[3-9]\d{9}$", "12812345678"), ("abc", "ABC"), ("a$", "a\n"), (r"^\p{IsHan}$", "a"), ("(?=a)b", "ab"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "value"), FITTING)
def test_it_fits(expression: str, value: str) -> None:
    assert pattern_of(expression).fits(value)


@pytest.mark.parametrize(("expression", "value"), NOT_FITTING)
def test_it_does_not_fit(expression: str, value: str) -> None:
    assert not pattern_of(expression).fits(value)


@pytest.mark.parametrize(
    "expression",
    ["(", ")", "a)", "[a", "*a", "a**", "a{2}{3}", "a{3,2}", "a{99999}", r"\1", "(?<=a)b", "(?<!a)b", "(?i)a", r"\q",
     r"\u12", "[z-a]", r"\p{Foo}", r"\p", "\\", "^*", "(?=a)+", "(?<a-b>x)", "(" * 60 + ")" * 60,
     "a" * 2_001, "((a{999}){999}){999}", "((?=a{999})b){999}"],
)  # fmt: skip
def test_what_is_not_supported_is_refused(expression: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        pattern_of(expression)
    assert caught.value.code == "pattern"


@pytest.mark.parametrize("expression", ["(a+)+$", "^(a|a)*$", "(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*a){12}$"])
def test_no_pattern_takes_longer_than_value_and_pattern_are_long(expression: str) -> None:
    assert not pattern_of(expression).fits("a" * 500 + "!")


def test_what_takes_too_many_steps_all_the_same_is_ended() -> None:
    with pytest.raises(ExpressionError) as caught:
        pattern_of("^(a{300}|b)*(?=.*c)").fits("a" * 20_000)
    assert caught.value.code == "too-costly"
