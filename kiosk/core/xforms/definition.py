"""A form as it was written, read once and never changed: what all its fillings share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.actions import Action, is_action, read_action
from kiosk.core.xforms.binds import read_binds
from kiosk.core.xforms.controls import BodyElement, BodyReader
from kiosk.core.xforms.document import (
    OPENROSA,
    child_named,
    children_named,
    plain_copy,
    read_document,
    text_of,
    wrong,
)
from kiosk.core.xforms.graph import Graph, read_graph
from kiosk.core.xforms.instances import read_instance
from kiosk.core.xforms.paths import Paths
from kiosk.core.xforms.structure import Part, add_identifier, read_structure
from kiosk.core.xforms.wording import Translations, read_translations
from kiosk.core.xforms.xpath.expression import Expression, compile_expression
from kiosk.core.xforms.xpath.problem import ExpressionError

EXCERPT_CHARS = 60


@dataclass(frozen=True, slots=True, eq=False)
class FormDefinition:
    """A form. `languages` are the names of its translations, in order; a form without any has none and "" by default.

    `document` is the part above the primary instance's root; `prefixes` (URI → prefix) are how its paths are written.
    """

    id: str
    version: str
    title: str
    translations: Translations
    document: Part
    body: tuple[BodyElement, ...]
    actions: tuple[Action, ...]
    instances: Mapping[str, etree._Element]
    graph: Graph
    prefixes: Mapping[str, str]

    @property
    def languages(self) -> tuple[str, ...]:
        """The names of the languages it speaks."""
        return tuple(self.translations.entries)

    @property
    def default_language(self) -> str:
        """The language it speaks until told otherwise."""
        return self.translations.default

    @property
    def root(self) -> Part:
        """The root of the primary instance."""
        return self.document.children[0]


def read_definition(xml: bytes, files: Mapping[str, bytes] = {}) -> FormDefinition:
    """Read a form. `files` are the CSV, XML and GeoJSON files that it names, by file name.

    Raises Refusal FORM_XML, FORM_STRUCTURE, FORM_EXPRESSION, FORM_CYCLE or FORM_FILE.
    """
    html = read_document(xml, "XForm")
    head, body = child_named(html, "head"), child_named(html, "body")
    model = None if head is None else child_named(head, "model")
    if model is None:
        raise wrong("model", "没有model", "it has no model")
    instances = list(children_named(model, "instance"))
    source = next(iter(instances[0]), None) if instances else None
    if source is None:
        raise wrong("instance", "没有主实例", "it has no primary instance")
    compiler = _Compiler({prefix: uri for prefix, uri in model.nsmap.items() if prefix})
    root = plain_copy(source)
    numbered = add_identifier(root)
    prefixes = _prefixes(source, root)
    document = read_structure(root, prefixes)
    paths = Paths(model, document)
    reader = BodyReader(paths, compiler.compile, document)
    elements = () if body is None else reader.read(body)
    read_binds(model, paths, document, compiler.compile, numbered)
    above = [read_action(child, compiler.compile, paths, None) for child in model if is_action(child)]
    secondary = {
        instance.get("id") or "": read_instance(instance, files) for instance in instances[1:] if instance.get("id")
    }
    return FormDefinition(
        id=root.get("id") or "",
        version=root.get("version") or root.get(f"{{{OPENROSA}}}version") or "",
        title=_title(head),
        translations=read_translations(model, compiler.compile),
        document=document,
        body=elements,
        actions=(*(action for action in above if action is not None), *reader.actions),
        instances=secondary,
        graph=read_graph(document),
        prefixes=prefixes,
    )


def _title(head: etree._Element | None) -> str:
    title = None if head is None else child_named(head, "title")
    return "" if title is None else " ".join(text_of(title).split())


def _prefixes(*elements: etree._Element) -> dict[str, str]:
    """URI → prefix: how names with a namespace are written in this form."""
    found: dict[str, str] = {}
    for element in elements:
        for inside in element.iter():
            found.update((uri, prefix) for prefix, uri in inside.nsmap.items() if prefix)
    return found


class _Compiler:
    """Compiles each expression once, with the namespaces of the model."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self._namespaces = namespaces
        self._known: dict[str, Expression] = {}

    def compile(self, text: str, where: str) -> Expression:
        """The expression; raises Refusal FORM_EXPRESSION naming `where` it stands."""
        if text not in self._known:
            try:
                self._known[text] = compile_expression(text, self._namespaces)
            except ExpressionError as error:
                raise Refusal(
                    "FORM_EXPRESSION",
                    where=where,
                    expression=text[:EXCERPT_CHARS],
                    place=error.offset + 1,
                    found=error.found[:EXCERPT_CHARS],
                ) from error
        return self._known[text]
