"""The catalogue's forms use no function that ODK Collect lacks: a county may fill them in there, too."""

from pathlib import Path

import pytest
from lxml import etree

from kiosk.core.xforms.xpath.expression import compile_expression

FORMS = Path(__file__).parents[3] / "assets" / "catalogue" / "forms"
EXPRESSIONS = ("relevant", "constraint", "calculate", "required", "readonly", "nodeset", "value")
# Of XPath 1.0, what JavaRosa leaves out; `substr` and `int` stand for the first ones.
NOT_IN_COLLECT = frozenset("substring floor ceiling last lang id name local-name namespace-uri".split())


@pytest.mark.parametrize("code", sorted(path.stem for path in FORMS.glob("*.xml")))
def test_a_form_calls_no_function_that_collect_lacks(code: str) -> None:
    called = {
        call.name
        for element in etree.parse(FORMS / f"{code}.xml").iter("{*}bind", "{*}itemset", "{*}setvalue", "{*}output")
        for name in EXPRESSIONS
        if element.get(name)
        for call in compile_expression(element.get(name) or "").functions
    }
    assert called & NOT_IN_COLLECT == set()
