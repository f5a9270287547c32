"""The colours, and which text stands on which ground. Plain numbers, no Kivy: tests and the console read them too.

Names say the part, not the hue. Every pair of `PAIRS` is held to 4.5:1 by a test (WCAG 2.1, 1.4.3;
design asks for it at every size), every pair of `EDGES` to 3:1 (1.4.11).
"""

COLOURS: dict[str, str] = {
    # grounds, warm as paper
    "paper": "F6F2E9",
    "card": "FFFEFB",
    "sunk": "ECE6DA",
    "pressed": "EFE8DA",  # a white card under the finger
    "line": "DED6C7",  # hairlines: decoration only
    "edge": "857B6B",  # the outline of what can be filled in or chosen
    # text
    "ink": "221F1B",
    "soft": "5A5348",
    "off": "655D51",  # what cannot be touched now: still readable
    # the one strong accent: pine
    "accent": "14594A",
    "accent_deep": "0B4337",
    "accent_wash": "E1EDE6",
    "accent_soft": "C9DED3",  # second text on accent
    "on_accent": "FFFFFF",
    # the seal: cinnabar, for the house's own mark only
    "seal": "A8361F",
    # what a thing says; never by colour alone, an icon and a word stand beside it
    "good": "1B6336",
    "good_wash": "E2F0E2",
    "wait": "7A4A00",
    "wait_wash": "FAEED2",
    "bad": "9E2418",
    "bad_deep": "7C1910",
    "bad_wash": "FAE7E2",
    "info": "1C4F7B",
    "info_wash": "E2ECF5",
    # six mineral pigments for the six tiles, each with its wash
    "indigo": "23507C",
    "indigo_wash": "E3EBF3",
    "ochre": "84470F",
    "ochre_wash": "F6E9D9",
    "rouge": "8B2C42",
    "rouge_wash": "F6E5E7",
    "plum": "573F73",
    "plum_wash": "ECE6F2",
    "moss": "4F5518",
    "moss_wash": "EDEEDA",
}

GROUNDS = ("paper", "card", "sunk", "pressed")
# Text on ground, as the widgets use them. A pair that is not here is not used.
PAIRS: tuple[tuple[str, str], ...] = (
    *((text, ground) for text in ("ink", "soft", "off", "accent", "bad", "good", "wait", "info", "seal")
      for ground in GROUNDS),
    *(("on_accent", ground) for ground in ("accent", "accent_deep", "bad", "bad_deep", "seal", "good", "info")),
    *(("accent_soft", ground) for ground in ("accent", "accent_deep")),
    ("accent_deep", "accent_soft"),
    *((text, "accent_wash") for text in ("ink", "soft", "accent")),
    *((name, f"{name}_wash") for name in ("good", "wait", "bad", "info", "indigo", "ochre", "rouge", "plum", "moss")),
    *(("ink", f"{name}_wash") for name in ("good", "wait", "bad", "info")),
)  # fmt: skip
EDGES: tuple[tuple[str, str], ...] = (("edge", "paper"), ("edge", "card"), ("accent", "card"), ("bad", "card"))


def rgba(name: str) -> tuple[float, float, float, float]:
    """A colour as Kivy wants it, four parts from 0 to 1; KeyError for a name that is not one."""
    red, green, blue = parts(name)
    return red / 255, green / 255, blue / 255, 1.0


def parts(name: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    value = COLOURS[name]
    return int(value[:2], 16), int(value[2:4], 16), int(value[4:], 16)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two named colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(name: str) -> float:
    """Relative luminance of a named colour, 0 to 1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in parts(name))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
