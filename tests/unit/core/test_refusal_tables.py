"""The tables of refusals, put together."""

from importlib import import_module
from pkgutil import iter_modules

from kiosk.core import refusals
from kiosk.core.refusal import REFUSALS

TRADES = [module.name for module in iter_modules(refusals.__path__) if module.name != "sentence"]


def test_a_code_stands_in_one_table_only() -> None:
    tables = [getattr(import_module(f"kiosk.core.refusals.{trade}"), trade.upper()) for trade in TRADES]
    assert len(tables) > 10 and sum(map(len, tables)) == len(REFUSALS)
