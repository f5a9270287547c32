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
    """Trusts exactly one TLS key, by its 32-byte pin (`kiosk.core.carriage.pin`)."""

    def __init__(self, pin: bytes) -> None:
        self._pin = pin
        super().__init__(pool_connections=2, pool_maxsize=2, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        """Every connection of this adapter checks the pin."""
        pin = self._pin

        class Connection(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                self.is_verified = True
                shown = self.sock.getpeercert(binary_form=True) if isinstance(self.sock, ssl.SSLSocket) else None
                if not is_pinned(shown or b"", pin):
                    self.close()
                    raise SSLError("the other side's key is not the pinned one")

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
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", PinnedAdapter(pin))
    session.max_redirects = 0
    return session
