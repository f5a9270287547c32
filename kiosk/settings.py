"""The kiosk's settings: one small JSON file in its folder, every value with a default and a bound."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from kiosk.core.refusal import Refusal

SETTINGS_FILE = "settings.json"
SETTINGS_BYTES_MAX = 64 * 1024
ROADS_COUNT_MAX = 8
STICK_FOLDERS_COUNT_MAX = 8
FolderName = Annotated[str, msgspec.Meta(max_length=1_000)]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`roads`: addresses tried in this order instead of the enrolment file's (the county's, then a relay on the LAN).

    free_disk_bytes_min: what must stay free on the disk after a submit, so that proof can still be written;
    connect_timeout_s: how long one address may take to answer at all;
    nearby: whether, when no address of these works, relays that announce themselves on this LAN are tried; they are
    trusted by their certificate alone;
    help_phone: whom to call when nobody stands by, shown on the page 叫人帮忙 ("": none is shown);
    photograph_folder: whose pictures may be chosen for materials, receipt_folder: where pictures of receipts are kept
    ("": no such folder);
    camera: "none", "folder" (the pictures of `camera_folder` one after another) or "synthetic" (a drawn sheet, for
    demonstrations);
    stick_folders: where the system mounts sticks; one that is plugged in there is found by the window by itself (none:
    the page for sticks says so);
    guard_file: another place that remembers our last event, best on another device, so that an older copy of this
    folder is noticed when it is opened ("": only the file beside the database);
    mark: "演示" where nothing is real: everything entrusted in the window carries it."""

    roads: Annotated[tuple[str, ...], msgspec.Meta(max_length=ROADS_COUNT_MAX)] = ()
    free_disk_bytes_min: Annotated[int, msgspec.Meta(ge=0, le=10**12)] = 16 * 2**20
    connect_timeout_s: Annotated[float, msgspec.Meta(gt=0, le=120)] = 10.0
    nearby: bool = True
    photograph_folder: FolderName = ""
    receipt_folder: FolderName = ""
    camera: Literal["none", "folder", "synthetic"] = "none"
    camera_folder: FolderName = ""
    stick_folders: Annotated[tuple[FolderName, ...], msgspec.Meta(max_length=STICK_FOLDERS_COUNT_MAX)] = (
        "/media", "/run/media",
    )  # fmt: skip
    guard_file: FolderName = ""
    mark: Literal["", "演示"] = ""
    help_phone: Annotated[str, msgspec.Meta(max_length=24, pattern=r"^[0-9 +()-]*$")] = ""


def read_settings(folder: Path) -> Settings:
    """The settings of a kiosk's folder, defaults where there is no file; Refusal SETTINGS_WRONG."""
    path = folder / SETTINGS_FILE
    if not path.exists():
        return Settings()
    try:
        data = path.read_bytes()[: SETTINGS_BYTES_MAX + 1]
        return msgspec.json.decode(data, type=Settings)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Refusal("SETTINGS_WRONG", why=str(error)) from error


def write_settings(folder: Path, settings: Settings) -> None:
    """Write the file that `read_settings` reads."""
    (folder / SETTINGS_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(settings), indent=1) + b"\n")
