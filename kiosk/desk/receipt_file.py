"""A receipt kept as a picture in the folder that the settings name: for a printer elsewhere, or to hand on.

Only while an agent is signed in. A resident alone takes the slip along by writing or photographing it, and leaves
nothing of it here (R-SEAL). The picture names no person, no identity number and no telephone, but it says the query
code, as the paper slip does: that is what it is for, and why only its owner may read the file.
"""

from pathlib import Path

from kiosk.core.casework.receipt import Receipt
from kiosk.core.refusal import Refusal
from kiosk.desk.folder import write_whole
from kiosk.desk.station import Station
from kiosk.devices.receipt_paper import draw_paper


def may_keep_receipts(station: Station) -> bool:
    """Whether a picture would be kept now: somebody is signed in, and the settings name a folder."""
    return station.signed_in is not None and bool(station.settings.receipt_folder)


def keep_receipt(station: Station, receipt: Receipt) -> str:
    """Write the picture; its file name. Twice is one file. Refusal RECEIPT_NEEDS_AGENT or FILE_UNWRITABLE."""
    if not may_keep_receipts(station):
        raise Refusal("RECEIPT_NEEDS_AGENT")
    name = f"回执-{receipt.number}.png"
    path = Path(station.settings.receipt_folder) / name
    try:
        write_whole(path, draw_paper(receipt))
    except (Refusal, OSError) as error:
        raise Refusal("FILE_UNWRITABLE", name=name) from error
    return name
