"""Everything in the widget set on one page, to be looked at: `python -m tests.ui.gallery OUT.png [elder] [WxH] [en]`.

Draws without a display and writes a picture; a page of one group is chosen by `page=NAME`.
"""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
os.environ["KIVY_NO_ARGS"] = "1"
os.environ.setdefault("KIVY_LOG_MODE", "PYTHON")


def main(out: str, *wishes: str) -> None:
    """Draw one page of the gallery into `out`."""
    size = next((wish for wish in wishes if "x" in wish and wish[0].isdigit()), "1280x800")
    page = next((wish[5:] for wish in wishes if wish.startswith("page=")), "parts")
    width, height = (int(part) for part in size.split("x"))
    from kivy.config import Config

    for key, value in {"width": width, "height": height, "multisamples": 0, "maxfps": 60}.items():
        Config.set("graphics", key, str(value))
    Config.set("input", "mouse", "mouse,disable_multitouch")
    from kivy.base import EventLoop
    from kivy.core.window import Window

    from kiosk.widgets.theme import theme
    from tests.ui.gallery_pages import PAGES

    theme.fit(width, height)
    theme.elder = "elder" in wishes
    theme.language = "en" if "en" in wishes else "zh"
    Window.clearcolor = theme.paper
    EventLoop.ensure_window()
    Window.add_widget(PAGES[page]())
    EventLoop.status = "started"
    for _ in range(12):
        EventLoop.idle()
    from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels
    from PIL import Image

    seen = glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE)
    picture = Image.frombytes("RGBA", (width, height), seen).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    picture.convert("RGB").save(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
