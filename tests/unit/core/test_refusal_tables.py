"""The tables of refusals, put together."""

from kiosk.core.refusal import REFUSALS
from kiosk.core.refusals import capture, carriage, casework, commands, demo, intake, office, station


def test_a_code_stands_in_one_table_only() -> None:
    tables = [capture.CAPTURE, carriage.CARRIAGE, casework.CASEWORK, commands.COMMANDS, demo.DEMO]
    tables += [intake.INTAKE, office.OFFICE, station.STATION]
    assert sum(map(len, tables)) == len(REFUSALS)
