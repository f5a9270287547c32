"""The main job, step by step: what each person does, by command, on the real county's places and matters.

Village A has its line cut while three residents entrust; village B has its line up. A's line comes back to
the township's relay, so its entrustments reach the county by way of the township. Each matter's own tier
accepts it. At A: one that the township decides (a resident alone, confirmed by the agent, corrected once),
one with photographs that the township accepts and passes up, one that the village accepts and passes up. At
B: one that the village decides, one that the county accepts. All are concluded, delivered, followed up,
rated and archived.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.demo.line import Line
from kiosk.demo.stage import Stage, StepFailed

COUNTY, TOWNSHIP = "331003", "331003101"
VILLAGE_A, VILLAGE_B = "331003101246", "331003205224"
SYNC_ROUNDS_MAX = 8

# number, name, level, prefix, duties. Synthetic people; the county's real places.
STAFF_CSV = """number,name,level,prefix,roles
T1001,演示镇窗口,township,331003101,clerk;reviewer;approver
C1001,演示县窗口,county,331003,clerk;reviewer;approver;head
A1001,演示代办员甲,village,331003101246,clerk
B1001,演示代办员乙,village,331003205224,clerk
"""

Say = Callable[[str], None]


class Village(NamedTuple):
    """One village of the demo: its kiosk's folder, its agent, how the agent signs in, what the last syncs told, and
    the residents' receipts (case number to a file with the query code)."""

    folder: Path
    agent: str
    badge: Path
    pin: Path
    read: dict[str, str]
    receipts: dict[str, Path]

    @property
    def sign_in(self) -> tuple[str | Path, ...]:
        """The options that sign the agent in."""
        return "--badge", self.badge, "--pin-file", self.pin


class Scene(NamedTuple):
    """Everything that stands before the first resident comes."""

    stage: Stage
    county: Path
    county_url: str
    relay: Path
    a: Village
    b: Village
    line: Line
    examples: Path
    say: Say


def found(stage: Stage, assets: Path, say: Say) -> Scene:
    """Found the county on its real divisions and catalogue, enrol a relay and two villages, start the servers."""
    folder = stage.folder
    county, relay, files = folder / "county", folder / "relay", folder / "enrolment"
    divisions, catalogue = assets / "divisions" / "331003.csv", assets / "catalogue" / "catalogue.csv"
    stage.run("server", "init", county, "--county", COUNTY, "--divisions", divisions, "--catalogue", catalogue)
    staff = folder / "staff.csv"
    staff.write_text(STAFF_CSV, encoding="utf-8")
    stage.run("server", "staff", county, "import", staff)
    up = stage.serve(
        "county", county, "--port", "0", "--second-medium", folder / "second-medium", "--allow-same-device"
    )
    for code in (TOWNSHIP, VILLAGE_A, VILLAGE_B):
        stage.run("server", "enrol", county, code, "--out", files, "--url", up["url"])
    say("县、镇、两个村已入网 / county, township and two villages enrolled")
    stage.run("server", "init", relay, "--enrol", _file(files, TOWNSHIP))
    relay_up = stage.serve("relay", relay, "--port", "0", "--level", "township", "--upstream", up["url"])
    line = Line(_port(relay_up["url"]))
    with ThreadPoolExecutor(2) as pool:
        a = pool.submit(_village, stage, "a", _file(files, VILLAGE_A), "A1001", f"https://127.0.0.1:{line.port}")
        b = pool.submit(_village, stage, "b", _file(files, VILLAGE_B), "B1001", up["url"])
        url = up["url"].rstrip("/")
        return Scene(stage, county, url, relay, a.result(), b.result(), line, assets / "examples", say)


def perform(scene: Scene) -> None:
    """The whole job, both villages at once."""
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(_village_a, scene), pool.submit(_village_b, scene)]
        for one in done:
            one.result()


def _village(stage: Stage, name: str, enrolment: Path, agent: str, url: str) -> Village:
    folder = stage.folder / f"village-{name}"
    badge, pin = stage.folder / f"badge-{name}.png", stage.folder / f"pin-{name}.txt"
    pin.write_text("275038\n", encoding="utf-8")
    pin.chmod(0o600)
    stage.run("kiosk", "init", folder, "--enrol", enrolment, "--url", url)
    stage.run("kiosk", "staff", folder, "add", agent, "--badge-out", badge, "--pin-file", pin)
    return Village(folder, agent, badge, pin, {}, {})


def _village_a(scene: Scene) -> None:
    say, a = scene.say, scene.a
    alone = entrust(scene, a, "entrustment-township.json", agent=False)
    upward = entrust(scene, a, "entrustment-passed-up.json", agent=True)
    pictured = entrust(scene, a, "entrustment.json", agent=True)
    if _sync(scene, a)["proved"]["recv"]:
        raise StepFailed("village A proved something with its line cut")
    say("甲村断网：三件已登记，未声称已送达 / village A, line cut: three recorded, nothing claimed as sent")
    act(scene, a, upward, "accept")
    act(scene, a, upward, "pass-up")
    act(scene, a, alone, "receive")
    act(scene, a, alone, "forward")
    act(scene, a, pictured, "forward")
    scene.line.mend()
    if not _sync(scene, a)["proved"]["custody"]:
        raise StepFailed("the relay vouched for nothing")
    say("线路恢复：镇中转已签收，逐级送达县里 / line back: the township vouches, the county follows")
    send_everything(scene, a)
    _office(scene, alone, "correct", "T1001", "gaps=301", "notice=请补交银行卡复印件（演示）")
    _sync_until(scene, a, alone, "补正中")
    act(scene, a, alone, "resubmit", "materials=3")
    send_everything(scene, a)
    _office(scene, alone, "accept", "T1001")
    _office(scene, pictured, "accept", "T1001")
    _office(scene, pictured, "pass-up", "T1001")
    for case, who in ((alone, "T1001"), (upward, "C1001"), (pictured, "C1001")):
        _decide(scene, case, who)
    for case in (alone, upward, pictured):
        _sync_until(scene, a, case, "待送达")
        _hand_over_result(scene, a, case)
    send_everything(scene, a)
    for case in (alone, upward, pictured):
        _sync_until(scene, a, case, "归档")
    scene.line.cut()
    shown = scene.stage.run("kiosk", "status", a.folder, alone)
    say(f"甲村再次断网，仍可查到进度 / village A offline again, progress still readable: {shown['state']}")


def _village_b(scene: Scene) -> None:
    b = scene.b
    own = entrust(scene, b, "entrustment-village.json", agent=True)
    county = entrust(scene, b, "entrustment-county.json", agent=True)
    act(scene, b, county, "forward")
    for command, *fields in (("accept",), ("start",), ("conclude", "result=granted"), ("send-result",)):
        act(scene, b, own, command, *fields)
    send_everything(scene, b)
    scene.say("乙村在线：县里已签收、双份保存、打开 / village B, line up: received, safe and opened at the county")
    _office(scene, county, "accept", "C1001")
    _decide(scene, county, "C1001")
    for case in (own, county):
        _sync_until(scene, b, case, "待送达")
        _hand_over_result(scene, b, case)
    send_everything(scene, b)
    for case in (own, county):
        _sync_until(scene, b, case, "归档")


def _decide(scene: Scene, case: str, who: str) -> None:
    for command, *fields in (("start",), ("conclude", "result=granted"), ("send-result",)):
        _office(scene, case, command, who, *fields)


def entrust(scene: Scene, village: Village, example: str, agent: bool) -> str:
    """One of the examples entrusted, with its photographs: the case number. The query code is kept in a file."""
    photographs = ("application.jpg", "id-card.jpg") if example == "entrustment.json" else ()
    attach = [word for name in photographs for word in ("--attach", scene.examples / name)]
    signed_in = village.sign_in if agent else ()
    given = scene.stage.run("kiosk", "entrust", village.folder, scene.examples / example, *attach, *signed_in)
    case = str(given["case"])
    code = scene.stage.folder / f"query-code-{case}.txt"
    code.write_text(given["query_code"] + "\n", encoding="utf-8")
    village.receipts[case] = code
    return case


def act(scene: Scene, village: Village, case: str, command: str, *fields: str) -> dict[str, Any]:
    """One deed of the village's agent; what the command printed."""
    given = [word for field in fields for word in ("--field", field)]
    done = scene.stage.run("kiosk", "act", village.folder, case, command, *given, *village.sign_in)
    village.read[case] = done["state"]
    return done


def _office(scene: Scene, case: str, command: str, who: str, *fields: str) -> dict[str, Any]:
    given = [word for field in fields for word in ("--field", field)]
    return scene.stage.run("server", "act", scene.county, case, command, *given, "--as", who)


def _hand_over_result(scene: Scene, village: Village, case: str) -> None:
    """The agent delivers against a signature, asks back, and the resident rates."""
    signature = scene.examples / "signature.json"
    scene.stage.run("kiosk", "act", village.folder, case, "deliver", "--signature", signature, *village.sign_in)
    act(scene, village, case, "follow-up", "way=station")
    code = village.receipts[case]
    scene.stage.run("kiosk", "act", village.folder, case, "rate", "--field", "grade=1", "--query-code-file", code)


def _sync(scene: Scene, village: Village) -> dict[str, Any]:
    """One exchange. What it tells of cases is remembered, as an agent who read the screen would."""
    said = scene.stage.run("kiosk", "sync", village.folder)
    village.read.update({news["case"]: news["state"] for news in said["news"]})
    return said


def send_everything(scene: Scene, village: Village) -> None:
    """Sync until the county has proved that it holds and opened everything (a relay's road takes a few rounds)."""
    for _ in range(SYNC_ROUNDS_MAX):
        said = _sync(scene, village)
        if said["unproved"] == 0 and said["photographs_waiting"] == 0:
            return
    raise StepFailed(f"{village.folder.name}: the county has not proved everything after {SYNC_ROUNDS_MAX} syncs")


def _sync_until(scene: Scene, village: Village, case: str, state: str) -> None:
    """Sync until the kiosk itself reads the case in `state`."""
    for _ in range(SYNC_ROUNDS_MAX):
        if village.read.get(case) == state:
            return
        _sync(scene, village)
    shown = scene.stage.run("kiosk", "status", village.folder, case)
    if shown["state"] != state:
        raise StepFailed(f"{case} is {shown['state']} at {village.folder.name}, {state} was due")


def _file(folder: Path, code: str) -> Path:
    found = sorted(folder.glob(f"*{code}*"), key=lambda path: len(path.name))
    if not found:
        raise StepFailed(f"no enrolment file for {code} in {folder}")
    return found[0]


def _port(url: str) -> int:
    return int(url.rsplit(":", 1)[1].rstrip("/"))
