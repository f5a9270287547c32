"""A relay that says on its LAN where it listens (mDNS, `_daiban._tcp`): a hint for kiosks, which trust certificates.

Nothing is told but the port and the addresses; zeroconf is optional, and asked for by `run --announce` alone.
"""

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from kiosk.core.refusal import Refusal

SERVICE = "_daiban._tcp.local."
ANSWERS_MAX = 8


@contextmanager
def announced(node: bytes, host: str, port: int) -> Iterator[None]:
    """Announce `host`:`port` while inside. Refusal ANNOUNCING_NOT_POSSIBLE without zeroconf or a network."""
    if find_spec("zeroconf") is None:
        raise Refusal("ANNOUNCING_NOT_POSSIBLE", why="zeroconf")
    from zeroconf import ServiceInfo, Zeroconf

    addresses = listening_addresses(host)
    name = f"{node.hex()}.{SERVICE}"
    info = ServiceInfo(SERVICE, name, port=port, parsed_addresses=addresses, server=f"daiban-{node.hex()}.local.")
    try:
        speaking = Zeroconf()
    except OSError as error:
        raise Refusal("ANNOUNCING_NOT_POSSIBLE", why=str(error)[:100]) from error
    with speaking:
        speaking.register_service(info, allow_name_change=True)
        yield


def listening_addresses(host: str) -> list[str]:
    """The addresses that `host` listens on, at most ANSWERS_MAX: of every adapter but loopback when it is no address
    of one."""
    if not ipaddress.ip_address(host).is_unspecified:
        return [host]
    import ifaddr  # comes with zeroconf

    found = [str(one.ip) for adapter in ifaddr.get_adapters() for one in adapter.ips if one.is_IPv4]
    return [one for one in found if not ipaddress.ip_address(one).is_loopback][:ANSWERS_MAX]
