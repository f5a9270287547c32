"""What a word that lets go of bodies reaches: everything that it comes after, and nothing else.

Anybody on the way can take a body off an event. That its author once let go of a case's bodies excuses those of before
that word alone: what was written later has its body, and comes with it or is not taken.
"""

from collections import defaultdict
from collections.abc import Iterable

from ..event import Event
from .head import log_name


def let_go_before(words: Iterable[Event], events: Iterable[Event]) -> set[bytes]:
    """Hashes of what these words come after, as far as `events` (of one case number, the words among them or not)
    tell: what is earlier in the same log, and what is named in `after`, at any distance."""
    given = {event.hash: event for event in events}
    in_log: dict[bytes, list[Event]] = defaultdict(list)
    for event in given.values():
        in_log[log_name(event.head)].append(event)
    reached: dict[bytes, int] = {}  # log name -> everything in it before this number is found
    found: set[bytes] = set()
    left = list(words)
    while left:
        head = left.pop().head
        name = log_name(head)
        fresh = set(head.after)
        if head.seq > (bound := reached.get(name, 0)):
            fresh |= {event.hash for event in in_log[name] if bound <= event.head.seq < head.seq}
            reached[name] = head.seq
        left += [given[hash_] for hash_ in fresh - found if hash_ in given]
        found |= fresh
    return found
