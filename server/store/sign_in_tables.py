"""Tables of the console's door: who is signed in, and who tried in vain.

The same rules as `tables`: primary key (county, id), ids made by the client. Times here are seconds of uptime.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table

from .tables import METADATA, _county, _id

# Who is signed in at the console. id: SHA-256 of the secret in the cookie; token: what every form must bring back.
# began_s, seen_s: seconds of the machine's uptime; a start of the server ends every session.
session = Table(
    "session",
    METADATA,
    _county(),
    _id("id", LargeBinary(32)),
    Column("number", String(20), nullable=False),
    Column("token", LargeBinary(32), nullable=False),
    Column("began_s", BigInteger, nullable=False),
    Column("seen_s", BigInteger, nullable=False),
)
Index("session_by_number", session.c.county, session.c.number)

# Wrong tries to sign in and to look up. id: 16 bytes that name what is counted, and no address readably. Seconds of
# uptime; until_s: rests until then, 0 when it does not; rest_s: how long a whole rest of this one is.
wrong_try = Table(
    "wrong_try",
    METADATA,
    _county(),
    _id("id", LargeBinary(16)),
    Column("tries", Integer, nullable=False),
    Column("since_s", BigInteger, nullable=False),
    Column("until_s", BigInteger, nullable=False),
    Column("rest_s", Integer, nullable=False),
)
