"""Rows come and go, by hand or by a count, and what is computed from them follows."""

import pytest

from kiosk.core.xforms.filling import Filling
from kiosk.core.xforms.questions import Question, Repeat
from tests.unit.xforms.paper import bind, definition, filling, refusal_of, still

MEMBERS = """<member jr:template=""><name/><age>1</age><share/></member>
<member><name/><age>5</age><share/></member><sum/>"""
COUNTED = """<input ref="/data/n"/>
<repeat nodeset="/data/member" jr:count="/data/n"><input ref="/data/member/name"/></repeat>"""
BODY = (
    '<group ref="/data/member"><label>Member</label><repeat nodeset="/data/member"{count}>'
    '<input ref="/data/member/name"/><input ref="/data/member/age"/></repeat></group>'
)
BINDS = (
    bind("member/age", type="int")
    + bind("member/share", calculate="../age div /data/sum")
    + bind("sum", calculate="sum(/data/member/age)")
)


def family(count: str = "") -> Filling:
    return filling(MEMBERS, BODY.format(count=count), BINDS)


def test_a_row_is_added_from_the_template_and_everything_follows() -> None:
    form = family()
    form.add("/data/member")
    form.answer("/data/member[2]/age", "15")
    assert form.answers() == {"member": [{"age": 5, "share": "0.25"}, {"age": 15, "share": "0.75"}], "sum": "20"}


def test_a_removed_row_is_gone_and_those_behind_it_move_up() -> None:
    form = family()
    for _ in range(2):
        form.add("/data/member")
    form.answer("/data/member[3]/name", "third")
    form.remove("/data/member", 2)
    assert form.question("/data/member[2]/name").value == "third"
    assert form.answers()["sum"] == "6"
    assert refusal_of(lambda: form.remove("/data/member", 3)) == "FORM_ROWS"
    assert refusal_of(lambda: form.remove("/data/member", 0)) == "FORM_ROWS"


def test_every_row_can_be_removed_and_nothing_is_left_of_them() -> None:
    form = family()
    form.remove("/data/member", 1)
    assert form.answers() == {"sum": "0"}
    assert [repeat.count for repeat in form.repeats()] == [0]


def test_no_more_rows_are_added_than_an_entrustment_takes() -> None:
    form = family()
    for _ in range(99):
        form.add("/data/member")
    assert form.repeats()[0].may_add is False
    assert refusal_of(lambda: form.add("/data/member")) == "FORM_ROWS"


def test_a_count_decides_the_rows_and_gives_those_of_the_form_back() -> None:
    rows = "<n>2</n><member><name>A</name></member><member><name>B</name></member>"
    form = filling(rows, COUNTED, bind("n", type="int"))
    names = [question.value for question in form.questions() if question.name == "name"]
    assert names == ["A", "B"]
    form.answer("/data/n", "1")
    form.answer("/data/n", "3")
    assert [question.value for question in form.questions() if question.name == "name"] == ["A", "B", ""]
    form.answer("/data/n", "")
    assert form.repeats()[0].count == 3, "no number yet: nothing changes"
    form.answer("/data/n", "-4")
    assert form.repeats()[0].count == 0
    assert form.repeats()[0].fixed and not form.repeats()[0].may_add
    assert refusal_of(lambda: form.add("/data/member")) == "FORM_ROWS"


def test_a_count_beyond_the_limit_stops_there() -> None:
    form = filling("<n/><member><name/></member>", COUNTED, bind("n", type="int"))
    form.answer("/data/n", "2000000000")
    assert form.repeats()[0].count == 100


def test_a_fixed_repeat_has_its_rows_and_no_others() -> None:
    form = family(' jr:noAddRemove="true()"')
    assert [(repeat.count, repeat.fixed) for repeat in form.repeats()] == [(1, True)]
    assert [type(step) for step in form.steps()] == [Question, Question]


def test_the_walk_ends_each_open_repeat_with_the_repeat_itself() -> None:
    form = family()
    form.add("/data/member")
    steps = [step.ref for step in form.steps()]
    assert steps == [
        "/data/member[1]/name",
        "/data/member[1]/age",
        "/data/member[2]/name",
        "/data/member[2]/age",
        "/data/member",
    ]
    last = form.steps()[-1]
    assert isinstance(last, Repeat)
    assert (last.label, last.count, last.may_add, last.may_remove) == ("Member", 2, True, True)
    assert form.question("/data/member[2]/age").groups == ("Member 2",)


def test_rows_lie_within_rows_and_each_knows_its_own() -> None:
    data = '<house jr:template=""><no/><room jr:template=""><area/></room><all/></house>'
    body = (
        '<repeat nodeset="/data/house"><repeat nodeset="/data/house/room"><input ref="/data/house/room/area"/></repeat>'
        "</repeat>"
    )
    binds = (
        bind("house/no", type="int", calculate="position(..)")
        + bind("house/room/area", type="int")
        + bind("house/all", type="int", calculate="sum(../room/area)")
    )
    form = filling(data, body, binds)
    for _ in range(2):
        form.add("/data/house")
    form.add("/data/house[2]/room")
    form.add("/data/house[2]/room")
    form.answer("/data/house[2]/room[1]/area", "20")
    form.answer("/data/house[2]/room[2]/area", "15")
    first, second = {"no": 1, "all": 0}, {"no": 2, "room": [{"area": 20}, {"area": 15}], "all": 35}
    assert form.answers() == {"house": [first, second]}
    form.remove("/data/house", 1)
    assert form.answers() == {"house": [second | {"no": 1}]}


def test_a_row_that_is_not_relevant_is_not_sent_while_its_neighbours_are() -> None:
    rows = "<row><a>1</a></row><row><a>2</a></row><row><a>3</a></row>"
    body = '<repeat nodeset="/data/row"><input ref="/data/row/a"/></repeat>'
    form = filling(rows, body, bind("row", relevant="position(.) != 2"))
    assert form.answers() == {"row": [{"a": "1"}, {"a": "3"}]}


def test_rows_that_read_the_row_before_settle_in_one_go() -> None:
    body = '<repeat nodeset="/data/row"><input ref="/data/row/a"/></repeat>'
    running = "../a + coalesce(/data/row[position() = position(current()/..) - 1]/sum, 0)"
    form = filling("<row><a>1</a><sum/></row>", body, bind("row/sum", type="int", calculate=running))
    for number in (2, 3, 4):
        form.add("/data/row")
        form.answer(f"/data/row[{number}]/a", str(number))
    form.answer("/data/row[1]/a", "11")
    rows = form.answers()["row"]
    assert isinstance(rows, list)
    assert [row["sum"] for row in rows] == [11, 13, 16, 20]


@pytest.mark.parametrize("count", ["", ' jr:count="/data/n"'])
def test_rows_are_restored_as_they_were(count: str) -> None:
    body = f'<input ref="/data/n"/><repeat nodeset="/data/row"{count}><input ref="/data/row/a"/></repeat>'
    form = definition("<n>2</n><row><a/></row>", body, bind("n", type="int"))
    begun = Filling(form, still())
    if not count:
        begun.add("/data/row")
    begun.answer("/data/row[2]/a", "second")
    assert Filling(form, still(), begun.submission()).answers() == begun.answers()


def test_rows_whose_count_was_taken_back_are_restored_with_the_rest() -> None:
    read = definition("<n>2</n>" + MEMBERS, COUNTED, bind("n", type="int") + BINDS)
    form = Filling(read, still())
    form.answer("/data/member[2]/name", "second")
    form.answer("/data/n", "")  # no number yet: the rows stay until there is one
    saved = form.saved()
    assert b"second" in saved
    again = Filling(read, still(), saved)
    assert again.saved() == saved
    again.answer("/data/n", "1")
    assert [repeat.count for repeat in again.repeats()] == [1]
    assert b"second" not in again.saved()
