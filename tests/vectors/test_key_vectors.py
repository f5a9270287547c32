"""The frozen forms of keys are read from their frozen bytes, by whoever they are for."""

from kiosk.core.carriage.ask import read_ask, verify_ask
from kiosk.core.carriage.certificate import newer_county, verify_chain
from kiosk.core.carriage.enrolment_code import open_enrolment, opener, read_invitation
from kiosk.core.carriage.head import read_event, verify_event
from kiosk.core.carriage.revocation import is_revocations, verify_revocations
from kiosk.core.carriage.shares import join, read_share
from kiosk.core.carriage.station_key import is_proved, read_change
from tests.carriage_by_hand import sealing
from tests.vectors.exchange import frozen
from tests.vectors.test_vectors import COUNTY, ROOT, STATION, frozen_bytes


def test_the_countys_next_certificate_is_of_the_next_generation() -> None:
    again = verify_chain((frozen_bytes("county_again", "certificate"),), ROOT)
    assert newer_county(COUNTY, [again]) == again and (COUNTY.generation, again.generation) == (1, 2)
    assert (again.node, again.recovery_key) == (COUNTY.node, COUNTY.recovery_key)


def test_the_list_of_revocations_refuses_what_is_beyond_its_number() -> None:
    signed = frozen_bytes("revocations", "signed")
    found = verify_revocations(COUNTY.verifier(), signed)
    assert is_revocations(signed) and not is_revocations(frozen_bytes("document", "signed"))
    head = read_event(frozen_bytes("event", "signed")).head
    assert found.version == 3 and found.has(STATION.node) and head.seq <= 17 and not found.refuses(head)
    assert found.nodes[STATION.node].trusted == {frozen_bytes("revocations", "log"): 17}


def test_an_ask_names_the_version_of_its_list_and_an_older_ask_names_none() -> None:
    ask = read_ask(frozen_bytes("ask_revocations", "signed"))
    verify_ask(STATION.verifier(), ask)
    assert ask.revocations_version == 3 and read_ask(frozen_bytes("ask", "signed")).revocations_version == 0


def test_the_change_of_a_sealing_key_is_proved_to_the_county() -> None:
    event = read_event(frozen_bytes("sealing_key_changed", "signed"))
    verify_event(STATION.verifier(), event)
    change = read_change(event.head)
    assert is_proved(change, sealing("county")) and not is_proved(change, sealing("village again"))
    assert (change.old, change.new) == (STATION.sealing_key, frozen_bytes("sealing_key_changed", "new"))


def test_two_frozen_shares_make_the_frozen_key() -> None:
    shares = [read_share(" ".join(groups)) for groups in frozen("share")["groups"]]
    assert join(shares[1:]).private_bytes_raw() == frozen_bytes("share", "secret")
    assert read_share(frozen("share")["code"]) == shares[0]


def test_the_frozen_code_opens_what_waits_under_it() -> None:
    vector = frozen("enrolment_code")
    opens = opener(read_invitation(vector["code"]).code)
    assert (opens.id.hex(), opens.key.hex()) == (vector["id"], vector["key"])
    assert open_enrolment(opens, frozen_bytes("enrolment_code", "sealed")) == frozen_bytes("enrolment_code", "file")
    picture = read_invitation(vector["picture"])
    assert (picture.code, picture.url) == (vector["code"].replace("-", ""), "https://192.0.2.1:8331")
    assert len(picture.pin) == 32
