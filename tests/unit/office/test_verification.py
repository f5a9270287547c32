"""`verify` finds each kind of harm and names it; a whole house has none."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.attachment import CHUNK_BYTES_MAX, chunks_of
from kiosk.core.casework.kinds import Kind
from server.office.verification import Report, verify
from server.store import tables as t
from server.store.safekeeping import keep_safe
from server.store.second_medium import SecondMedium
from tests.office_by_hand import TOWN, TOWNSHIP_STATION, VILLAGE, do, forwarded_case, people
from tests.server_by_hand import NOW_MS, House, county, relay, station


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A county with two stations, one case under way, and a second medium."""
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        house.receive(station(house, TOWNSHIP_STATION, 4).batch())
        case = forwarded_case(house, station(house, VILLAGE, 3))
        do(house, case, "accept", "T1")
        house.digest()
        medium = SecondMedium(tmp_path / "second", house.node.identity.node, bytes(16))
        keep_safe(house.engine, house.writer, medium, house.node.county_code, NOW_MS)
        medium.close()
        yield house


def found(house: House, medium: Path | None = None) -> Report:
    return verify(house.node, house.engine, house.instruments, medium)


def harm(house: House, statement: object) -> None:
    house.writer.run(lambda journal: journal.connection.execute(statement))  # type: ignore[call-overload]


def a_hash(house: House, kind: Kind) -> bytes:
    asked = select(t.event.c.hash).where(t.event.c.kind == int(kind))
    return house.writer.run(lambda journal: journal.connection.scalars(asked).one())


def test_a_whole_house_agrees_with_itself_and_with_its_second_medium(house: House, tmp_path: Path) -> None:
    report = found(house, tmp_path / "second")
    assert report.wrong == ()
    assert report.cases == 1 and report.logs == 5 and report.bodies >= 5
    assert report.second_medium == report.events > 10


def test_a_changed_byte_of_a_head_is_named(house: House) -> None:
    which = a_hash(house, Kind.ACCEPTED)
    asked = select(t.event.c.signed).where(t.event.c.hash == which)
    signed = house.writer.run(lambda journal: journal.connection.scalars(asked).one())
    torn = signed[:40] + bytes((signed[40] ^ 1,)) + signed[41:]
    harm(house, update(t.event).where(t.event.c.hash == which).values(signed=torn))
    assert any("哈希不符" in sentence for sentence in found(house).wrong)


def test_a_changed_body_is_named(house: House) -> None:
    which = a_hash(house, Kind.ENTRUSTED)
    harm(house, update(t.event).where(t.event.c.hash == which).values(sealed=b"\x00" * 50))
    assert any("正文与事件头不符" in sentence for sentence in found(house).wrong)


def test_a_lost_event_breaks_its_chain(house: House) -> None:
    which = a_hash(house, Kind.ENTRUSTED)
    harm(house, delete(t.event).where(t.event.c.hash == which))
    assert any("应连续到" in sentence for sentence in found(house).wrong)


def test_a_certificate_of_another_root_is_named(house: House) -> None:
    harm(house, update(t.log).where(t.log.c.role == 3).values(chain=None))
    assert any("证书缺失" in sentence for sentence in found(house).wrong)


def test_a_changed_witness_is_named(house: House) -> None:
    which = a_hash(house, Kind.ENTRUSTED)
    harm(house, update(t.event).where(t.event.c.hash == which).values(witness=bytes(32)))
    assert any("与证明不符" in sentence for sentence in found(house).wrong)


@pytest.mark.parametrize("values", [{"state": "归档"}, {"due": 1}, {"folded": "{}"}, {"entered_at_ms": 1}])
def test_a_projection_that_is_not_what_the_log_says_is_named(house: House, values: dict[str, object]) -> None:
    harm(house, update(t.case_row).values(**values))
    assert any(f"投影与日志不符（{next(iter(values))}）" in sentence for sentence in found(house).wrong)


def test_a_missing_and_an_invented_case_are_named(house: House) -> None:
    harm(house, update(t.case_row).values(id=bytes(16)))
    said = " ".join(found(house).wrong)
    assert "不在投影中" in said and "日志中没有" in said


def test_a_changed_query_code_is_named(house: House) -> None:
    harm(house, update(t.query_code).values(mac=bytes(32)))
    assert any("查询码" in sentence for sentence in found(house).wrong)


def test_what_is_called_safe_and_is_not_on_the_second_medium_is_named(house: House, tmp_path: Path) -> None:
    [file] = (tmp_path / "second").glob("*.frames")
    file.write_bytes(file.read_bytes()[:2_000])
    assert any("第二存储没有" in sentence for sentence in found(house, tmp_path / "second").wrong)


def test_what_only_the_second_medium_has_is_named(house: House, tmp_path: Path) -> None:
    which = a_hash(house, Kind.ACCEPTED)
    harm(house, delete(t.event).where(t.event.c.hash == which))
    assert any(which.hex() in sentence for sentence in found(house, tmp_path / "second").wrong)


def a_photograph(house: House, second: Path) -> bytes:
    """One whole attachment of two pieces, called safe."""
    sealed = bytes(range(256)) * 100
    which = sha256(sealed).digest()
    of = {"county": house.node.county_code}
    row = {**of, "id": which, "total_bytes": len(sealed), "held_bytes": len(sealed), "complete": True, "owed": False}
    row |= {"offered_bytes": 0, "stored_bytes": len(sealed), "from_node": bytes(8), "first_at_ms": NOW_MS}
    harm(house, t.attachment.insert().values(**row))
    for chunk in chunks_of(which, sealed):
        harm(house, t.chunk.insert().values(**of, attachment=which, offset=chunk.offset, data=chunk.data))
    medium = SecondMedium(second, house.node.identity.node, bytes(16))
    keep_safe(house.engine, house.writer, medium, house.node.county_code, NOW_MS)
    medium.close()
    return which


def test_a_changed_photograph_is_named(house: House, tmp_path: Path) -> None:
    which = a_photograph(house, tmp_path / "second")
    assert found(house, tmp_path / "second").wrong == ()
    here = (t.chunk.c.attachment == which, t.chunk.c.offset == 0)
    harm(house, update(t.chunk).where(*here).values(data=bytes(CHUNK_BYTES_MAX)))
    assert any("在数据库里已不完整" in sentence for sentence in found(house).wrong)


def test_a_photograph_harmed_on_the_second_medium_is_named(house: House, tmp_path: Path) -> None:
    second = tmp_path / "second"
    a_photograph(house, second)
    file = max(second.glob("*.frames"))  # the newest
    data = bytearray(file.read_bytes())
    data[-100] ^= 1
    file.write_bytes(data)
    assert any("第二存储上不完整" in sentence for sentence in found(house, second).wrong)


def test_a_case_not_folded_yet_is_no_fault(house: House) -> None:
    case = house.writer.run(lambda j: j.connection.scalars(select(t.case_row.c.case_no)).one())
    harm(house, delete(t.case_row))
    house.writer.run(lambda journal: journal.note_unfolded([case], NOW_MS))
    report = found(house)
    assert report.wrong == () and report.unfolded == 1


def test_a_relay_is_walked_too(house: House, tmp_path: Path) -> None:
    with relay(tmp_path / "r", house, "331003001") as carrier:
        carrier.receive(station(house, VILLAGE, 8).batch())
        report = found(carrier)
    assert report.wrong == () and report.events == 3 and report.logs == 2


def test_what_lay_on_the_medium_before_its_author_was_known_and_is_refused_now_lacks_nowhere(
    house: House, tmp_path: Path
) -> None:
    """Copied while nobody could say a word against it; its certificate tells that it is not its author's to write."""
    village = station(house, "331003001002", seed=5)
    village.say(case="431003001002202611210100011")
    house.receive(village.batch(village.written[1:]))
    medium = SecondMedium(tmp_path / "second", house.node.identity.node, bytes(16))
    keep_safe(house.engine, house.writer, medium, house.node.county_code, NOW_MS)
    medium.close()
    ack = house.receive(village.batch(village.written[:1]))
    assert [told[3] for told in ack.quarantined] == [int(Quarantine.OUTSIDE_ITS_PREFIX)]
    assert found(house, tmp_path / "second").wrong == ()
