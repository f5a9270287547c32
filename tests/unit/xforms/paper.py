"""Forms for tests, written short."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.definition import FormDefinition, read_definition
from kiosk.core.xforms.filling import Filling
from kiosk.core.xforms.xpath.scope import Surroundings

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=8)))
_FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">
<h:head><h:title>Paper</h:title><model>
<instance><data id="paper" version="7">{data}</data></instance>{model}</model></h:head>
<h:body>{body}</h:body></h:html>"""


def form(data: str, body: str = "", model: str = "") -> bytes:
    """An XForm: what its record holds, asks and says of itself."""
    return _FORM.format(data=data, body=body, model=model).encode()


def bind(name: str, **said: str) -> str:
    """A bind of /data/name."""
    return f'<bind nodeset="/data/{name}"' + "".join(f' {key}="{value}"' for key, value in said.items()) + "/>"


def ask(*names: str) -> str:
    """A question for each name, called by it."""
    return "".join(f'<input ref="/data/{name}"><label>{name}</label></input>' for name in names)


def still() -> Surroundings:
    """Surroundings in which nothing changes."""
    return Surroundings(lambda: NOW, lambda: 0.25, lambda: "00000000-0000-4000-8000-000000000001")


def definition(data: str, body: str = "", model: str = "", files: Mapping[str, bytes] = {}) -> FormDefinition:
    """Such a form, read."""
    return read_definition(form(data, body, model), files)


def filling(data: str, body: str = "", model: str = "", files: Mapping[str, bytes] = {}) -> Filling:
    """Such a form, begun."""
    return Filling(definition(data, body, model, files), still())


def refusal_of(deed: Callable[[], object]) -> str:
    """The code of the Refusal that a deed must raise."""
    try:
        deed()
    except Refusal as refusal:
        return refusal.code
    raise AssertionError("it was not refused")
