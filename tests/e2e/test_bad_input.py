"""Bad input to real processes: refused by code and in two languages, nothing lost, nothing half-written.

One county serves the whole module; the kiosk is `python -m kiosk`, the roads are sockets with TLS.
"""

import fcntl
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from kiosk.core.carriage.acknowledgement import Quarantine, read_acknowledgement
from kiosk.core.carriage.batch import BATCH_BYTES_MAX
from kiosk.core.carriage.protocol import settle
from server.tls import make_tls
from tests.county_by_hand import CountyByHand
from tests.processes_by_hand import (
    EXAMPLES,
    Kiosk,
    ended,
    example,
    make_kiosk,
    no_file_beyond,
    spoiling,
)
from tests.running_by_hand import Server, enrol, running
from tests.server_by_hand import StationByHand, found

VILLAGE, OTHER, THIRD, FOURTH, FIFTH = (f"33100300100{i}" for i in range(1, 6))
PHOTOGRAPHS = (EXAMPLES / "application.jpg", EXAMPLES / "id-card.jpg")
ID_GOOD = "999901195509100123"
LOGIN_PAGE = "<html><title>登录</title><form>...</form></html>".encode()


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return found(tmp_path_factory.mktemp("bad-input") / "county")


@pytest.fixture(scope="module")
def server(county: Path) -> Iterator[Server]:
    with running(county, "--second-medium", county.parent / "medium", "--allow-same-device") as one:
        yield one


@pytest.fixture(scope="module")
def kiosk(county: Path, server: Server) -> Kiosk:
    """A station with one case in its journal, so that there is something to harm."""
    one = make_kiosk(county.parent / "kiosk", enrol(county, VILLAGE, server.url))
    assert one.entrust(example()).said["state"].startswith("已收件")
    return one


def events_at(county: Path) -> int:
    with closing(sqlite3.connect(county / "node.db")) as database:
        return int(database.execute("SELECT COUNT(*) FROM event").fetchone()[0])


def spoilt_answer(spoil: Callable[[bytes], bytes], path: str, answer: bytes) -> bytes:
    """Everything but who it is that answers."""
    return answer if path == "/v1/certificate" else spoil(answer)


def without_material(number: int) -> bytes:
    held = json.loads(example("entrustment"))["materials"]
    return example("entrustment", materials=[row for row in held if row["number"] != number])


BAD_ENTRUSTMENTS = {
    "wrong check digit": ("ID_CHECK_DIGIT", example(principal={"id_number": ID_GOOD[:17] + "4"})),
    "impossible birth date": ("ID_BIRTH_DATE", example(principal={"id_number": "999901195502300126"})),
    "15-digit ID": ("ID_FIFTEEN_DIGITS", example(principal={"id_number": "999901550910012"})),
    "missing material": ("MATERIAL_MISSING", example(materials=[])),
    "over-long address": ("TEXT_TOO_LONG", example(principal={"address": "路" * 101})),
    "over-long answer": ("TEXT_TOO_LONG", example(answers={"补充说明": "很" * 2_001})),
    "emoji in a name": ("NAME_NOT_ALLOWED", example(principal={"name": "王秀英😀"})),
    "sign made an emoji": ("NAME_NOT_ALLOWED", example(principal={"name": "王秀英\u2764\ufe0f"})),
    "half a character": ("ENTRUSTMENT_MALFORMED", example(principal={"name": "王"}).replace("王".encode(), b"\xe7\x8e")),
}


@pytest.mark.parametrize(("code", "file"), BAD_ENTRUSTMENTS.values(), ids=BAD_ENTRUSTMENTS)
def test_a_bad_entrustment_is_refused_and_not_a_row_is_written(kiosk: Kiosk, code: str, file: bytes) -> None:
    before = kiosk.kept()
    assert kiosk.entrust(file).refusal == code
    assert kiosk.kept() == before


def test_each_missing_material_is_named_in_the_refusal(kiosk: Kiosk) -> None:
    before = kiosk.kept()
    held = json.loads(example("entrustment"))["materials"]
    refused = kiosk.entrust(without_material(held[0]["number"]), PHOTOGRAPHS[1])
    assert refused.refusal == "MATERIAL_MISSING"
    assert "最低生活保障申请书" in refused.err
    assert kiosk.kept() == before


def test_a_photograph_of_80_megabytes_is_refused_unread_and_a_text_named_jpg_is_no_photograph(
    kiosk: Kiosk, tmp_path: Path
) -> None:
    huge, text = tmp_path / "huge" / "application.jpg", tmp_path / "text" / "application.jpg"
    for path in (huge, text):
        path.parent.mkdir()
    huge.write_bytes(PHOTOGRAPHS[0].read_bytes())  # a true JPEG, so that its size alone is at fault
    with huge.open("r+b") as file:
        file.truncate(80_000_000)
    text.write_text("这不是照片", "utf-8")
    before = kiosk.kept()
    for path, code in ((huge, "PHOTO_TOO_LARGE"), (text, "NOT_A_PHOTO")):
        assert kiosk.entrust(example("entrustment"), path, PHOTOGRAPHS[1]).refusal == code
        assert kiosk.kept() == before
    assert kiosk.verified()["attachments"] == 0
    done = kiosk.entrust(example("entrustment"), *PHOTOGRAPHS).said
    assert kiosk.verified()["attachments"] == 4 and not done["repeated"]


def test_a_disk_full_before_a_submit_is_refused_and_nothing_is_written(kiosk: Kiosk) -> None:
    before, settings = kiosk.kept(), kiosk.folder / "settings.json"
    usual = settings.read_bytes()
    settings.write_text(json.dumps({**json.loads(usual), "free_disk_bytes_min": 10**12}))
    try:
        assert kiosk.entrust(example("entrustment"), *PHOTOGRAPHS).refusal == "DISK_FULL"
    finally:
        settings.write_bytes(usual)
    assert kiosk.kept() == before


@pytest.mark.parametrize("bytes_max", [0, 20_000, 60_000, 250_000])
def test_a_disk_that_fills_during_a_submit_leaves_nothing_of_it(kiosk: Kiosk, bytes_max: int) -> None:
    before = kiosk.kept()
    wrapper = no_file_beyond(bytes_max)
    assert kiosk.entrust(example("entrustment"), *PHOTOGRAPHS, wrapper=wrapper).refusal == "DISK_FULL"
    assert kiosk.kept() == before


def test_after_every_refusal_the_journal_is_sound_and_takes_the_next_entrustment(kiosk: Kiosk) -> None:
    before = kiosk.verified()
    assert kiosk.entrust(example(operation="cd" * 16)).said["repeated"] is False
    after = kiosk.verified()
    assert (after["events"], after["cases"]) == (before["events"] + 2, before["cases"] + 1)  # its key, and itself


def test_two_kiosk_processes_on_one_folder_never_mix_and_one_operation_has_one_effect(kiosk: Kiosk) -> None:
    file = kiosk.folder.parent / "together.json"
    file.write_bytes(example(operation="ef" * 8))
    before = kiosk.verified()
    crowd = [ended(one) for one in [kiosk.start("entrust", file) for _ in range(4)]]
    done = [one.said for one in crowd if one.status == 0]
    assert done and {one.refusal for one in crowd if one.status} <= {"FOLDER_IN_USE"}
    done.append(kiosk.entrust(file.read_bytes(), agent=False).said)
    assert len({(one["case"], one["query_code"], one["event"]) for one in done}) == 1
    assert [one["repeated"] for one in done].count(False) == 1
    after = kiosk.verified()
    assert (after["events"], after["cases"]) == (before["events"] + 2, before["cases"] + 1)
    changed = kiosk.entrust(example(operation="ef" * 8, principal={"name": "李四"}), agent=False)
    assert changed.refusal == "OPERATION_REPEATED"


def test_while_a_process_holds_the_folder_every_other_is_refused(kiosk: Kiosk) -> None:
    before = kiosk.kept()
    with (kiosk.folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert kiosk.entrust(example()).refusal == "FOLDER_IN_USE"
        assert kiosk.run("verify").refusal == "FOLDER_IN_USE"
    assert kiosk.kept() == before


def test_a_harmed_batch_costs_what_is_harmed_and_nothing_beside_it(county: Path, server: Server) -> None:
    village = StationByHand(enrol(county, OTHER), seed=21)
    said = [village.say() for _ in range(3)]
    stranger = StationByHand(CountyByHand(seed=77).enrol(), seed=22)
    stranger.say()
    batch = village.batch()
    known = {w.event.hash for w in village.written}

    before = events_at(county)
    for body, status, code in (
        (LOGIN_PAGE, 400, "BATCH_UNREADABLE"),
        (bytes(BATCH_BYTES_MAX + 1), 413, "BATCH_TOO_LARGE"),
        (batch[:3], 400, "BATCH_UNREADABLE"),
    ):
        answer = server.post("/v1/batches", body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.json()["zh"] and answer.json()["en"]
    foreign = read_acknowledgement(server.post("/v1/batches", stranger.batch()).content)
    assert {q[3] for q in foreign.quarantined} == {int(Quarantine.FOREIGN)} and foreign.recv == ()
    assert events_at(county) == before

    truncated = server.receive(village, batch[: -len(said[2].sealed) // 2])
    assert truncated.recv == known - {said[2].event.hash}
    flipped = bytearray(village.batch([said[2]]))
    flipped[-20] ^= 1
    assert said[2].event.hash not in server.receive(village, bytes(flipped)).recv
    assert server.receive(village, batch).recv == known


def test_a_batch_under_a_key_nobody_knows_waits_without_effect_until_the_key_comes(
    county: Path, server: Server
) -> None:
    village = StationByHand(enrol(county, THIRD), seed=23)
    said = village.say()
    certificate, key = village.written[:2]
    answer = server.post("/v1/asks", village.ask())
    assert (answer.status_code, answer.json()["code"]) == (403, "NODE_UNKNOWN")
    ack = read_acknowledgement(server.post("/v1/batches", village.batch([said])).content)
    assert [(e.n, [h for _, h in e.extras]) for e in ack.recv] == [(0, [said.event.hash])]  # kept, vouched for by hash
    assert server.post("/v1/asks", village.ask()).status_code == 403

    server.receive(village, village.batch([certificate]))
    identity = server.identity(village.enrolment.root)
    opened = [settle(ack, identity, village.own).open for ack in server.ask(village)]
    assert all(said.event.hash not in one for one in opened)  # received, and its content key has not come
    server.receive(village, village.batch([key]))
    opened = [settle(ack, identity, village.own).open for ack in server.ask(village)]
    assert any(said.event.hash in one for one in opened)


def test_a_road_that_spoils_what_it_carries_proves_nothing_and_an_honest_one_then_proves_all(
    county: Path, server: Server
) -> None:
    kiosk = make_kiosk(county.parent / "traveller", enrol(county, FOURTH, server.url))
    case = kiosk.entrust(example("entrustment"), *PHOTOGRAPHS).said["case"]
    foreign = CountyByHand(seed=77).acknowledge().signed
    spoilt = {
        "a login page": lambda body: LOGIN_PAGE,
        "nothing": lambda body: b"",
        "cut short": lambda body: body[:-1],
        "one bit": lambda body: body[: len(body) // 2] + bytes([body[len(body) // 2] ^ 4]) + body[len(body) // 2 + 1 :],
        "another county's word": lambda body: foreign,
        "9 MB": lambda body: bytes(BATCH_BYTES_MAX + 1),
    }
    with spoiling(county, server.url) as road:
        for name, spoil in spoilt.items():
            road.down = partial(spoilt_answer, spoil)
            sync = kiosk.run("sync", "--url", road.url)
            assert (sync.status, sync.told) == (1, "NO_ROAD_OPEN"), name
            said = json.loads(sync.out)
            assert (said["ok"], said["roads"][0]["code"]) == (False, "CAPTIVE_PORTAL"), name
            assert said["proved"] == {"custody": 0, "recv": 0, "safe": 0, "open": 0}, name
        road.down = lambda path, body: LOGIN_PAGE
        sync = kiosk.run("sync", "--url", road.url)
        assert (sync.status, json.loads(sync.out)["roads"][0]["code"]) == (1, "PEER_NOT_TRUSTED")
        truths = kiosk.run("status", case).said["truths"]
        assert {name for name, proof in truths.items() if proof} == {"recorded", "left"}
        assert kiosk.rows("SELECT * FROM mark") == []

        road.down = lambda path, body: body
        assert kiosk.run("sync", "--url", road.url).said["ok"]
    said = kiosk.run("sync").said
    assert (said["unproved"], said["photographs_unproved"], said["proved"]["open"]) == (0, 0, 1)
    kiosk.verified()


def test_a_login_page_without_the_pinned_key_is_told_nothing(county: Path, server: Server, kiosk: Kiosk) -> None:
    """A captive portal in front of everything: TLS of its own, status 200, its page."""
    keys = county.parent / "portal" / "keys"
    keys.mkdir(parents=True)
    other = make_tls(7)
    (keys / "tls.key").write_bytes(other.key_pem)
    (keys / "tls.crt").write_bytes(other.certificate_pem)
    with spoiling(keys.parent, server.url) as road:
        road.down = lambda path, body: LOGIN_PAGE if path != "/v1/certificate" else body
        before = kiosk.rows("SELECT COUNT(*) FROM event")
        sync = kiosk.run("sync", "--url", road.url)
        assert (sync.status, json.loads(sync.out)["roads"][0]["code"]) == (1, "PEER_NOT_TRUSTED")
        assert [path for path, _ in road.passed if path != "/v1/certificate"] == []
        assert kiosk.rows("SELECT COUNT(*) FROM event") == before


def test_a_card_that_cannot_be_written_adds_nobody_and_leaves_the_station_its_key(
    county: Path, server: Server, tmp_path: Path
) -> None:
    """The first card ends the time in which the key lies open: without the card nobody could ever read here again."""
    kiosk, file = Kiosk(tmp_path / "kiosk"), tmp_path / "enrolment.json"
    file.write_bytes(enrol(county, FIFTH, server.url))
    kiosk.pin.write_text("271828\n")
    assert kiosk.run("init", "--enrol", file).status == 0
    before = kiosk.rows("SELECT * FROM staff")
    for nowhere in (tmp_path / "no such folder" / "badge.png", file / "badge.png"):
        added = kiosk.run("staff", "add", "V001", "--badge-out", nowhere, "--pin-file", kiosk.pin)
        assert added.refusal == "CARD_NOT_WRITTEN"
    assert kiosk.rows("SELECT * FROM staff") == before == []
    assert kiosk.run("staff", "add", "V001", "--badge-out", kiosk.badge, "--pin-file", kiosk.pin).status == 0
    case = kiosk.entrust(example()).said["case"]
    assert kiosk.run("status", case, *kiosk.agent).said["principal"]
