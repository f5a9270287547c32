"""Doing an office command: by the running server when one holds the folder, else here, holding it."""

import contextlib
import os
import time
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kiosk.core.event import ClockQuality
from kiosk.core.refusal import Refusal
from server.control import ask, user_name
from server.node import holding, open_node

if TYPE_CHECKING:
    from kiosk.core.instruments import Instruments
    from server.office.desk import Desk

SHEET_BYTES_MAX = 8 * 2**20
FOLDER_WAIT_S = 15.0
FOLDER_LOOK_S = 0.1


def do(
    folder: Path, database: str, command: str, arguments: Mapping[str, Any], owner_only: bool = False
) -> dict[str, Any]:
    """By the running server when one holds the folder, else here, holding it."""
    open_node(folder)
    user, owner = os.getuid(), folder.stat().st_uid
    if owner_only and user != owner:
        raise Refusal("NOT_THE_OWNER")
    give_up = time.monotonic() + FOLDER_WAIT_S
    while True:
        answer = ask(folder, command, arguments)
        if answer is not None:
            return answer
        try:
            with _desk(folder, database) as desk:
                return desk.do(command, arguments, user_name(user))
        except Refusal as no:
            if no.code != "FOLDER_IN_USE" or time.monotonic() > give_up:
                raise
        time.sleep(FOLDER_LOOK_S)  # another command holds it for a moment, or the server is just starting


@contextlib.contextmanager
def _desk(folder: Path, database: str) -> Iterator["Desk"]:
    from server.documents.desk import PAPER_COMMANDS
    from server.office.backup import database_file
    from server.office.desk import Desk
    from server.office.digest import Office
    from server.office.restoring import checked
    from server.store.database import folder_url, migrate, open_engine
    from server.store.writer import Writer

    with contextlib.ExitStack() as stack:
        node = open_node(folder)
        stack.enter_context(holding(folder))
        if not database:
            database_file(folder, "")
        engine = open_engine(database or folder_url(folder))
        stack.callback(engine.dispose)
        migrate(engine)
        writer = Writer(engine, node.identity, node.root_public)
        stack.callback(writer.close)
        instruments = instruments_of(node.is_county)
        node, _ = checked(node, writer, instruments, None, may_begin=False)
        yield Desk(node, Office(node, instruments), writer, instruments, PAPER_COMMANDS)


def instruments_of(is_county: bool) -> "Instruments":
    """This machine's clock and dice."""
    from server.app import system_instruments

    return system_instruments(ClockQuality.COMPARED if is_county else ClockQuality.FREE)


def read(path: Path) -> bytes:
    """A file of at most SHEET_BYTES_MAX; Refusal FILE_UNREADABLE."""
    try:
        with path.open("rb") as file:
            data = file.read(SHEET_BYTES_MAX + 1)
    except OSError as error:
        raise Refusal("FILE_UNREADABLE", name=path, limit_bytes=SHEET_BYTES_MAX) from error
    if len(data) > SHEET_BYTES_MAX:
        raise Refusal("FILE_UNREADABLE", name=path, limit_bytes=SHEET_BYTES_MAX)
    return data


def read_text(path: Path) -> str:
    """The same, as UTF-8."""
    try:
        return read(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal("FILE_UNREADABLE", name=path, limit_bytes=SHEET_BYTES_MAX) from error


def shipped(*name: str) -> str:
    """A sheet that the program ships with, by its place in assets."""
    file = resources.files("assets").joinpath(*name)
    if not file.is_file():
        raise click.UsageError(f"没有随附{name[-1]}，请写出文件 · {name[-1]} is not shipped, name a file")
    return file.read_text("utf-8")
