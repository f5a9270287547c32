"""Chinese and English are complete, and the tool that says so can say no."""

from pathlib import Path

import pytest

from tests.tidy import translated
from tests.tidy.translated import CATALOGUES, faults, said, stray, write


def test_every_text_for_people_has_its_english_and_no_translation_is_stale() -> None:
    assert list(faults()) == []


def test_no_chinese_of_windows_and_pages_goes_past_the_translation() -> None:
    assert list(stray()) == []


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "kiosk/screens").mkdir(parents=True)
    (tmp_path / "server/console/pages").mkdir(parents=True)
    (tmp_path / "kiosk/screens/a.py").write_text('"""说明。"""\n_("还差 {count} 样")\n', "utf-8")
    (tmp_path / "kiosk/screens/a.kv").write_text("<A>:\n    text: _('返回') if x else _(\"首\" '页')\n", "utf-8")
    (tmp_path / "server/console/pages/case.html").write_text("<p>{{ _('办件') }}</p>", "utf-8")
    return tmp_path


def test_texts_are_found_in_python_kv_and_html(house: Path) -> None:
    found = said(house)
    assert set(found["kiosk_frame"]) == {"还差 {count} 样", "返回", "首页"}
    assert set(found["console"]) == {"办件"}


def test_a_text_without_english_is_a_fault_and_a_translation_survives_the_next_writing(house: Path) -> None:
    write(house, "kiosk_frame", said(house)["kiosk_frame"])
    assert any("“返回” has no English" in fault for fault in faults(house))
    po = house / CATALOGUES / "kiosk_frame.po"
    translate(po, {"返回": "Back", "首页": "Home", "还差 {count} 样": "{count} to go"})
    assert any("the .mo is older" in fault for fault in faults(house, ["kiosk_frame"]))
    write(house, "kiosk_frame", said(house)["kiosk_frame"])
    assert list(faults(house, ["kiosk_frame"])) == []


def test_a_gone_text_a_lost_part_in_braces_and_chinese_in_the_english_are_faults(house: Path) -> None:
    write(house, "kiosk_frame", said(house)["kiosk_frame"])
    po = house / CATALOGUES / "kiosk_frame.po"
    translate(po, {"返回": "Back 返回", "首页": "Home", "还差 {count} 样": "some to go"})
    (house / "kiosk/screens/a.kv").write_text("<A>:\n    text: _('返回')\n", "utf-8")
    found = "\n".join(faults(house, ["kiosk_frame"]))
    assert "holds Chinese" in found and "different parts in braces" in found and "said nowhere any more" in found


def test_chinese_outside_the_translation_is_found_and_a_docstring_is_not(house: Path) -> None:
    assert list(stray(house)) == []
    (house / "kiosk/screens/a.py").write_text('"""说明。"""\nx = "您好"\ny = "中文"  # zh-only\n', "utf-8")
    (house / "kiosk/screens/a.kv").write_text("<A>:\n    # 说明\n    text: '您好'\n", "utf-8")
    (house / "server/console/pages/case.html").write_text("{# 说明 #}<p>办件</p>", "utf-8")
    assert [line.split(" ")[0] for line in stray(house)] == [
        "kiosk/screens/a.kv:3", "kiosk/screens/a.py:2", "server/console/pages/case.html:1",
    ]  # fmt: skip


def test_a_parameter_that_hides_the_translation_is_found(house: Path) -> None:
    (house / "kiosk/screens/a.py").write_text("def later(self, _):\n    return _('返回')\n", "utf-8")
    assert any("where _ is a parameter" in fault for fault in stray(house))
    (house / "kiosk/screens/a.py").write_text("def later(self, passed_s):\n    return _('返回')\n", "utf-8")
    assert list(stray(house)) == []


def translate(po: Path, words: dict[str, str]) -> None:
    catalogue = translated.read(po.parents[len(Path(CATALOGUES).parts)], po.stem)
    for text, english in words.items():
        catalogue[text].string = english
    with po.open("wb") as out:
        translated.write_po(out, catalogue, include_lineno=False)
