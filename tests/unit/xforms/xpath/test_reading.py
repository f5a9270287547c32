"""What an expression's text means, and where it says that it means nothing."""

import pytest

from kiosk.core.xforms.xpath.expression import compile_expression
from kiosk.core.xforms.xpath.parser import EXPRESSION_DEPTH_MAX, parse
from kiosk.core.xforms.xpath.problem import PROBLEMS, ExpressionError
from kiosk.core.xforms.xpath.tokens import EXPRESSION_CHARACTERS_MAX
from kiosk.core.xforms.xpath.tree import Call, LocationPath, Operation
from tests.unit.xforms.xpath.stage import Stage


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("10 - 2 - 3", 5.0),
        ("2 + 3 = 5 and 1 < 2", True),
        ("false() and false() or true()", True),
        ("- - 3", 3.0),
        ("-2 * -3", 6.0),
        ("7 mod 4 div 2", 1.5),
        ("1 < 2 = true()", True),
        ("3 > 2 > 1", False),
        ("1div2", 0.5),
        ("'it is \"so\"'", 'it is "so"'),
        (".5 + 5.", 5.5),
    ],
)
def test_operators_bind_as_xpath_says(expression: str, value: object) -> None:
    assert Stage().value(expression) == value


def test_a_name_with_a_hyphen_is_one_name_and_with_spaces_a_subtraction() -> None:
    assert isinstance(parse("a-b"), LocationPath)
    assert isinstance(parse("a - b"), Operation)


@pytest.mark.parametrize("word", ["and", "or", "div", "mod"])
def test_an_operators_name_is_an_ordinary_name_where_no_operator_can_stand(word: str) -> None:
    assert isinstance(parse(word), LocationPath)
    assert isinstance(parse(f"{word} {word} {word}"), Operation)


def test_a_star_is_a_name_or_a_product_by_what_stands_before_it() -> None:
    assert Stage().number("count(/data/*) * 2") == 22


def test_names_may_be_chinese() -> None:
    assert isinstance(parse("/data/户主/姓名"), LocationPath)


def test_a_long_sum_is_no_deeper_than_a_short_one() -> None:
    assert Stage().number("+".join(["1"] * 5_000)) == 5_000


@pytest.mark.parametrize(
    ("expression", "code", "offset"),
    [
        ("", "empty", 0),
        ("  ", "empty", 0),
        ("1 +", "operand", 3),
        ("a b", "operator", 2),
        ("(1", "bracket", 0),
        ("a[1", "bracket", 1),
        ("a]", "operator", 1),
        ("concat('a'", "bracket", 6),
        ("concat(,)", "operand", 7),
        ("'abc", "quote", 0),
        ("a # b", "character", 2),
        ("a，b", "character", 1),
        ("sideways::a", "axis", 0),
        ("/data/xyz:a", "prefix", 6),
        ("$a", "variable", 0),
        ("a/", "operand", 2),
        ("jr:choice-name(/data/a, /data/a)", "choice-path", 24),
        ("jr:choice-name(/data/a, '/data/')", "operand", 31),
    ],
)
def test_a_mistake_is_told_with_its_place(expression: str, code: str, offset: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(expression)
    assert (caught.value.code, caught.value.offset) == (code, offset)
    assert code in PROBLEMS


def test_brackets_nest_to_the_limit_and_no_deeper() -> None:
    depth = EXPRESSION_DEPTH_MAX - 1
    assert Stage().number("(" * depth + "1" + ")" * depth) == 1
    with pytest.raises(ExpressionError) as caught:
        parse("(" * 2_000 + "1" + ")" * 2_000)
    assert caught.value.code == "too-deep"


def test_seventy_ifs_one_in_the_other_are_read_and_evaluated() -> None:
    expression = "'none'"
    for number in range(70):
        expression = f"if(/data/age = {number}, '{number}', {expression})"
    assert Stage().string(expression) == "61"


def test_a_text_past_the_limit_is_not_read() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("1" * (EXPRESSION_CHARACTERS_MAX + 1))
    assert caught.value.code == "too-long"


def test_a_number_of_a_thousand_digits_is_infinite() -> None:
    assert Stage().string("9" * 1_000) == "Infinity"


def test_an_unknown_function_harms_only_who_comes_to_call_it() -> None:
    assert Stage().string("if(true(), 'a', explode())") == "a"
    with pytest.raises(ExpressionError) as caught:
        Stage().string("1 + explode()")
    assert (caught.value.code, caught.value.offset, caught.value.found) == ("function", 4, "explode")


def test_a_call_with_too_few_arguments_is_told_at_its_place() -> None:
    with pytest.raises(ExpressionError) as caught:
        Stage().string("1 + if(1, 2)")
    assert (caught.value.code, caught.value.offset) == ("arguments", 4)


def test_calls_are_told_outermost_first_with_their_places() -> None:
    calls = compile_expression("if(selected(., 'a'), concat(/d/x[count(y) > 1], 'b'), '')").functions
    assert [(call.name, call.offset) for call in calls] == [("if", 0), ("selected", 3), ("concat", 21), ("count", 33)]


def test_the_question_of_a_choice_name_is_part_of_the_tree() -> None:
    tree = parse("jr:choice-name(/data/sex, ' /data/sex ')")
    assert isinstance(tree, Call)
    question = tree.arguments[1]
    assert isinstance(question, LocationPath) and question.offset == 28
