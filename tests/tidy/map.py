"""The map of the house: which room may open which. Building a room means drawing it here first.

A room is named by its dotted prefix; the longest prefix that fits a module is its room. `OPENS` lists the rooms of our
own that a room may import besides itself; what is not listed is a wall. It is design §2 written as a table.
"""

CORE = "kiosk.core"
VERSION = "kiosk.__version__"  # a plain `import kiosk` opens nothing else
# What casework and carriage share: the contract between them, and nothing else.
CONTRACT = ("kiosk.core.event", "kiosk.core.refusal", "kiosk.core.instruments")
# What every office room of the server stands on.
GROUND = (CORE, VERSION, "server.store", "server.node", "server.settings", "assets")

OPENS: dict[str, tuple[str, ...]] = {
    # the kiosk half, from the bottom up
    "kiosk.core": (),
    "kiosk.core.casework": (*CONTRACT, "kiosk.core.catalogue"),
    "kiosk.core.catalogue": (*CONTRACT, "kiosk.core.casework"),
    "kiosk.core.carriage": CONTRACT,
    "kiosk.core.xforms": CONTRACT,
    "kiosk.core.forms": (*CONTRACT, "kiosk.core.casework", "kiosk.core.xforms"),
    "kiosk.settings": (CORE,),
    "kiosk.desk": (CORE, VERSION, "kiosk.devices", "kiosk.settings", "assets"),
    "kiosk.courier": (CORE, VERSION, "kiosk.desk", "kiosk.settings"),
    # The two of the widgets that know no window: where a line may end, and what a font has.
    "kiosk.devices": (CORE, "assets", "kiosk.widgets.face", "kiosk.widgets.line_breaks"),
    "kiosk.widgets": (CORE, "assets"),
    "kiosk.screens": (CORE, "kiosk.widgets", "kiosk.desk", "kiosk.courier", "kiosk.devices", "assets"),
    "kiosk.window": (CORE, "kiosk.screens", "kiosk.widgets", "kiosk.desk", "kiosk.settings", "assets"),
    "kiosk.demo": (CORE, "assets"),
    "kiosk.daiban": (VERSION,),
    "kiosk.app": ("kiosk", "assets"),
    "kiosk.commands": ("kiosk", "assets"),
    "kiosk.__main__": ("kiosk", "assets"),
    # the server half, from the bottom up
    "server.settings": (CORE,),
    "server.store": (CORE, "assets"),
    "server.node": (CORE, "server.settings"),
    "server.tls": (CORE,),
    "server.intake": GROUND,
    "server.sticks": (*GROUND, "server.intake", "server.uplink"),
    "server.office": (*GROUND, "server.intake", "server.sticks", "server.tls"),
    "server.year": (*GROUND, "server.office", "server.intake"),
    "server.forms": (CORE, "assets"),
    "server.documents": (*GROUND, "server.office"),
    "server.reports": GROUND,
    "server.uplink": (*GROUND, "server.intake"),
    "server.api": (*GROUND, "server.office", "server.intake", "server.reports"),
    "server.console": (*GROUND, "server.office", "server.documents", "server.intake", "server.reports"),
    "server.control": (*GROUND, "server.office"),
    "server.answers": (CORE,),
    "server.log_line": (),
    "server.app": (CORE, VERSION, "server", "assets"),
    "server.commands": (CORE, VERSION, "server", "assets"),
    "server.__main__": (CORE, VERSION, "server", "assets"),
    "assets": (),
}

# A program's own doors: they read the clock, roll the dice, open the settings, and hand all three in.
ENTRIES = ("kiosk.__main__", "kiosk.app", "kiosk.commands", "kiosk.demo", "kiosk.daiban",
           "server.__main__", "server.app", "server.commands")  # fmt: skip
SETTINGS = ("kiosk.settings", "server.settings")
# Handing settings on is free; opening them is for the entries.
OPENING_SETTINGS = (*(f"{module}.read_settings" for module in SETTINGS), "os.environ", "os.getenv")

# Only these reach the network on their own account.
CARRIERS = ("kiosk.courier", "server.uplink")
NETWORK = ("requests", "urllib3", "httpx", "aiohttp", "http.client", "urllib.request")
# Only these draw on a screen.
WINDOWS = ("kiosk.screens", "kiosk.widgets", "kiosk.devices", "kiosk.window")

# All that the core may import from outside: what computes, and nothing that opens, waits or remembers.
CORE_IMPORTS = (
    "__future__", "array", "base64", "bisect", "collections", "contextlib", "copy", "csv", "dataclasses", "datetime",
    "decimal", "enum", "functools", "hashlib", "heapq", "hmac", "io", "itertools", "json", "math", "operator", "re",
    "string", "struct", "tarfile", "types", "typing", "unicodedata", "warnings", "zlib",
    "argon2", "cbor2", "chinese_calendar", "cryptography", "lxml", "msgspec", "stdnum", "zstandard",
)  # fmt: skip
# Reading the clock. Types of `datetime` are values and welcome; asking them for now is not.
CLOCK = (
    "time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter", "time.perf_counter_ns",
    "time.localtime", "time.gmtime", "time.ctime", "time.clock_gettime", "time.clock_gettime_ns",
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "psutil.boot_time",
)  # fmt: skip
DICE = ("random", "secrets", "os.urandom", "os.getrandom", "uuid.uuid1", "uuid.uuid4")
# The core opens nothing, by whatever name.
OPENING = ("os", "io.open", "io.FileIO", "pathlib")
OPENING_CALLS = ("open", "input", "print", "exec", "eval", "breakpoint", "__import__")

TOP_LEVEL = frozenset(
    "kiosk server assets tests setup.cfg README.md docs LICENSE .ci pyproject.toml "  # fixed by the owner
    ".gitignore".split()  # docs/decisions/0001
)

MODULE_LINES_MAX = 400
LINE_CHARACTERS_MAX = 120
# The ratchet: a module longer than the limit stands here with its length, which may only shrink. Aim: empty.
LONGER: dict[str, int] = {}

NAMES_THAT_SAY_NOTHING = frozenset(
    "utils util common helpers helper models services managers manager base misc stuff".split()
)
