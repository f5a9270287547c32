"""The pages of the gallery: every widget, at rest, held, disabled, with the longest words it will meet."""

from collections.abc import Callable
from typing import Any

from kivy.lang import Builder
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.core.refusal import Refusal
from kiosk.widgets import (  # noqa: F401 - each gives its name to kv
    big_button,
    card,
    choice,
    dialog,
    empty,
    faces,
    facts,
    field,
    icon,
    mark,
    notice,
    plaque,
    rows,
    scroll,
    steps,
    text,
    tile,
)

LONG = "城乡居民基本养老保险待遇领取资格认证及高龄津贴联办（含代为申请、异地居住人员）"

PARTS = """
#:import theme kiosk.widgets.theme.theme
BoxLayout:
    orientation: 'vertical'
    size_hint_y: None
    height: self.minimum_height
    padding: theme.s4
    spacing: theme.s2
    Text:
        text: '您今天想办什么事？'
        role: 'title'
        bold: True
    Text:
        text: '请点一下您要办的事情。点错了也不要紧，随时可以返回。'
        tone: 'soft'
    BoxLayout:
        size_hint_y: None
        height: self.minimum_height
        spacing: theme.s2
        BigButton:
            text: '下一步'
            icon: 'forward'
            icon_after: True
            kind: 'primary'
        BigButton:
            text: '返回'
            icon: 'back'
        BigButton:
            text: '跳过'
            kind: 'quiet'
    BoxLayout:
        size_hint_y: None
        height: self.minimum_height
        spacing: theme.s2
        BigButton:
            text: '撤回委托'
            icon: 'trash'
            kind: 'danger'
        BigButton:
            text: '现在不能点'
            disabled: True
        BigButton:
            text: '按住'
            kind: 'primary'
            held: True
    BigButton:
        text: '""" + LONG + """'
        icon: 'document'
    Steps:
        now: 2
        total: 7
        name: '委托人的姓名'
    Field:
        label: '身份证号码'
        hint: '点这里，用数字键盘填写'
    Field:
        label: '手机号码'
        value: '138 1234 567'
        error: '手机号码是 11 位数字，现在是 10 位，请再看看。'
"""

WORDS = """
#:import theme kiosk.widgets.theme.theme
BoxLayout:
    orientation: 'vertical'
    size_hint_y: None
    height: self.minimum_height
    padding: theme.s4
    spacing: theme.s2
    Card:
        Text:
            text: '委托内容'
            role: 'heading'
            bold: True
        Facts:
            rows: [('办什么事', '""" + LONG + """'), ('委托人', '王秀英'), ('承诺时限', '20 个工作日'), ('收费依据', '待县确认', 'wait')]
    StackLayout:
        size_hint_y: None
        height: self.minimum_height
        spacing: theme.s1
        Mark:
            kind: 'good'
            word: '已受理'
        Mark:
            kind: 'wait'
            word: '等待补正'
        Mark:
            kind: 'bad'
            word: '已超时'
        Mark:
            kind: 'info'
            word: '乡镇已收到'
    Notice:
        kind: 'wait'
        title: '现在连不上网'
        text: '照样可以办。您的委托先存在这台机器里，网一通就自动送出去。'
    Notice:
        kind: 'bad'
        text: '这张照片看不清楚，请再拍一张。'
    Choice:
        options: [('a', '本人办理'), ('b', '由家人代办', '需要家人的身份证和电话')]
        value: 'b'
    Choice:
        many: True
        columns: 2
        options: [('a', '提交材料'), ('b', '代领结果')]
        chosen: ['a']
"""

TILES = """
#:import theme kiosk.widgets.theme.theme
BoxLayout:
    orientation: 'vertical'
    padding: theme.s4
    spacing: theme.s3
    Faces:
        grade: 4
    BoxLayout:
        spacing: theme.s3
        Tile:
            title: '办手续'
            note: '养老、医保、低保、证明'
            icon: 'office'
            strong: True
        Tile:
            title: '问农技'
            note: '种地、养殖、病虫害'
            icon: 'sprout'
            hue: 'moss'
        Tile:
            title: '看小病'
            note: '村卫生室、开药、挂号'
            icon: 'clinic'
            hue: 'indigo'
            held: True
    Rows:
        id: rows
        size_hint_y: 1.4
"""


def _list() -> list[dict[str, Any]]:
    states = [("good", "已受理"), ("wait", "等待补正"), ("info", "乡镇已收到"), ("plain", "本机已登记")]
    return [
        {
            "title": LONG if number % 4 == 1 else "高龄津贴", "note": f"王*英 · 331003-2026-{number:05} · 11月22日",
            "icon": "document", "mark": states[number % 4][1], "mark_kind": states[number % 4][0], "key": number,
        }
        for number in range(1000)
    ]  # fmt: skip


def _scrolled(rules: str) -> Widget:
    page = scroll.Scroll()
    page.add_widget(Builder.load_string(rules))
    return page


def _tiles() -> Widget:
    page = Builder.load_string(TILES)
    page.ids.rows.rows = _list()
    return page


def _asked() -> Widget:
    from kivy.clock import Clock

    page = _scrolled(PARTS)
    Clock.schedule_once(
        lambda _: dialog.ask(
            "要撤回这份委托吗？", "撤回以后，代办员就不再替您办这件事。以后想办，可以重新委托。", "撤回", "先不撤回",
            kind="wait", danger=True,
        )
    )  # fmt: skip
    return page


def _refused() -> Widget:
    from kivy.clock import Clock

    page = _scrolled(PARTS)
    Clock.schedule_once(lambda _: dialog.tell_refusal(Refusal("QUERY_CODE_WRONG")))
    return page


def _empty() -> Widget:
    page = BoxLayout()
    page.add_widget(
        empty.Empty(
            icon="list", title="今天没有要办的事", text="新的委托会自动出现在这里。您也可以看看台账。"
        )
    )
    return page


def _icons() -> Widget:
    from kivy.uix.gridlayout import GridLayout

    from kiosk.widgets.icon_paths import icon_names

    page = GridLayout(cols=14, padding=24, spacing=12)
    for name in icon_names():
        page.add_widget(icon.Icon(name, side=56, tone="accent", size_hint=(1, 1)))
    return page


PAGES: dict[str, Callable[[], Any]] = {
    "parts": lambda: _scrolled(PARTS),
    "words": lambda: _scrolled(WORDS),
    "tiles": _tiles,
    "ask": _asked,
    "refused": _refused,
    "empty": _empty,
    "icons": _icons,
}
