"""Joint review in a real browser, as the lead department's clerk clicks it: ask, note answers, call, sign, attend,
survey, close."""

from tests.console.street import Street, Visitor


def give(clerk: Visitor, command: str, **fields: str) -> None:
    """Unfold a deed's form on the open page, fill it in, send it."""
    form = clerk.page.locator(f"#deed-{command}")
    if form.locator("xpath=ancestor::details[contains(@class, 'further')][not(@open)]").count():
        clerk.page.click(".further > summary")
    form.locator("> summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name='{name}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    form.locator("button[type=submit]").click()
    clerk.see("办好了")


def test_a_lead_department_takes_a_case_through_joint_review(street: Street) -> None:
    case = street.town.day.handled
    with street.visit("C01") as clerk:
        clerk.go(f"/console/cases/{case}")
        give(clerk, "open-joint", departments="自然资源局、生态环境局")
        give(clerk, "ask-opinion", department="自然资源局（公布的时限 8 个工作日）")
        give(clerk, "ask-opinion", department="生态环境局（公布的时限 8 个工作日）", days="10")
        clerk.see("问了 2 个部门：0 个答复，0 个按默认，2 个还没有")
        assert clerk.page.locator("#deed-close-joint").count() == 0, "not while somebody has still to answer"
        give(clerk, "call-gathering", sort="联审会议", on="2026-11-26", place="政务中心三楼")
        give(clerk, "sign-notice", department="自然资源局", signatory="王建国")
        clerk.see("自然资源局（王建国）")
        give(clerk, "note-attendance", department="自然资源局", attendance="到会")
        give(clerk, "survey", sort="联合踏勘", people="王建国、李敏", findings="场地与图纸一致。")
        clerk.see("到现场 1 次")
        give(clerk, "give-opinion", department="自然资源局", opinion="同意")
        give(clerk, "give-opinion", department="生态环境局", opinion="有条件同意", reason="废水先处理")
        rows = clerk.page.locator(".opinions tbody tr").all_inner_texts()
        assert "同意" in rows[0] and "有条件同意" in rows[1] and "废水先处理" in rows[1]
        give(clerk, "close-joint", minutes="两个部门都同意，按条件办。")
        assert clerk.page.locator(".page-head .chip").first.inner_text().strip() == "在办"
        assert "两个部门都同意" in clerk.page.locator(".timeline").inner_text()


def test_e_04_the_sentence_of_default_stands_in_the_table_on_a_phone_too(street: Street) -> None:
    with street.visit("C01", size={"width": 390, "height": 780}) as clerk:
        clerk.go(f"/console/cases/{street.town.day.joint}")
        clerk.see("超时默认同意，责任由水利局承担")
        assert clerk.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_e_09_the_townships_list_begins_with_urgent_relief_and_says_why(street: Street) -> None:
    with street.visit("T01") as clerk:
        clerk.go("/console/cases?pile=all")
        first = clerk.page.locator("#list tbody tr").first
        assert "绿色通道：急难救助" in first.inner_text()
        assert first.locator("a").get_attribute("href") == f"/console/cases/{street.town.day.urgent}"
