"""A small household's form and its surroundings, for expressions to be tried on: Sunday in Shanghai."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml import etree

from kiosk.core.xforms.xpath.expression import compile_expression
from kiosk.core.xforms.xpath.nodes import Element, Node, string_value
from kiosk.core.xforms.xpath.scope import Scope, Surroundings
from kiosk.core.xforms.xpath.values import Value

NOW = datetime(2026, 11, 22, 13, 5, 9, 250_000, tzinfo=ZoneInfo("Asia/Shanghai"))

FORM = """
<data xmlns="http://www.w3.org/2002/xforms" xmlns:orx="http://openrosa.org/xforms" xml:lang="zh-CN" id="MZ-01">
  <name>张三</name><age>61</age><sex>female</sex><born>1965-01-02</born><empty/>
  <wants>water road 灯</wants>
  <member><who>李四</who><age>9</age><gift><what>cup</what></gift><gift><what>pen</what></gift></member>
  <member><who>王五</who><age>30</age><gift><what>hat</what></gift></member>
  <member><who>赵六</who><age/></member>
  <place>31.2 121.4 4 5</place>
  <orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta>
</data>
"""
VILLAGES = """
<root>
  <item><name>a</name><label>甲村</label><township>t1</township><people>12</people></item>
  <item><name>b</name><label>乙村</label><township>t1</township><people>7</people></item>
  <item><name>c</name><label>丙村</label><township>t2</township><people>12.0</people></item>
</root>
"""


class Stage:
    """The form stands at one of its nodes; every evaluation is a fresh one."""

    def __init__(self, at: str = "/data", language: str = "English (en)", dice: Callable[[], float] = lambda: 0.5):
        self.form = etree.fromstring(FORM)
        self.surroundings = Surroundings(
            now=lambda: NOW,
            random=dice,
            uuid=lambda: "6f1c3d2e-8a4b-4c5d-9e6f-7a8b9c0d1e2f",
            record=self.form,
            instances={"villages": etree.fromstring(VILLAGES)},
            itext=lambda name: f"text of {name}",
            choice_name=lambda question, value: f"{string_value(question)}:{value}",
            language=lambda: language,
        )
        self.at: Node = self.form
        self.at = self.nodes(at)[0]

    @property
    def scope(self) -> Scope:
        return Scope(self.at, self.surroundings)

    def value(self, expression: str) -> Value:
        return compile_expression(expression).evaluate(self.scope)

    def string(self, expression: str) -> str:
        return compile_expression(expression).string(self.scope)

    def number(self, expression: str) -> float:
        return compile_expression(expression).number(self.scope)

    def boolean(self, expression: str) -> bool:
        return compile_expression(expression).boolean(self.scope)

    def nodes(self, expression: str) -> list[Node]:
        return compile_expression(expression).nodes(self.scope)

    def texts(self, expression: str) -> list[str]:
        return [string_value(node) for node in self.nodes(expression)]


def element(node: Node) -> Element:
    """The node as the element that it is known to be."""
    assert isinstance(node, etree._Element)
    return node
