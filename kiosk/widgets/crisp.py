"""What moves under the finger stays crisp: whole pixels only, a bar that can be seen and held, nothing that fades."""

from typing import Any

from kivy.properties import AliasProperty

BAR_SHARE_MIN = 0.12  # of the height: the bar of ten thousand rows can still be seen


class Crisp:
    """Mixed in before a ScrollView. Text drawn between two pixels is blurred, so contents move by whole ones."""

    def update_from_scroll(self, *args: Any) -> None:
        """Kivy's own, and then on to whole pixels."""
        kivys: Any = super()
        kivys.update_from_scroll(*args)
        moved: Any = self.g_translate  # type: ignore[attr-defined]  # the ScrollView's own: this is only mixed in
        x, y = moved.xy
        moved.xy = round(x), round(y)

    def _bind_inactive_bar_color(self, *_: object) -> None:
        """The bar does not fade: fading would draw every frame of half a second anew."""

    def _get_bar(self) -> tuple[float, float]:
        view: Any = self
        inside = view._viewport.height if view._viewport is not None else 0
        if inside <= view.height or inside == 0:
            return 0.0, 1.0
        share = max(BAR_SHARE_MIN, view.height / inside)
        return (1.0 - share) * min(1.0, max(0.0, view.scroll_y)), share

    vbar = AliasProperty(_get_bar, bind=("scroll_y", "_viewport", "viewport_size", "height"), cache=True)
