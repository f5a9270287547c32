"""Unsynced data is never called safe: at the moment of each fsync of the second medium, nothing of what it syncs is."""

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kiosk.core.carriage.attachment import chunks_of, seal_attachment, write_chunk
from kiosk.core.carriage.protocol import settle
from server.store import second_medium
from server.store import tables as t
from server.store.database import reading
from server.store.safekeeping import keep_safe, use_medium
from server.store.second_medium import SecondMedium
from tests.server_by_hand import NOW_MS, House, county, station


def marked(house: House) -> int:
    """How many events and attachments are marked as safe, as any other process would read it now."""
    with reading(house.engine) as connection:
        return sum(
            connection.scalars(select(func.count()).where(column.is_not(None))).one()
            for column in (t.event.c.safe_at_ms, t.attachment.c.safe_at_ms)
        )


def test_a_mark_of_safety_is_never_older_than_its_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_syncs: list[int] = []
    real = os.fsync

    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        sealed = seal_attachment(b"k" * 32, b"a photograph" * 3_000)
        which = second_medium.sha256(sealed).digest()
        house.receive(village.batch(chunks=[write_chunk(chunk) for chunk in chunks_of(which, sealed)]))
        medium = SecondMedium(tmp_path / "m", house.node.identity.node, b"i" * 16)
        house.writer.run(lambda journal: use_medium(journal, medium, False, NOW_MS))

        def watched(descriptor: int) -> None:
            at_syncs.append(marked(house))
            ack = house.receive(village.batch())
            told = settle(ack, house.node.identity, village.own)
            assert len(told.safe) <= at_syncs[-1], "an acknowledgement ran ahead of the sync"
            real(descriptor)

        monkeypatch.setattr(second_medium.os, "fsync", watched)
        keep_safe(house.engine, house.writer, medium, house.node.county_code, NOW_MS)
        monkeypatch.undo()
        events = marked(house)
        assert at_syncs[0] == at_syncs[1] == 0, "folder and file of the first events"
        assert any(0 < count < events for count in at_syncs), "the attachment's sync came after the events were marked"
        assert settle(house.receive(village.batch()), house.node.identity, village.own).safe
