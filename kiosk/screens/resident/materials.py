"""备齐材料: one row for each material of the matter, what the principal has of it, and its photographs."""

from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.core.catalogue.matters import Material, Necessity
from kiosk.core.refusal import Refusal
from kiosk.desk.visit import Visit
from kiosk.screens.resident.journey_page import JourneyPage
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import mark as _mark  # noqa: F401
from kiosk.widgets import scroll as _scroll  # noqa: F401
from kiosk.widgets.ground import Ground
from kiosk.widgets.press import Press
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

ORIGINAL, COPY, LOOKED_UP, NOT_BROUGHT = "原件", "复印件", "核验", "missing"  # zh-only: as they are recorded


class HeldOption(Press, Ground, BoxLayout):
    """One answer of a row, narrow enough that all stand beside one another: `key`, `label`, `chosen`."""

    key = StringProperty("")
    label = StringProperty("")
    chosen = BooleanProperty(False)
    wanted = NumericProperty(0)


class MaterialRow(Ground, BoxLayout):
    """One material. options: (key, label) each; chosen: the key, "" for none yet; said: what the choice means, "" for
    nothing to say. Its words have their room from the beginning, so that nothing moves under the finger."""

    number = NumericProperty(0)
    name = StringProperty("")
    note = StringProperty("")
    mark = StringProperty("")
    mark_kind = StringProperty("plain")
    options = ListProperty()
    chosen = StringProperty("")
    said = StringProperty("")
    said_kind = StringProperty("soft")
    photo_count = NumericProperty(0)
    may_photograph = BooleanProperty(False)

    __events__ = ("on_held", "on_photos")

    def on_options(self, _: object, options: list[tuple[str, str]]) -> None:
        """One button each."""
        self.ids.options.clear_widgets()
        for key, label in options:
            option = HeldOption(key=key, label=label)
            option.bind(on_release=lambda option: self.dispatch("on_held", option.key))
            self.ids.options.add_widget(option)

    def on_chosen(self, _: object, chosen: str) -> None:
        """Show which."""
        for option in self.ids.options.children:
            option.chosen = option.key == chosen

    def photos_word(self, photos: float) -> str:
        """What the button says."""
        return _("照片 {count} 张").format(count=int(photos)) if photos else _("拍照片")

    def on_held(self, held: str) -> None:
        """One of the options was touched."""

    def on_photos(self) -> None:
        """拍照片 was touched."""


class MaterialsPage(JourneyPage):
    """Every row is answered by one touch; what is required and not there is told before the next page."""

    def enter(self, show: int = 0) -> None:
        """show: the number of the material to begin with, after its photographs."""
        self.stand("materials")
        self.heading = _("您带了哪些材料？")
        for material in self._materials:
            if material.shared and not self._said(material):
                self.visit.hold(material.number, LOOKED_UP)
            row = MaterialRow(number=material.number, name=material.name, note=material.condition_text)
            row.mark, row.mark_kind = mark_of(material)
            row.options = options_of(material)
            row.bind(on_held=self._held, on_photos=self._photos)
            self.ids.rows.add_widget(row)
        self._show()
        if not self._materials:
            self.heading = _("这件事不用带材料，请点“下一步”")
        if show:
            self._scroll_to(show)

    def forward(self) -> None:
        """Where something is lacking, its row comes into sight."""
        super().forward()
        lacking = self._lacking() if self.error else []
        if lacking:
            unsaid = [one for one in lacking if not self._said(one)]
            self._scroll_to((unsaid or lacking)[0].number)

    def take(self) -> None:
        """Everything required is there; MATERIAL_MISSING names what is not."""
        for gap in self.visit.gaps():
            if gap.place.page == "materials":
                raise gap.refusal

    def said(self, refusal: Refusal) -> str:
        """What is lacking, and what to do about it."""
        if refusal.code != "MATERIAL_MISSING":
            return super().said(refusal)
        unsaid = [one.name for one in self._lacking() if not self._said(one)]
        missing = [one.name for one in self._lacking() if self._said(one)]
        told = []
        if unsaid:
            told.append(_("还没选：{names}。").format(names=_("、").join(unsaid)))
        if missing:
            told.append(_("还差：{names}。带齐了再来，或问问代办员。").format(names=_("、").join(missing)))
        return " ".join(told)

    def page_down(self) -> None:
        """The next row that is not seen whole comes to the top: none is skipped."""
        view, rows = self.ids.scroll.ids.view, self.ids.rows
        hidden = rows.height - view.height
        if not self.more or hidden <= 0:
            super().page_down()
            return
        seen_px = (1 - view.scroll_y) * hidden
        for row in reversed(rows.children):
            above_px = rows.top - row.top - theme.s1
            if above_px > seen_px + 1 and rows.top - row.y > seen_px + view.height:
                view.scroll_y = max(0.0, 1 - above_px / hidden)
                return
        super().page_down()

    @property
    def _materials(self) -> tuple[Material, ...]:
        return self.visit.materials_asked

    def _lacking(self) -> list[Material]:
        needed = [one for one in self._materials if one.necessity is Necessity.REQUIRED]
        return [one for one in needed if one.number not in self.visit.materials]

    def _said(self, material: Material) -> bool:
        return material.number in self.visit.materials or material.number in not_brought(self.visit)

    def _held(self, row: MaterialRow, held: str) -> None:
        number, missing = int(row.number), not_brought(self.visit)
        if held == NOT_BROUGHT:
            self.visit.let_go(number)
            missing.add(number)
        else:
            self.visit.hold(number, held)  # type: ignore[arg-type]  # the keys of this row's own options
            missing.discard(number)
        self.visit.drafts[draft_name(self.visit)] = " ".join(str(one) for one in sorted(missing))
        self.error = ""
        self._show()
        self._to_first_unsaid(after=number if held != NOT_BROUGHT else 0)

    def _photos(self, row: MaterialRow) -> None:
        self.shell.go("photos", number=int(row.number))

    def _show(self) -> None:
        missing = not_brought(self.visit)
        for row in self.ids.rows.children:
            number = int(row.number)
            material = next(one for one in self._materials if one.number == number)
            held = self.visit.materials.get(number)
            row.chosen = held.held if held else NOT_BROUGHT if number in missing else ""
            row.photo_count = len(held.attachments) if held else 0
            row.may_photograph = held is not None and held.held != LOOKED_UP
            row.said, row.said_kind = meaning(material, row.chosen)

    def _to_first_unsaid(self, after: int) -> None:
        """Show the next row that nothing was said of; 0 for `after`: what was touched has something to be read."""
        unsaid = [one.number for one in self._materials if not one.signed_here and not self._said(one)]
        later = next((number for number in unsaid if number > after), 0)
        if after and later:
            self._scroll_to(later)

    def _scroll_to(self, number: int) -> None:
        row = next((row for row in self.ids.rows.children if row.number == number), None)
        if row is not None:
            self.ids.scroll.ids.view.scroll_to(row, animate=False)


def draft_name(visit: Visit) -> str:
    """Where the visit keeps what was said to be not there, as against what nothing was said of yet."""
    return f"not brought for {visit.matter.code if visit.matter else ''}"


def not_brought(visit: Visit) -> set[int]:
    """Numbers of the materials that the visitor said are not there."""
    return {int(number) for number in visit.drafts.get(draft_name(visit), "").split()}


def options_of(material: Material) -> list[tuple[str, str]]:
    """What can be said of a material; nothing where there is nothing to bring."""
    if material.signed_here:
        return []
    shared = [(LOOKED_UP, _("部门核验"))] if material.shared else []
    return [*shared, (ORIGINAL, _("原件")), (COPY, _("复印件")), *([] if shared else [(NOT_BROUGHT, _("没带来"))])]


def mark_of(material: Material) -> tuple[str, str]:
    """How far it is needed, as a mark's word and kind."""
    if material.signed_here:
        return _("不用带"), "good"
    if material.shared:
        return _("可以不带"), "good"
    return {
        Necessity.REQUIRED: (_("一定要有"), "info"),
        Necessity.CONDITIONAL: (_("有就带"), "plain"),
        Necessity.LATER: (_("可以后补"), "plain"),
    }[material.necessity]


def meaning(material: Material, chosen: str) -> tuple[str, str]:
    """What a choice means for the visitor, and the kind of the notice that says it."""
    if material.signed_here:
        return _("下一步就在这台机器上签，不用另外带。"), "good"
    if chosen == LOOKED_UP:
        return _("由部门自己查，您不用交。带了也可以交。"), "good"
    if chosen != NOT_BROUGHT:
        return "", "soft"
    if material.necessity is Necessity.REQUIRED and material.is_form:
        return _("代办员有这张表：请代办员给一张、帮着填。改天再来办也行。"), "wait"
    if material.necessity is Necessity.REQUIRED:
        return _("没有它，今天还交不了。改天带来再办，今天填的不会留下。"), "wait"
    if material.necessity is Necessity.LATER:
        return _("可以先交别的，这一样以后再补。"), "soft"
    return _("没有就不用带，不影响办理。"), "soft"


load_twin(__file__)
