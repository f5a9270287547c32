"""No way out of the window: the toolkit's settings, made before it is imported (kivy.md §10).

Nothing here imports Kivy: it reads its environment the moment it is imported.
"""

from collections.abc import Mapping, MutableMapping
from pathlib import Path

# What Kivy's configuration file holds; a station's own folder keeps it, so that nobody's home is written to.
CONFIG = """[kivy]
keyboard_repeat_delay = 300
keyboard_repeat_rate = 30
log_dir = logs
log_enable = 0
log_level = warning
log_name = kivy.txt
log_maxfiles = 1
window_icon =
keyboard_mode =
keyboard_layout = qwerty
desktop = 0
exit_on_escape = 0
pause_on_minimize = 0
kivy_clock = default
default_font = ['Roboto', 'data/fonts/Roboto-Regular.ttf', 'data/fonts/Roboto-Italic.ttf', \
'data/fonts/Roboto-Bold.ttf', 'data/fonts/Roboto-BoldItalic.ttf']
window_shape = data/images/defaultshape.png
config_version = 27

[graphics]
display = -1
fullscreen = {fullscreen}
width = {width}
height = {height}
left = 0
top = 0
position = auto
rotation = 0
maxfps = {frames}
multisamples = 0
show_cursor = {cursor}
resizable = 0
borderless = {bare}
window_state = visible
minimum_width = 0
minimum_height = 0
min_state_time = .035
allow_screensaver = 0
shaped = 0
vsync =
verify_gl_main_thread = 1
custom_titlebar = 0
custom_titlebar_border = 5
always_on_top = 0
show_taskbar_icon = 0

[input]
mouse = mouse,disable_multitouch
{touch}
[postproc]
double_tap_distance = 20
double_tap_time = 250
ignore = []
jitter_distance = 0
jitter_ignore_devices = mouse,mactouch,
retain_distance = 50
retain_time = 0
triple_tap_distance = 20
triple_tap_time = 375

[widgets]
scroll_timeout = 250
scroll_distance = 20
scroll_friction = 1.
scroll_stoptime = 300
scroll_moves = 5

[modules]

[network]
useragent = daiban
implementation = default
"""
TOUCH = "touch = mtdev,{device}\n"


def lock_down(
    environ: MutableMapping[str, str],
    home: Path,
    *,
    size: tuple[int, int] | None = None,
    touch_device: str = "",
    cursor: bool = False,
    frames_per_s: int = 60,
) -> None:
    """Write Kivy's configuration into `home` and name it in `environ`.

    size: pixels of a window instead of the whole screen; touch_device: the one panel that is read besides the mouse
    (with Xorg the panel comes through the mouse already); cursor: show one, for a desk with a mouse;
    frames_per_s: at most so many are drawn, 0 for no bound."""
    home.mkdir(parents=True, exist_ok=True)
    width, height = size or (1280, 800)
    touch = TOUCH.format(device=touch_device) if touch_device else ""
    whole = size is None
    (home / "config.ini").write_text(
        CONFIG.format(
            bare=int(whole), fullscreen="auto" if whole else 0, width=width, height=height, cursor=int(cursor),
            frames=frames_per_s,
            touch=touch,
        ),
        "utf-8",
    )  # fmt: skip
    environ.update(
        KIVY_HOME=str(home), KIVY_NO_ARGS="1", KIVY_NO_FILELOG="1", KIVY_LOG_MODE="PYTHON", KIVY_NO_ENV_CONFIG="1",
        KIVY_METRICS_DENSITY="1", KIVY_METRICS_FONTSCALE="1", KIVY_CLIPBOARD="sdl2",
        SDL_NO_SIGNAL_HANDLERS="1",  # it would make a request to close of SIGTERM, and the window refuses those
    )  # fmt: skip


def has_screen(environ: Mapping[str, str]) -> bool:
    """Whether there is anything to draw on: a display, or a driver of SDL named on purpose."""
    return any(environ.get(name) for name in ("DISPLAY", "SDL_VIDEODRIVER"))
