"""What machine this is, from facts that the kernel tells every user: nothing is asked that needs an administrator.

    board       the board's serial number (a device tree, as on ARM), else the product's UUID where it may be read, else
                the address of the first network card that is built in and has one of its own
    storage     the serial number of the disk or card that the folder lies on
    system      /etc/machine-id: a copy of the card has the same
    filesystem  the UUID of the folder's file system: so has a copy

A part that cannot be read is left out. The values never leave this machine; what is kept of them is in `desk.guard`.
"""

import os
from collections.abc import Iterable
from pathlib import Path

FACT_BYTES_MAX = 256
_BOARD = ("firmware/devicetree/base/serial-number", "class/dmi/id/product_uuid")
_STORAGE = ("cid", "wwid", "serial", "vpd_pg80", "../serial")  # a memory card, a disk, NVMe, SCSI, virtio
_OWN_ADDRESS = "0"  # addr_assign_type: the card's own, not drawn


def machine_facts(folder: Path, sys: Path = Path("/sys"), etc: Path = Path("/etc")) -> dict[str, str]:
    """The parts of this machine by name, as far as they can be read. folder: whose disk is meant."""
    found = {
        "board": _first(sys / name for name in _BOARD) or _network_card(sys),
        "storage": _storage(folder, sys),
        "system": _read(etc / "machine-id"),
        "filesystem": _filesystem(folder),
    }
    return {name: value for name, value in found.items() if value}


def _network_card(sys: Path) -> str:
    try:
        cards = sorted((sys / "class/net").iterdir())
    except OSError:
        return ""
    for card in cards:
        device = card / "device"
        if device.exists() and "/usb" not in str(device.resolve()) and _read(card / "addr_assign_type") == _OWN_ADDRESS:
            return _read(card / "address")
    return ""


def _storage(folder: Path, sys: Path) -> str:
    disk = _disk(folder, sys)
    return _first(disk / "device" / name for name in _STORAGE) or _first([disk / "serial"]) if disk else ""


def _disk(folder: Path, sys: Path) -> Path | None:
    """The whole disk, in the kernel's tree, of the partition that `folder` lies on."""
    try:
        device = folder.stat().st_dev
        here = (sys / f"dev/block/{os.major(device)}:{os.minor(device)}").resolve(strict=True)
    except OSError:
        return None
    return here.parent if (here / "partition").exists() else here


def _filesystem(folder: Path) -> str:
    try:
        return f"{os.statvfs(folder).f_fsid:016x}"
    except OSError:
        return ""


def _first(paths: Iterable[Path]) -> str:
    return next((value for value in map(_read, paths) if value), "")


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(FACT_BYTES_MAX).decode("ascii", "replace").strip("\0 \n\t")
    except OSError:
        return ""
