"""The single writer: deeds one after another on one connection, many in one COMMIT.

The plain object does the work (`work`), its thread is only a shell, so a simulation can drive it in
one thread. Deeds that wait while a COMMIT is under way share the next one (group commit): the cost
of a sync is paid once for all of them, and each is answered only after it returned. One deed's
failure undoes that deed alone.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from kiosk.core.carriage.certificate import Identity
from kiosk.core.refusal import Refusal

from .database import is_full, writing
from .journal import Journal

T = TypeVar("T")
Deed = Callable[[Journal], Any]

GROUP_COUNT_MAX = 64
ATTEMPTS_MAX = 5
_WRITING: set[str] = set()  # databases that this process writes to: one writer each, asserted


class Writer:
    """Owns the connection that writes. `run` from any thread once started, or from one thread when never started."""

    def __init__(self, engine: Engine, identity: Identity, root_public: bytes) -> None:
        self._name = str(engine.url)
        assert self._name not in _WRITING, "two writers on one database"
        _WRITING.add(self._name)
        try:
            self._opened = writing(engine)
            self._connection = self._opened.__enter__()
            self._journal = Journal(self._connection, identity, root_public)
        except BaseException:
            _WRITING.discard(self._name)
            raise
        self._waiting: queue.SimpleQueue[tuple[Deed, Future[Any]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._gate = threading.Lock()  # nothing is put in the queue after it was emptied for good
        self._when_broken: Callable[[], None] = lambda: None
        self.broken: BaseException | None = None  # why it writes no more: the process is to end and begin anew

    @property
    def journal(self) -> Journal:
        """For what other threads may read: `identities`. Everything else only inside a deed."""
        return self._journal

    def start(self, when_broken: Callable[[], None] = lambda: None) -> None:
        """Give the writer its thread. `when_broken` is called from it, once, when even undoing failed."""
        self._when_broken = when_broken
        self._thread = threading.Thread(target=self._live, name="writer", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Finish what waits, end the thread, let the connection go."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None
        self._opened.__exit__(None, None, None)
        _WRITING.discard(self._name)

    def submit(self, deed: Callable[[Journal], T]) -> "Future[T]":
        """`deed` as soon as may be; the future is done after COMMIT returned, or holds what it raised. A deed may be
        called more than once (its first transaction was undone), so it changes nothing outside the journal."""
        future: Future[T] = Future()
        if self._thread is None:
            self.work([(deed, future)])
            return future
        with self._gate:
            if self.broken is None:
                self._waiting.put((deed, future))
            else:
                future.set_exception(self.broken)
        return future

    def run(self, deed: Callable[[Journal], T]) -> T:
        """What `deed` returned, durable. Raises what it raised (then nothing of it is there), or
        Refusal STORAGE_FULL. Never from inside a deed."""
        assert threading.current_thread() is not self._thread, "a deed inside a deed"
        return self.submit(deed).result()

    def work(self, group: Sequence[tuple[Deed, "Future[Any]"]]) -> None:
        """Do the deeds of one group in one transaction; each alone, once more, when the group as a whole fails."""
        if not group:
            return
        try:
            done = self._together(group)
        except Exception as error:  # the whole transaction is gone: find out whose fault it was
            self._connection.rollback()
            if len(group) > 1:
                for one in group:
                    self.work([one])
                return
            group[0][1].set_exception(_named(error))
            return
        for future, value, failure in done:
            if failure is not None:
                future.set_exception(failure)
            else:
                future.set_result(value)

    def _together(
        self, group: Sequence[tuple[Deed, "Future[Any]"]]
    ) -> list[tuple["Future[Any]", Any, Exception | None]]:
        for attempt in range(1, ATTEMPTS_MAX + 1):
            start = self._journal.mark()
            try:
                done = self._attempt(group)
                self._connection.commit()
            except BaseException as error:  # even undoing failed
                self._journal.back_to(start)
                if attempt < ATTEMPTS_MAX and _is_conflict(error):
                    self._connection.rollback()
                    continue
                raise
            self._journal.committed()
            return done
        raise AssertionError("unreachable")

    def _attempt(
        self, group: Sequence[tuple[Deed, "Future[Any]"]]
    ) -> list[tuple["Future[Any]", Any, Exception | None]]:
        if len(group) == 1:
            deed, future = group[0]
            return [(future, deed(self._journal), None)]
        done: list[tuple[Future[Any], Any, Exception | None]] = []
        for deed, future in group:
            mark = self._journal.mark()
            place = self._connection.begin_nested()
            try:
                done.append((future, deed(self._journal), None))
                place.commit()
            except DBAPIError:
                raise  # the database itself: the savepoint may be gone with it
            except Exception as error:  # whatever it raised is its caller's, who waits for it
                place.rollback()
                self._journal.back_to(mark)
                done.append((future, None, error))
        return done

    def _live(self) -> None:
        going = True
        while going:
            first = self._waiting.get()
            if first is None:
                return
            group = [first]
            while len(group) < GROUP_COUNT_MAX:
                try:
                    more = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    going = False
                    break
                group.append(more)
            running = [one for one in group if one[1].set_running_or_notify_cancel()]
            try:
                self.work(running)
            except BaseException as error:  # even undoing failed
                self._break(error, running)
                return

    def _break(self, error: BaseException, group: Sequence[tuple[Deed, "Future[Any]"]]) -> None:
        """What the connection holds is unknown: nobody is left waiting, nothing more is written, the rest is for a new
        process, which finds what was committed."""
        with self._gate:
            self.broken = error
        futures = [future for _, future in group]
        while not self._waiting.empty():
            if (waiting := self._waiting.get()) is not None:
                futures.append(waiting[1])
        for future in futures:
            if not future.done():
                future.set_exception(error)
        self._when_broken()


def _is_conflict(error: BaseException) -> bool:
    """Another process of this county wrote the same thing at the same time: PostgreSQL's 40001, 40P01 or 23505."""
    if not isinstance(error, DBAPIError):
        return False
    return getattr(error.orig, "sqlstate", None) in ("40001", "40P01", "23505")


def _named(error: Exception) -> Exception:
    """A full disk has a name of its own; everything else is what it was."""
    if isinstance(error, DBAPIError) and is_full(error):
        return Refusal("STORAGE_FULL")
    return error
