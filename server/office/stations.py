"""The county's stations as its people see them: the tree of levels, what each device last said of itself, which
numbers of its logs are not here, and what of that somebody must look at.

On any reading connection. Nothing here decides a word: a `Finding` is a code with numbers, and a page says it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from kiosk.core.catalogue.divisions import Division, Divisions
from kiosk.core.event import Level
from server.office.devices import Contact, Device, devices_under
from server.office.incidents import incidents_counted

DAY_MS = 86_400_000
SILENT_DAYS_LOOK, SILENT_DAYS_ACT = 3, 7  # a weekend is no news; a week is
DISK_BYTES_LOOK, DISK_BYTES_ACT = 2 * 2**30, 512 * 2**20  # a full photograph is 400 kB
CLOCK_MS_LOOK, CLOCK_MS_ACT = 5 * 60_000, DAY_MS  # limits are counted by the county's clock all the same
UNSENT_S_LOOK = 3 * 86_400
CATALOGUE_MS_LOOK = DAY_MS  # an ask tells the version before its answer brings the newer one


class Severity(IntEnum):
    """How much a finding matters. NOTE: nothing to do; LOOK: amber; ACT: red."""

    NOTE = 1
    LOOK = 2
    ACT = 3


class Finding(NamedTuple):
    """One thing that holds of a station. code: a key of the console's words; amount: days, bytes, minutes, numbers
    or pieces, as the code says."""

    severity: Severity
    code: str
    amount: int = 0


class Standing(StrEnum):
    """How a station stands, in one word."""

    ACT = "act"
    LOOK = "look"
    FINE = "fine"
    IDLE = "idle"  # never enrolled, or never begun


class Station(NamedTuple):
    """A place and its devices; a township's relay stands with its township. incidents: how many are open."""

    place: Division
    devices: tuple[Device, ...]
    incidents: int
    findings: tuple[Finding, ...]

    @property
    def code(self) -> str:
        """Its 12 digits."""
        return self.place.station

    @property
    def enrolled(self) -> bool:
        """Whether an enrolment was used."""
        return any(device.used_at_ms for device in self.devices)

    @property
    def heard_at_ms(self) -> int:
        """When anything of it last came; 0 never."""
        return max((device.heard_at_ms for device in self.devices), default=0)

    @property
    def standing(self) -> Standing:
        """By its worst finding."""
        worst = max((finding.severity for finding in self.findings), default=Severity.NOTE)
        if worst is Severity.NOTE:
            return Standing.FINE if self.enrolled else Standing.IDLE
        return Standing.ACT if worst is Severity.ACT else Standing.LOOK


class Branch(NamedTuple):
    """A township in the tree: its own station, and its villages' under it."""

    own: Station
    villages: tuple[Station, ...]

    @property
    def all(self) -> tuple[Station, ...]:
        """The township's own and its villages'."""
        return (self.own, *self.villages)

    @property
    def in_use(self) -> tuple[Station, ...]:
        """Those that were enrolled, what needs somebody first."""
        found = [station for station in self.all if station.standing is not Standing.IDLE]
        return tuple(sorted(found, key=lambda station: (list(Standing).index(station.standing), station.code)))

    @property
    def idle(self) -> tuple[Station, ...]:
        """The others."""
        return tuple(station for station in self.all if station.standing is Standing.IDLE)

    @property
    def tally(self) -> dict[Standing, int]:
        """How many stand how."""
        return tally(self.all)


class InForce(NamedTuple):
    """What devices are measured against: the catalogue document in force since, and this county's own clock."""

    catalogue_version: int
    published_at_ms: int
    now_ms: int


def stations(
    connection: Connection, county: str, divisions: Divisions, prefix: str, in_force: InForce
) -> tuple[Station, ...]:
    """Every place under `prefix` but the county itself, in the order of codes."""
    devices = devices_under(connection, county, prefix)
    troubles: dict[str, int] = defaultdict(int)
    for station, count in incidents_counted(connection, county, prefix).items():
        troubles[station.ljust(12, "0")] += count
    found = []
    for place in divisions.under(prefix):
        if place.level is Level.COUNTY:
            continue
        mine = tuple(devices.get(place.station, ()))
        count = troubles[place.station]
        found.append(Station(place, mine, count, tuple(findings(mine, count, in_force))))
    return tuple(found)


def branches(found: Iterable[Station], divisions: Divisions) -> tuple[Branch, ...]:
    """The same as a tree, townships with stations in use first. Of somebody who sees one
    village only, the township is there without facts."""
    own: dict[str, Station] = {}
    villages: dict[str, list[Station]] = defaultdict(list)
    for station in found:
        if station.place.level is Level.TOWNSHIP:
            own[station.place.code] = station
        else:
            villages[station.place.parent].append(station)
    codes = sorted({*own, *villages})
    nobody = {code: Station(divisions.of(code), (), 0, ()) for code in codes if code not in own}
    found_branches = [Branch(own.get(code) or nobody[code], tuple(villages[code])) for code in codes]
    return tuple(sorted(found_branches, key=lambda branch: not branch.in_use))


class CarriedFor(NamedTuple):
    """The newest of one log that a township's relay or kiosk brought to the county for a station."""

    station: str
    n: int
    at_ms: int
    by_stick: bool


def carried_by(found: Iterable[Station], code: str) -> tuple[CarriedFor, ...]:
    """What the devices at `code` (a township's kiosk, its relay) brought last for others of `found`, newest first."""
    mine = (code, code[:9]) if code.endswith("000") else (code,)
    rows = [
        CarriedFor(station.code, log.n, log.received_at_ms, log.by_stick)
        for station in found
        if station.code != code
        for device in station.devices
        for log in device.logs
        if log.carried_by in mine and log.received_at_ms
    ]
    return tuple(sorted(rows, key=lambda row: (-row.at_ms, row.station)))


def tally(found: Iterable[Station]) -> dict[Standing, int]:
    """How many of them stand how, every standing named."""
    counts = Counter(station.standing for station in found)
    return {standing: counts[standing] for standing in Standing}


def matching(found: Iterable[Station], divisions: Divisions, text: str, standing: str = "") -> tuple[Station, ...]:
    """Those whose full name or code holds `text`, and that stand so ("" for all)."""
    return tuple(
        station
        for station in found
        if (not text or text in divisions.station_name(station.code) or text in station.code)
        and standing in ("", station.standing)
    )


def findings(devices: tuple[Device, ...], incidents_count: int, in_force: InForce) -> list[Finding]:
    """What holds of a station with these devices, the worst first."""
    found = [Finding(Severity.ACT, "INCIDENTS", incidents_count)] if incidents_count else []
    if not devices:
        return [*found, Finding(Severity.NOTE, "NOT_ENROLLED")]
    used = [device for device in devices if device.used_at_ms]
    if not used:
        return [*found, Finding(Severity.NOTE, "NOT_STARTED")]
    revoked = sum(1 for device in used if device.revoked is not None)
    if revoked:
        found.append(Finding(Severity.ACT if revoked == len(used) else Severity.NOTE, "REVOKED", revoked))
    logs = [log for device in used for log in device.logs]
    found += _counted(Severity.ACT, "SET_APART", (count for log in logs for count in log.apart.values()))
    found += _counted(Severity.LOOK, "MISSING", (log.missing_count for log in logs))
    found += _counted(Severity.LOOK, "AWAITING", (count for log in logs for count in log.awaiting.values()))
    days = (in_force.now_ms - max(device.heard_at_ms for device in used)) // DAY_MS
    found += _over("SILENT", days, SILENT_DAYS_LOOK, SILENT_DAYS_ACT)
    for contact in (device.contact for device in used if device.contact):
        found += _of_contact(contact, in_force)
    worst: dict[str, Finding] = {}
    for finding in found:  # two devices that say the same are one finding, the worse of them
        worst[finding.code] = max(finding, worst.get(finding.code, finding))
    return sorted(worst.values(), key=lambda finding: (-finding.severity, finding.code))


def _of_contact(contact: Contact, in_force: InForce) -> list[Finding]:
    found: list[Finding] = []
    free = contact.free_disk_bytes
    if free < DISK_BYTES_LOOK:
        found.append(Finding(Severity.ACT if free < DISK_BYTES_ACT else Severity.LOOK, "DISK", free // 2**20))
    minutes = abs(contact.clock_offset_ms) // 60_000
    found += _over("CLOCK", minutes, CLOCK_MS_LOOK // 60_000, CLOCK_MS_ACT // 60_000)
    if contact.oldest_unsent_s >= UNSENT_S_LOOK:
        found.append(Finding(Severity.LOOK, "UNSENT", contact.oldest_unsent_s // 86_400))
    since = contact.asked_at_ms - in_force.published_at_ms
    if contact.catalogue_version < in_force.catalogue_version and since > CATALOGUE_MS_LOOK:
        found.append(Finding(Severity.LOOK, "CATALOGUE", contact.catalogue_version))
    return found


def _counted(severity: Severity, code: str, counts: Iterable[int]) -> list[Finding]:
    total = sum(counts)
    return [Finding(severity, code, total)] if total else []


def _over(code: str, value: int, look: int, act: int) -> list[Finding]:
    if value < look:
        return []
    return [Finding(Severity.ACT if value >= act else Severity.LOOK, code, value)]
