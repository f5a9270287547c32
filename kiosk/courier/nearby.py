"""Relays that announce themselves on this LAN (mDNS, `_daiban._tcp`): hints where to try, and nothing more.

Anybody can announce anything. Whoever is found so is met like any address that we hold no pin for: trusted by its
certificate under our root, for the key of that very connection, or not at all; a lie costs one connection. zeroconf is
optional: where it is not installed, nothing is found.
"""

import ipaddress
import threading
from importlib.util import find_spec
from typing import Any

SERVICE = "_daiban._tcp.local."
LISTEN_S = 3.0
ANSWER_MS = 1_000
FOUND_COUNT_MAX = 4
PORTS = range(1, 65_536)


def find_relays(listen_s: float = LISTEN_S) -> tuple[str, ...]:
    """Addresses announced within `listen_s` seconds, at most FOUND_COUNT_MAX, none outside this LAN."""
    if find_spec("zeroconf") is None:
        return ()
    from zeroconf import ServiceBrowser, Zeroconf

    names: list[str] = []
    full = threading.Event()

    def heard(zeroconf: Any, service_type: str, name: str, state_change: Any) -> None:
        if name not in names and len(names) < FOUND_COUNT_MAX:
            names.append(name)
        if len(names) == FOUND_COUNT_MAX:
            full.set()

    try:
        with Zeroconf() as listening:
            browser = ServiceBrowser(listening, SERVICE, handlers=[heard])
            full.wait(listen_s)
            told = [listening.get_service_info(SERVICE, name, timeout=ANSWER_MS) for name in list(names)]
            browser.cancel()
    except OSError:  # no network at all
        return ()
    found = [address_of(info.parsed_addresses(), info.port or 0) for info in told if info is not None]
    return tuple(dict.fromkeys(url for url in found if url))


def address_of(addresses: list[str], port: int) -> str:
    """The https address of the first of `addresses` on this LAN; "" where none is."""
    for written in addresses[:8]:
        try:
            one = ipaddress.ip_address(written)
        except ValueError:
            continue
        near = one.is_private and not one.is_unspecified and not one.is_multicast
        if near and port in PORTS and not getattr(one, "scope_id", None):
            return f"https://[{one}]:{port}" if one.version == 6 else f"https://{one}:{port}"
    return ""
