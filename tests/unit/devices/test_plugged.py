"""A stick is what the system has mounted; a folder that merely lies there is none, whatever it holds."""

from pathlib import Path

import pytest

from kiosk.devices import plugged
from kiosk.devices.plugged import plugged_in


def test_only_mount_points_count_two_folders_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    media = tmp_path / "media"
    mounted = {media / "usb0", media / "agent" / "USB-8G", media / "a" / "b" / "too-deep"}
    for place in (*mounted, media / "left-behind" / "DAIBAN"):
        place.mkdir(parents=True)
    (media / "file").write_text("no folder")
    (media / "link").symlink_to(media / "usb0")
    monkeypatch.setattr(plugged, "is_mounted", lambda place: place in mounted)
    assert plugged_in([str(media), str(media)]) == (media / "agent" / "USB-8G", media / "usb0")


def test_a_setting_may_name_the_mount_point_itself_and_what_is_not_there_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugged, "is_mounted", lambda place: place == tmp_path)
    assert plugged_in([str(tmp_path / "nothing"), str(tmp_path)]) == (tmp_path,)


def test_the_systems_own_word_is_asked() -> None:
    assert plugged.is_mounted(Path("/")) and not plugged.is_mounted(Path(__file__).parent)
