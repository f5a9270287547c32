"""The county's day in a real browser: what comes in is accepted, corrected, declined, suspended, concluded, sent, with
scripts and without them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.console.county_day import BY_STICK, HANDED_ON, PASSWORD, STOLEN, TOWNSHIP, UNUSED
from tests.console.street import Street, Visitor, running


@pytest.fixture(scope="module", params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(scope="module")
def street(browser: Browser, scripts: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with running(tmp_path_factory.mktemp("town")) as town:
        yield Street(browser, town)


def open_deed(clerk: Visitor, case: str, command: str) -> None:
    """The case's page with the form of this deed unfolded."""
    clerk.go(f"/console/cases/{case}")
    clerk.page.click(f"#deed-{command} > summary")


def give(clerk: Visitor, case: str, command: str, **fields: str) -> None:
    """Fill in a deed's form and submit it."""
    open_deed(clerk, case, command)
    for name, value in fields.items():
        field = clerk.page.locator(f"#deed-{command} [name='{name}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    clerk.page.click(f"#deed-{command} button[type=submit]")


def state(clerk: Visitor) -> str:
    """The state beside the case's title."""
    return clerk.page.locator(".page-head .chip").first.inner_text().strip()


def test_a_clerk_signs_in_and_finds_what_is_new_with_a_masked_name(street: Street, scripts: bool) -> None:
    with street.visit("C01", scripts) as clerk:
        assert clerk.page.url.endswith("/console/cases")
        clerk.page.click("text=新到")
        row = clerk.page.locator("tr", has_text=street.town.day.new[20:26])
        assert "阮*明" in row.inner_text() and "阮文明" not in clerk.text


def test_a_new_case_is_accepted_suspended_resumed_concluded_and_sent(street: Street, scripts: bool) -> None:
    case = street.town.day.new
    with street.visit("C01", scripts) as clerk:
        give(clerk, case, "accept")
        clerk.see("办好了")
        assert state(clerk) == "受理"
        give(clerk, case, "start")
        assert state(clerk) == "在办"
        give(clerk, case, "suspend", reason="专家评审", note="请专家看一看")
        assert state(clerk) == "挂起"
        clerk.see("暂停计时")
        give(clerk, case, "resume")
        assert state(clerk) == "在办"
        for step in ("承办", "审核", "批准"):
            give(clerk, case, "step", step=step)
        give(clerk, case, "conclude", result="准予", opinion="符合条件，同意补领。")
        assert state(clerk) == "办结"
        give(clerk, case, "send-result")
        assert state(clerk) == "待送达"
        story = clerk.page.locator(".timeline").inner_text()
        assert story.index("办结") < story.index("受理") and "符合条件，同意补领。" in story
    with street.visit(scripts=scripts) as resident:
        resident.go("/progress")
        resident.page.fill("#case", case)
        resident.page.fill("#code", street.town.day.code)
        resident.page.click("button")
        resident.see("结果正在送来")


def test_a_correction_names_all_gaps_in_one_notice(street: Street, scripts: bool) -> None:
    case = street.town.day.to_correct
    with street.visit("C01", scripts) as clerk:
        open_deed(clerk, case, "correct")
        gaps = clerk.page.locator("#deed-correct .gap select")
        gaps.nth(0).select_option(index=1)
        gaps.nth(1).select_option(index=2)
        clerk.page.fill("#deed-correct textarea", "请补申请书，场所材料请重新拍清楚。")
        clerk.page.click("#deed-correct button[type=submit]")
        assert state(clerk) == "补正中"
        story = clerk.page.locator(".timeline").inner_text()
        assert "申请书" in story and "场所地理位置" in story
    with street.visit(scripts=scripts) as resident:
        resident.go(f"/progress?case={case}")
        resident.page.fill("#code", street.town.day.code)
        resident.page.click("button")
        resident.see("需要补材料")
        resident.see("申请书（缺少）")


def test_a_case_is_declined_with_reason_and_where_to_go(street: Street, scripts: bool) -> None:
    case = street.town.day.to_decline
    with street.visit("C01", scripts) as clerk:
        give(clerk, case, "decline", why="不符合受理条件", reason="不符合补领条件。", referral="原登记机关")
        assert state(clerk) == "不予受理"
        clerk.go("/console/cases")
        assert clerk.page.locator(f"#list a[href='/console/cases/{case}']").count() == 0, "it is new no more"
        clerk.go("/console/cases?pile=all")
        assert clerk.page.locator(f"#list a[href='/console/cases/{case}']").count() == 1


def test_a_form_that_comes_too_late_is_refused_kindly_and_changes_nothing(street: Street, scripts: bool) -> None:
    case = street.town.day.handled
    with street.visit("C01", scripts) as clerk, street.visit("C01", scripts) as other:
        open_deed(clerk, case, "suspend")
        give(other, case, "suspend", reason="听证")
        clerk.page.locator("#deed-suspend [name='reason']").select_option(label="检测")
        clerk.page.click("#deed-suspend button[type=submit]")
        clerk.see("什么都没有改变")
        assert "Traceback" not in clerk.text
        clerk.go(f"/console/cases/{case}")
        assert clerk.page.locator(".timeline").inner_text().count("听证") == 1
        assert "检测" not in clerk.page.locator(".timeline").inner_text()


def test_going_back_and_submitting_again_does_nothing_twice(street: Street, scripts: bool) -> None:
    case = street.town.day.suspended
    with street.visit("C01", scripts) as clerk:
        give(clerk, case, "resume")
        assert state(clerk) == "在办"
        before = clerk.page.locator(".timeline li").count()
        clerk.page.reload()
        assert clerk.page.locator(".timeline li").count() == before


def test_the_stations_are_seen_with_what_is_missing_from_whom(street: Street, scripts: bool) -> None:
    with street.visit("S01", scripts) as supervisor:
        supervisor.page.click("nav >> text=站点")
        supervisor.page.click("text=宁溪镇")
        row = supervisor.page.locator("tr", has_text="炭场头")
        assert "要处理" in row.inner_text()
        row.get_by_role("link").click()
        for said in ("缺 5 条中间的记录", "3–5、8–9", "磁盘只剩 700 MB", "慢 47 分钟", "正文被改动或损坏 1", "daiban 0.1.0"):
            supervisor.see(said)
        supervisor.page.click("nav >> text=事件")
        supervisor.see("同一个序号来了两条不同的记录")
        supervisor.page.fill(".incidents .input", "已打电话，站点换了卡")
        supervisor.page.click("main button:has-text('已处理')")
        supervisor.see("没有要人看的事")
        supervisor.page.click("text=看已处理的")
        supervisor.see("已打电话，站点换了卡")


def test_the_county_sees_by_which_road_and_through_whom_the_last_came(street: Street, scripts: bool) -> None:
    with street.visit("S01", scripts) as supervisor:
        for code, said in (
            ("331003101215", "3–5：站点记着"), (BY_STICK, "自己的存储盘带来"), (STOLEN, "已吊销：被偷"),
            (STOLEN, "只认到"), (TOWNSHIP, "它最近替哪些站点送来"), (HANDED_ON, "由宁溪镇转送来"),
        ):  # fmt: skip
            supervisor.go(f"/console/stations/{code}")
            supervisor.see(said)
        supervisor.go("/console/stations")
        supervisor.see("两份存在同一个盘上，只能演示用")
        supervisor.go(f"/console/cases/{street.town.day.erased}")
        supervisor.see("这件的正文已删除：应本人请求")


def test_an_administrator_makes_a_code_that_is_shown_once(street: Street, scripts: bool) -> None:
    with street.visit("X01", scripts) as administrator:
        administrator.go(f"/console/stations/{UNUSED}")
        administrator.page.click("summary:has-text('生成一次性入网码')")
        administrator.page.fill("#own-password", PASSWORD)
        administrator.page.click("button:has-text('生成入网码')")
        administrator.see("入网码，只在这里显示这一次")
        made = administrator.page.inner_text(".secret").strip()
        assert len(made) == 19 and administrator.page.locator(".code svg").is_visible()
        administrator.go(f"/console/stations/{UNUSED}")
        assert made not in administrator.page.content()


def test_an_administrator_adds_a_person_whose_password_is_shown_once(street: Street, scripts: bool) -> None:
    with street.visit("X01", scripts) as administrator:
        administrator.page.click("nav >> text=人员")
        administrator.page.click("text=加一位")
        administrator.page.fill("#number", "T77")
        administrator.page.fill("#name", "何新来")
        administrator.page.check("input[value=township]")
        administrator.page.fill("#prefix", "331003101 宁溪镇")
        administrator.page.check("input[value=clerk]")
        administrator.page.fill("#own", PASSWORD)
        administrator.page.click("main form button[type=submit]")
        administrator.see("还没有密码，登录不了")
        administrator.page.fill("#own-password", PASSWORD)
        administrator.page.click("text=生成新密码")
        made = administrator.page.inner_text(".secret").strip()
        administrator.go("/console/staff/T77")
        assert made not in administrator.page.content()
    with street.visit(scripts=scripts) as newcomer:
        newcomer.sign_in("T77", made)
        newcomer.go("/console/cases?pile=all")
        listed = newcomer.page.locator("#list").inner_text()
        assert "宁溪镇" in listed and "东城街道" not in listed
        with street.visit("X01", scripts) as administrator:
            administrator.go("/console/staff/T77")
            administrator.page.click("summary:has-text('停用')")
            administrator.page.fill("#own-stop", PASSWORD)
            administrator.page.click("button:has-text('停用何新来')")
            administrator.see("已停用")
        newcomer.go("/console/cases")
        assert "/console/sign-in" in newcomer.page.url


def test_a_wrong_password_and_a_page_of_others_are_refused_kindly(street: Street, scripts: bool) -> None:
    with street.visit(scripts=scripts) as somebody:
        somebody.sign_in("C01", "wrong password")
        somebody.see("工号或密码不对")
        assert somebody.page.input_value("#number") == "C01"
        somebody.page.fill("#password", PASSWORD)
        somebody.page.click("main button[type=submit]")
        assert somebody.page.url.endswith("/console/cases")
        somebody.go("/console/staff/new")
        somebody.see("您的岗位不能用这一页")
    with street.visit("T02", scripts) as elsewhere:
        elsewhere.go(f"/console/cases/{street.town.day.late}")
        elsewhere.see("没有这一页，或者它不在您的范围里")
        elsewhere.go("/console/stations/331003101215")
        elsewhere.see("没有这一页，或者它不在您的范围里")


def test_nothing_of_the_server_breaks_in_all_this(street: Street) -> None:
    told = (Path(street.town.folder).parent / "stderr").read_text()
    assert "Traceback" not in told, told
