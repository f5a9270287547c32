"""Kinds of event that carriage itself writes. Case kinds (below 64) belong to casework.

Frozen: a number, once used, keeps its meaning. An unknown kind is kept and passed on.
"""

from typing import Final

CASE_KIND_MAX: Final = 63  # kinds up to here belong to a case and are casework's

PURGED: Final = 32  # casework's, known here because it says why its author's bodies of that case do not come

NODE_CERTIFIED: Final = 64  # the first event of every log; facts {1: [certificate, ...], 2: incarnation number}
# and, where it follows others (R-EPOCH), 3: [[log name, seq, hash of that event], ...]: how far the node holds each
KEY_SHARED: Final = 65  # facts {1: key id, 2: [[recipient id, HPKE wrap], ...]}
CARRIED: Final = 66  # "left here": facts {1: [[log, from, to], ...], 2: road, 3: at_ms}
SEALING_KEY_CHANGED: Final = 68  # facts {1: old key, 2: new key, 3: county's recipient id, 4: proof} (station_key)
SENT: Final = 67  # downward: facts {1: signed bytes of the office's event, 2: slip (array)}

KIND_NAMES: Final = {
    NODE_CERTIFIED: "NodeCertified",
    KEY_SHARED: "KeyShared",
    CARRIED: "Carried",
    SENT: "Sent",
    SEALING_KEY_CHANGED: "SealingKeyChanged",
}
