"""Which nodes a location path selects."""

from dataclasses import replace

import pytest
from lxml import etree

from kiosk.core.xforms.xpath.expression import compile_expression
from kiosk.core.xforms.xpath.nodes import Attribute, Declaration, Document, Text
from kiosk.core.xforms.xpath.problem import ExpressionError
from kiosk.core.xforms.xpath.scope import Scope, Surroundings
from tests.unit.xforms.xpath.stage import NOW, Stage, element

MEMBER = "/data/member[2]/age"


@pytest.mark.parametrize(
    ("expression", "texts"),
    [
        ("/data/member/who", ["李四", "王五", "赵六"]),
        ("../who", ["王五"]),
        (".", ["30"]),
        ("../../member/age", ["9", "30", ""]),
        ("../../member[age > 20]/who", ["王五"]),
        ("/data/member[2]/who", ["王五"]),
        ("/data/member[last()]/who", ["赵六"]),
        ("/data/member[position() < 3][2]/who", ["王五"]),
        ("(/data/member/gift)[2]/what", ["pen"]),
        ("/data/member/gift[1]/what", ["cup", "hat"]),
        ("//what", ["cup", "pen", "hat"]),
        ("//gift[1]/what", ["cup", "hat"]),
        ("//member//what[. = 'pen']", ["pen"]),
        ("/data/member/gift/../who", ["李四", "王五"]),
        ("../preceding-sibling::member/who", ["李四"]),
        ("../following-sibling::member[1]/who", ["赵六"]),
        ("../preceding-sibling::*[1]/who", ["李四"]),
        ("../preceding-sibling::*[2]", ["water road 灯"]),
        ("preceding::what[1]", ["pen"]),
        ("following::what", ["hat"]),
        ("ancestor::*[1]/who", ["王五"]),
        ("/data/name | /data/age | /data/name", ["张三", "61"]),
        ("//what | /data/name", ["张三", "cup", "pen", "hat"]),
        ("/data/@id", ["MZ-01"]),
        ("/data/@*[local-name() = 'lang']", ["zh-CN"]),
        ("//@id/..//gift[2]/what", ["pen"]),
        ("/data/orx:meta/orx:instanceID", ["uuid:1"]),
        ("/data/meta", []),
        ("/data/member[gift/what = 'hat']/who", ["王五"]),
        ("/data/member[who = current()/../who]/age", ["30"]),
        ("/nothing/at/all", []),
        ("self::age", ["30"]),
        ("self::who", []),
        ("/data/name/text()", ["张三"]),
        ("id('MZ-01')/name", ["张三"]),
    ],
)
def test_a_path_selects(expression: str, texts: list[str]) -> None:
    assert Stage(MEMBER).texts(expression) == texts


def test_a_slash_alone_is_the_document() -> None:
    stage = Stage(MEMBER)
    assert stage.nodes("/") == [Document(stage.form)]
    assert stage.nodes("/..") == []


def test_reverse_axes_give_their_nodes_in_document_order() -> None:
    names = [element(node).tag.rpartition("}")[2] for node in Stage(MEMBER).nodes("ancestor-or-self::*")]
    assert names == ["data", "member", "age"]


def test_an_absolute_path_in_a_tables_predicate_is_the_forms_own() -> None:
    expression = "instance('villages')/root/item[people < /data/member[2]/age and township = 't2']/label"
    assert Stage().texts(expression) == ["丙村"]


def test_an_absolute_path_at_a_tables_row_is_the_forms_own() -> None:
    stage = Stage()
    row = stage.nodes("instance('villages')/root/item[2]")[0]
    assert compile_expression("concat(label, ' ', /data/name)").string(Scope(row, stage.surroundings)) == "乙村 张三"


def test_without_a_record_an_absolute_path_goes_through_the_nodes_own_tree() -> None:
    alone = Surroundings(now=lambda: NOW, random=lambda: 0.0, uuid=lambda: "")
    tree = etree.fromstring("<d><a>1</a></d>")
    assert compile_expression("/d/a").string(Scope(tree[0], alone)) == "1"


def test_a_tree_that_was_taken_out_of_another_is_one_of_its_own() -> None:
    form = etree.fromstring("<h><d><a>1</a></d></h>")
    record = form[0]
    form.remove(record)
    alone = Surroundings(now=lambda: NOW, random=lambda: 0.0, uuid=lambda: "")
    assert compile_expression("/d/a").string(Scope(record[0], alone)) == "1"
    assert compile_expression("count(/d/a | /d | /h)").number(Scope(record[0], alone)) == 2


def test_a_name_without_prefix_is_in_no_namespace_or_in_the_forms() -> None:
    odd = etree.fromstring('<data xmlns="http://example.org/own"><a>1</a></data>')
    scope = Scope(odd, replace(Stage().surroundings, record=odd))
    assert compile_expression("/data/a").nodes(scope) == []
    own = {"": "http://example.org/own", "o": "http://example.org/own"}
    assert compile_expression("/data/a", own).string(scope) == "1"
    assert compile_expression("/o:data/o:a", own).string(scope) == "1"
    assert compile_expression("/o:*/o:*", own).string(scope) == "1"


def test_what_stands_beside_the_root_has_its_place_in_the_document() -> None:
    tree = etree.fromstring("<!--first--><d xmlns:p='urn:p'><a k='1'/>x</d><!--last-->")
    scope = Scope(tree, replace(Stage().surroundings, record=tree))
    nodes = compile_expression("//comment() | /d/a/@k | //text() | / | /d/namespace::p | //node()").nodes(scope)
    first, last = tree.getprevious(), tree.getnext()
    kinds = [Document(tree), first, tree, Declaration(tree, "p"), tree[0], Attribute(tree[0], "k"), Text(tree[0], True)]
    assert nodes == [*kinds, last]
    assert compile_expression("/d/namespace::p").string(scope) == "urn:p"
    assert compile_expression("name(/d/namespace::*)").string(scope) == "p"
    assert compile_expression("count(/d/a/@k/namespace::* | /d/a/@k/following-sibling::*)").number(scope) == 0


def test_an_expression_that_looks_at_too_much_is_ended() -> None:
    tree = etree.fromstring(f"<d>{'<a/>' * 300}</d>")
    scope = Scope(tree, replace(Stage().surroundings, record=tree))
    with pytest.raises(ExpressionError) as caught:
        compile_expression("count(//*[count(//*[count(//*[true()]) > 0]) > 0])").number(scope)
    assert caught.value.code == "too-costly"


def test_comments_and_instructions_are_nodes_but_no_text_of_their_element() -> None:
    tree = etree.fromstring("<d><a>x<!--no--><?go on?>y<b>z</b></a></d>")
    scope = Scope(tree, replace(Stage().surroundings, record=tree))
    assert compile_expression("string(/d/a)").string(scope) == "xyz"
    assert compile_expression("count(/d/a/node())").number(scope) == 5
    assert compile_expression("string(/d/a/comment())").string(scope) == "no"
    assert compile_expression("name(/d/a/processing-instruction('go'))").string(scope) == "go"
    assert compile_expression("count(/d/a/text())").number(scope) == 2
    assert compile_expression("string(/d/a/text()[2])").string(scope) == "y"
    assert compile_expression("count(/d/a/text()[2]/following::text())").number(scope) == 1


@pytest.mark.parametrize("expression", ["'a'/b", "(1)[1]", "count('a')", "1 | 2", "position('x')", "sum(3)"])
def test_what_is_no_set_of_nodes_cannot_be_one(expression: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        Stage().value(expression)
    assert caught.value.code == "nodes"


@pytest.mark.parametrize(
    ("expression", "texts"),
    [
        ("instance('villages')/root/item[name = 'b']/label", ["乙村"]),
        ("instance('villages')/root/item['b' = name]/label", ["乙村"]),
        ("instance('villages')/root/item[township = 't1']/label", ["甲村", "乙村"]),
        ("instance('villages')/root/item[township = 't1'][2]/label", ["乙村"]),
        ("instance('villages')/root/item[township = 't1' and people = 7]/label", ["乙村"]),
        ("instance('villages')/root/item[people = 12]/label", ["甲村", "丙村"]),
        ("instance('villages')/root/item[people = '12']/label", ["甲村"]),
        ("instance('villages')/root/item[people = number('none')]/label", []),
        ("instance('villages')/root/item[name = true()]/label", ["甲村", "乙村", "丙村"]),
        ("instance('villages')/root/item[name = /data/nothing]/label", []),
        ("instance('villages')/root/item[township = ../item[1]/township]/label", ["甲村", "乙村"]),
        ("instance('villages')/root/item[township = 't1' and position() = 2]/label", ["乙村"]),
        ("instance('villages')/root/item[name = /data/member/who]/label", []),
        ("instance('villages')/root/item[name = instance('villages')/root/item/name]/label", ["甲村", "乙村", "丙村"]),
        ("instance('none')/root/item", []),
    ],
)
def test_a_table_answers_the_same_with_and_without_its_index(expression: str, texts: list[str]) -> None:
    stage = Stage()
    assert stage.texts(expression) == texts
    assert stage.texts(expression) == texts
    unindexed = expression.replace("[", "[true()][", 1)  # only a first predicate is looked up
    assert stage.texts(unindexed) == texts
