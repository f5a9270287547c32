"""The demo in front of a screen: the window on village A for whoever stands there, the county's console beside it.

A person plays the main job here. Three residents have been at village A already and one at village B, so that the
agent's desk and the county's workbench have work to show.
"""

import json
import os
import shutil
from importlib.util import find_spec

from kiosk.demo.play import Scene, Village, act, entrust, send_everything

# Made for this one demonstration, on this machine, and gone with its folder.
PASSWORD = "yanshi-331003"
HELP_PHONE = "0576-0000 0000"  # a number that nobody has
PHOTOGRAPHS = ("application.jpg", "id-card.jpg")
SHOWN_FIRST = "a-badge.png"  # a camera begins with the first by name, and an agent is signed in at once
CONSOLE_STAFF = ("C1001", "T1001")
DISPLAYS = ("DISPLAY", "SDL_VIDEODRIVER")  # as the window itself asks: on Wayland it draws through XWayland


def screen_missing() -> str:
    """Why no window can be opened here, in Chinese and English; "" when one can."""
    if find_spec("kivy") is None:
        return "没有装窗口部件，请用 pip install '.[kiosk]' / the window's library is not installed: pip install '.[kiosk]'"
    if not any(os.environ.get(name) for name in DISPLAYS):
        return "没有屏幕 / no screen here"
    return ""


def open_window(scene: Scene) -> None:
    """Open the window on village A, print the console's address and sign-in, and return when the window is closed."""
    a, b = scene.a, scene.b
    scene.line.mend()
    entrust(scene, a, "entrustment-township.json", agent=False)
    entrust(scene, a, "entrustment-passed-up.json", agent=True)
    act(scene, a, entrust(scene, a, "entrustment.json", agent=True), "forward")
    act(scene, b, entrust(scene, b, "entrustment-county.json", agent=True), "forward")
    for village in (a, b):
        send_everything(scene, village)
    password = scene.stage.folder / "console-password.txt"
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    password.chmod(0o600)
    for number in CONSOLE_STAFF:
        scene.stage.run("server", "staff", scene.county, "password", number, "--password-file", password)
    _furnish(scene, a)
    _tell(scene)
    scene.stage.show("kiosk", "run", a.folder)
    scene.say("窗口已关，正在送完并清点 / the window is closed; sending what is left, then counting")
    send_everything(scene, a)


def _furnish(scene: Scene, village: Village) -> None:
    """A camera before which badge and papers are held, pictures to choose from, a place for receipts, somebody to call.

    The badge never lies in the station's own folder, where the PIN alone would guard what is sealed there."""
    camera, photographs, receipts = (scene.stage.folder / name for name in ("camera", "photographs", "receipts"))
    for folder in (camera, photographs, receipts):
        folder.mkdir()
    for picture in PHOTOGRAPHS:
        shutil.copy(scene.examples / picture, photographs)
        shutil.copy(scene.examples / picture, camera)
    shutil.copy(village.badge, camera / SHOWN_FIRST)
    path = village.folder / "settings.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings |= {
        "camera": "folder",
        "camera_folder": str(camera),
        "photograph_folder": str(photographs),
        "receipt_folder": str(receipts),
        "help_phone": HELP_PHONE,
        "mark": "演示",
    }
    path.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _tell(scene: Scene) -> None:
    pin, who = scene.a.pin.read_text(encoding="utf-8").strip(), " / ".join(CONSOLE_STAFF)
    for line in (
        "甲村的窗口就要打开；在这里按 Ctrl+C 结束 / the window of village A opens; Ctrl+C here ends it",
        f"代办员登录：点“登录”，摄像头前已经举着 {scene.a.agent} 的工作证，再输 PIN {pin}",
        f"the agent signs in: touch 登录 (sign in), the camera already sees the badge of {scene.a.agent}, PIN {pin}",
        "摄像头前轮流是工作证和两样材料，各三秒；看到材料再点“拍照”",
        "the camera sees in turn the badge and two papers, three seconds each: photograph when a paper is seen",
        f"县里的网页 the county's console {scene.county_url}/ ，工号 staff {who}，密码 password {PASSWORD}",
        f"群众查进度 progress for the public {scene.county_url}/progress",
        "浏览器会说证书不受信任：这是演示县自己的证书 / the browser will not know this county's own certificate",
    ):
        scene.say(line)
