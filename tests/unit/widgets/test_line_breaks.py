"""What a reader of Chinese expects of line ends, example by example."""

from kiosk.widgets.line_breaks import break_lines


def broken(text: str, width: float) -> list[str]:
    return break_lines(text, width, lambda piece: sum(1.0 if ord(char) > 0x2000 else 0.55 for char in piece))


def test_a_comma_takes_its_character_along_to_the_next_line() -> None:
    assert broken("一二三四五，六七八九", 5) == ["一二三四", "五，六七", "八九"]


def test_an_opening_quotation_mark_goes_with_what_it_opens() -> None:
    assert broken("请点一下“下一步”按钮", 5)[0] == "请点一下"


def test_a_number_stays_with_its_unit() -> None:
    for text in ("承诺时限是20个工作日办结", "承诺时限是 20 个工作日办结"):
        assert any("20" in line and "工作日" in line for line in broken(text, 8))


def test_a_step_is_not_torn_from_its_number() -> None:
    assert any("第 2 步" in line for line in broken("现在到了第 2 步，共 7 步", 6))


def test_two_cell_marks_are_not_split() -> None:
    for line in broken("他说好的——她说不行……后来", 6):
        assert not line.startswith(("—", "…"))


def test_an_english_word_is_not_cut() -> None:
    assert broken("Please touch what you want", 8) == ["Please touch", "what you want"]


def test_what_is_wider_than_a_line_is_cut_but_not_before_a_closing_mark() -> None:
    lines = broken("（号码13857600001385760000）。", 6)
    assert all(len(line) <= 11 for line in lines)
    assert not any(line.startswith(("）", "。")) for line in lines)


def test_no_character_is_left_alone_on_the_last_line() -> None:
    assert broken("请点一下您要办的事情", 9) == ["请点一下您要办的", "事情"]


def test_line_feeds_of_the_text_stay() -> None:
    assert broken("一\n\n二", 9) == ["一", "", "二"]
