"""requests over a TLS connection whose key is checked before a byte is sent; names and dates are not looked at."""

import ssl
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import PoolManager
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import SSLError

from kiosk.core.carriage.pin import is_pinned


class PinnedAdapter(HTTPAdapter):
    """Trusts exactly one TLS key, by its 32-byte pin (`kiosk.core.carriage.pin`); with None any, and tells in `shown`
    which it was: for the one request that asks somebody for its certificate."""

    def __init__(self, pin: bytes | None) -> None:
        self._pin, self.shown = pin, b""
        super().__init__(pool_connections=2, pool_maxsize=2, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        """Every connection of this adapter checks the pin."""
        pin, adapter = self._pin, self

        class Connection(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                self.is_verified = True
                shown = self.sock.getpeercert(binary_form=True) if isinstance(self.sock, ssl.SSLSocket) else None
                if pin is not None and not is_pinned(shown or b"", pin):
                    self.close()
                    raise SSLError("the other side's key is not the pinned one")
                adapter.shown = shown or b""

        class Pool(HTTPSConnectionPool):
            ConnectionCls = Connection

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the pin takes its place
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        manager = PoolManager(
            num_pools=connections, maxsize=maxsize, block=block, ssl_context=context, assert_hostname=False, **kwargs
        )
        manager.pool_classes_by_scheme = {**manager.pool_classes_by_scheme, "https": Pool}
        self.poolmanager = manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing here: authorities play no part."""

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """Without the attributes of certificate authorities, which would replace our context."""
        host, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {}


def pinned_session(pin: bytes) -> requests.Session:
    """A session that speaks to the holder of one TLS key only; no proxies, no cookies kept, no redirects followed."""
    return session_over(PinnedAdapter(pin))


def session_over(adapter: PinnedAdapter) -> requests.Session:
    """The same over one adapter."""
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", adapter)
    session.max_redirects = 0
    return session
