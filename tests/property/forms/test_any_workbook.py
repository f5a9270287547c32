"""Whatever a clerk writes, and whatever happens to the file: findings, an XForm, or a Refusal, and nothing else."""

from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.refusal import Refusal
from server.forms.examining import judge
from server.forms.template import template
from server.forms.vocabulary import OPTIONS, QUESTIONS, SETTINGS, TYPES, SheetWords
from server.forms.workbook import read_workbook
from tests.unit.forms.sheets import CATALOGUE, GIVEN, sheet

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def whole() -> bytes:
    return template()


NAMES = st.sampled_from(["a", "b", "c", "material_1", "principal", "meta", "家", "A b", "", "a" * 60])
PIECES = st.sampled_from(
    ["${a}", "${b}", "${c}", "${家}", "${", "}", "$", ".", " = ", " > ", "'x'", "'y'", "\"", "'", "(", ")", "[", "]",
     " and ", " or ", "not(", "selected(", ", ", "regex(., '^", "$')", "(a+)+", "1", "0.5", "-", " div ", "today()",
     "count(", "jr:choice-name(", "pulldata('principal', 'age', 'name', 'self')", "instance('l')/root/item",
     "/data/a", "..", "（", "”", "＝", "，", "==", "&&", "true()", "是", "::", "|", "once(", "\u0000", "\ud7ff", "<a>", "&"]
)  # fmt: skip
EXPRESSIONS = st.lists(PIECES, max_size=8).map("".join)
WORDS = st.one_of(st.sampled_from(["是", "否", "yes", "l", "x", "y", "max-pixels=1600", "start=1 end=3 step=1"]),
                  EXPRESSIONS, st.text(max_size=20))  # fmt: skip
KINDS = st.sampled_from([f"{kind.zh} l" if kind.takes == "list" else kind.zh for kind in TYPES] + ["文件单选 f.csv", "?"])


def rows_of(words: SheetWords, first: dict[str, st.SearchStrategy[str]]) -> st.SearchStrategy[list[dict[str, str]]]:
    rest = {column.zh: WORDS for column in words.columns if column.zh not in first}
    return st.lists(st.fixed_dictionaries(first, optional=rest), max_size=6)


PLACES = st.integers(0, 25_000)  # in the template's 21,000 bytes, and a little beyond
SHEETS = st.tuples(
    rows_of(QUESTIONS, {"类型": KINDS, "名称": NAMES, "题目": st.just("问"), "英文题目": st.just("Ask")}),
    rows_of(OPTIONS, {"列表": st.sampled_from(["l", "l", "m", ""]), "值": st.sampled_from(["x", "y", "x y", ""])}),
)


@QUICK
@given(SHEETS)
def test_no_content_brings_the_checks_down(rows: tuple[list[dict[str, str]], list[dict[str, str]]]) -> None:
    questions, options = rows
    sheets = {"问题": sheet(QUESTIONS, questions), "选项": sheet(OPTIONS, options), "设置": sheet(SETTINGS, [GIVEN])}
    seen = judge(sheets, CATALOGUE, lambda name: b"name,label\nx,X\n")
    assert bool(seen.findings) != bool(seen.xform)
    for one in seen.findings:
        assert one.text("zh") and one.text("en")


@QUICK
@given(st.lists(st.tuples(PLACES, st.integers(0, 255)), min_size=1, max_size=30), PLACES)
def test_no_damage_to_the_file_brings_the_reader_down(changes: list[tuple[int, int]], kept: int) -> None:
    data = bytearray(whole())
    for place, byte in changes:
        if place < len(data):
            data[place] = byte
    for harmed in (bytes(data), bytes(data[:kept])):
        try:
            sheets = read_workbook(harmed)
        except Refusal as no:
            assert no.code.startswith("FORM_FILE_")
        else:
            assert all(isinstance(name, str) for name in sheets)
