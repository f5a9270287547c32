"""Lines of Chinese never begin or end wrongly, lose nothing and fit, whatever the text and the width."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.widgets.line_breaks import CLOSING, OPENING, break_lines, pieces

CHARACTERS = "您办王秀英事项个工作日元月第步天 0123456789.,-/aBc，。、；：？！（）《》“”‘’【】—…·%￥\n"
texts = st.text(alphabet=st.one_of(st.sampled_from(CHARACTERS), st.characters(categories=("L", "N", "P", "Zs"))))


def width_of(text: str) -> float:
    """As in our font, about: Latin half as wide as Chinese."""
    return sum(1.0 if ord(char) > 0x2000 else 0.55 for char in text)


def told(lines: list[str]) -> str:
    return "".join("".join(lines).split())


@given(texts, st.floats(1, 40))
def test_no_character_is_lost_or_changed_or_moved(text: str, width: float) -> None:
    assert told(break_lines(text, width, width_of)) == told([text])


@given(texts, st.floats(1, 40))
def test_no_line_is_wider_than_it_may_be_but_one_that_cannot_be_narrower(text: str, width: float) -> None:
    for line in break_lines(text, width, width_of):
        assert width_of(line) <= width + 1e-9 or len(line) <= 1


@given(texts, st.floats(1, 40))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text: str, width: float) -> None:
    widest = max((width_of(piece) for _, piece in pieces(text)), default=0)
    for paragraph in text.split("\n"):
        lines = break_lines(paragraph, max(width, widest), width_of)
        starts = [line for line in lines[1:] if line and line[0] in CLOSING]
        ends = [line for line in lines[:-1] if line and line[-1] in OPENING]
        # a mark that stands alone between spaces in the text itself is not ours to move
        assert not [line for line in starts if not _after_space(line, paragraph)]
        assert not [line for line in ends if not _before_space(line, paragraph)]


def _after_space(line: str, paragraph: str) -> bool:
    return any(space + line[0] in paragraph for space in {char for char in paragraph if char.isspace()})


def _before_space(line: str, paragraph: str) -> bool:
    return any(line[-1] + space in paragraph for space in {char for char in paragraph if char.isspace()})


@given(texts)
def test_pieces_joined_again_are_the_text(text: str) -> None:
    line = text.replace("\n", "")
    assert "".join(space + piece for space, piece in pieces(line)) == line
