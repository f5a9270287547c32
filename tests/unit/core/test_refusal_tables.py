"""The tables of refusals, put together."""

from kiosk.core.refusal import REFUSALS
from kiosk.core.refusals import capture, carriage, casework, commands, console, demo, intake, office, station, window


def test_a_code_stands_in_one_table_only() -> None:
    tables = [capture.CAPTURE, carriage.CARRIAGE, casework.CASEWORK, commands.COMMANDS, demo.DEMO]
    tables += [intake.INTAKE, office.OFFICE, station.STATION, console.CONSOLE, window.WINDOW]
    assert sum(map(len, tables)) == len(REFUSALS)
