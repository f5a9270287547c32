"""A requests adapter that looks at the key of a TLS connection before any byte of ours is sent.

Names, dates and issuers of X.509 are not looked at (a kiosk's clock may be ten years wrong); the pin is.
"""

import ssl
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.pin import is_pinned, pin_of_certificate
from kiosk.core.refusal import Refusal


class PinnedAdapter(HTTPAdapter):
    """Connects to one key only. pin: 32 bytes; None takes any key and remembers it in `shown`, for the one
    request that asks a stranger for its certificates."""

    def __init__(self, pin: bytes | None) -> None:
        self.pin = pin
        self.shown = b""
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """One pool class whose connections check the pin as they connect."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the pin is what is verified, in `connect` below
        super().init_poolmanager(*args, ssl_context=context, **kwargs)
        adapter = self

        class Connection(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                assert isinstance(self.sock, ssl.SSLSocket)
                adapter.judge(self.sock.getpeercert(binary_form=True) or b"")
                self.is_verified = True

        class Pool(HTTPSConnectionPool):
            ConnectionCls = Connection

        self.poolmanager.pool_classes_by_scheme = {"http": HTTPConnectionPool, "https": Pool}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing here: certificate authorities play no part."""

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """Without the attributes of certificate authorities, which would take the place of our context."""
        host, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {}

    def judge(self, certificate_der: bytes) -> None:
        """Refusal PEER_NOT_TRUSTED unless this is the pinned key."""
        if self.pin is not None and not is_pinned(certificate_der, self.pin):
            raise Refusal("PEER_NOT_TRUSTED")
        try:
            self.shown = pin_of_certificate(certificate_der)
        except Malformed as error:
            raise Refusal("PEER_NOT_TRUSTED") from error


def pinned_session(adapter: PinnedAdapter) -> requests.Session:
    """A session with no other way out than `adapter`. It is mounted on the schemes and not on an address: requests
    rewrites an address before it looks for its adapter, and one written otherwise would find another."""
    session = requests.Session()
    session.trust_env = False  # no proxy and no certificate bundle of the environment
    session.adapters.clear()
    for scheme in ("https://", "http://"):  # plain HTTP is for this machine alone: `check_url`
        session.mount(scheme, adapter)
    session.headers.update({"User-Agent": "daiban", "Accept-Encoding": "identity"})
    return session
