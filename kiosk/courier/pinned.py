"""A requests adapter that looks at the key of a TLS connection before any byte of ours is sent.

Names, dates and issuers of X.509 are not looked at (a kiosk's clock may be ten years wrong); the pin is.
A time-out of requests is one of silence: who sends a byte now and then is never out of time. So a whole request has
its end too (`ended_after`), whatever it waits for; otherwise anybody on this LAN could hold the courier for days.
"""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
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
        self._line: socket.socket | None = None  # the last one opened, by a descriptor of our own
        self.is_cut = False
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """One pool class whose connections check the pin as they connect."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the pin is what is verified, in `connect` below
        super().init_poolmanager(*args, ssl_context=context, **kwargs)
        adapter = self

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return adapter.held(super()._new_conn())

        class Connection(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return adapter.held(super()._new_conn())

            def connect(self) -> None:
                super().connect()
                assert isinstance(self.sock, ssl.SSLSocket)
                adapter.judge(self.sock.getpeercert(binary_form=True) or b"")
                self.is_verified = True

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class Pool(HTTPSConnectionPool):
            ConnectionCls = Connection

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": Pool}

    def held(self, line: socket.socket) -> socket.socket:
        """A connection that begins: the same, so that `cut` ends it wherever it is by then."""
        self._let_go()
        self._line = line.dup()
        if self.is_cut:
            self.cut()
        return line

    def cut(self) -> None:
        """End the connection; whoever waits for it hears that it broke off. From any thread."""
        self.is_cut, line = True, self._line
        if line is not None:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def begin(self) -> None:
        """Another request begins, with an end of its own."""
        self.is_cut = False

    def close(self) -> None:
        """Nothing of it stays open."""
        self._let_go()
        super().close()

    def _let_go(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

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


@contextmanager
def ended_after(session: requests.Session, seconds: float) -> Iterator[None]:
    """One request over a session of `pinned_session`: after so many seconds its connection is cut, and what came until
    then is no answer. requests.Timeout."""
    (adapter,) = {one for one in session.adapters.values() if isinstance(one, PinnedAdapter)}
    adapter.begin()
    end = threading.Timer(seconds, adapter.cut)
    end.daemon = True
    end.start()
    try:
        yield
    finally:
        end.cancel()
    if adapter.is_cut:
        raise requests.Timeout
