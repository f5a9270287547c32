"""The one loader of kv: a module's rules stand in the file of the same name beside it, and are read once.

Reading rules twice would apply them twice (children doubled, touches missed), so a second call does nothing.
"""

from pathlib import Path

from kivy.lang import Builder

_loaded: set[Path] = set()


def load_twin(module_file: str, *named: object) -> None:
    """Read `x.kv` beside `x.py`; call it at the end of the module, once its classes exist: `load_twin(__file__)`.

    `named`: the classes of other modules that the kv names. Handing them over is what imports them, so that a page
    never depends on another page having been there first."""
    rules = Path(module_file).with_suffix(".kv").resolve()
    if rules not in _loaded:
        _loaded.add(rules)
        Builder.load_file(str(rules), encoding="utf-8")
