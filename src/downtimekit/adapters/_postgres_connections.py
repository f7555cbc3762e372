"""The connections under the PostgreSQL journal: shared by threads, and opened again where they were lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from time import monotonic, sleep
from typing import TypeVar

import psycopg
from attrs import define, field, frozen
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus

from downtimekit.adapters._postgres_words import Trouble, trouble_of
from downtimekit.errors import Fault, InvalidInput, JournalError

T = TypeVar("T")

_DEFAULTS: Mapping[str, str] = {
    "client_encoding": "utf8",
    "fallback_application_name": "downtimekit",
    "connect_timeout": "5",
    # A server whose machine or network is gone says nothing: without these, one waits for it for hours.
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
# What a server or a user may be set to otherwise, and the promises of the journal rest on.
# A plan is made once, with an index for every table: to plan a command, or to compile it, costs more than to do it.
_SETTINGS = """SELECT set_config('default_transaction_isolation', 'read committed', false),
    set_config('plan_cache_mode', 'force_generic_plan', false), set_config('enable_seqscan', 'off', false),
    set_config('jit', 'off', false),
    set_config('lock_timeout', %s, false),
    set_config('synchronous_commit', CASE current_setting('synchronous_commit')
        WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)"""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.5


@frozen
class Address:
    """Where the journal is, and how long it is waited for.

    Attributes:
        conninfo: may hold a password.
        schema: the name of its own within the database; what errors call it by.
        patience: in seconds.
    """

    conninfo: str = field(repr=False)
    schema: str
    patience: float

    def connect(self) -> psycopg.Connection:
        """Open a connection on which every statement is a transaction.

        Raises:
            psycopg.Error: the server cannot be reached, or does not let us in.
        """
        connection = psycopg.connect(self.conninfo, autocommit=True)
        try:
            connection.execute(_SETTINGS, (str(max(1, round(self.patience * 1000))),))
        except BaseException:
            connection.close()
            raise
        return connection


def with_defaults(conninfo: str) -> str:
    """Return a connection string with what it does not say about waiting and dying.

    Raises:
        InvalidInput: it cannot be read; nothing of it is shown.
    """
    try:
        asked = conninfo_to_dict(conninfo)
        return make_conninfo(conninfo, **{name: value for name, value in _DEFAULTS.items() if name not in asked})
    except psycopg.Error:
        fault = Fault("", "cannot be read; write postgresql://user@host/database, or host=... dbname=... user=...")
    raise InvalidInput("connection string", [fault])


@define(eq=False)
class Connections:
    """A few connections, each used by one thread at a time; they are opened as they are needed."""

    address: Address
    limit: int
    _idle: list[psycopg.Connection] = field(factory=list, init=False)
    _unread: set[psycopg.Connection] = field(factory=set, init=False)
    _free: BoundedSemaphore = field(init=False)
    _lock: Lock = field(factory=Lock, init=False)
    _is_closed: bool = field(default=False, init=False)
    _process: int = field(factory=os.getpid, init=False)

    @_free.default
    def _all_of_them(self) -> BoundedSemaphore:
        return BoundedSemaphore(self.limit)

    def run(self, work: Callable[[psycopg.Connection], T], *, may_repeat: bool = True) -> T:
        """Do some work on a connection, and again on another one where that may help, until patience ends.

        Args:
            work: is done whole or not at all, and does no harm when it is done twice.
            may_repeat: False where that is not so.

        Raises:
            JournalError: it could not be done, in our words.
        """
        give_up, pause = monotonic() + self.address.patience, _FIRST_PAUSE
        if not may_repeat:
            self._drop()  # a connection may have died while nobody used it
        while True:
            trouble: Trouble
            try:
                with self._lent() as connection:
                    return work(connection)
            except psycopg.Error as error:
                trouble = trouble_of(error)
            # From here on PostgreSQL's error, which may quote what was written, is in nobody's context.
            if trouble.is_lost:
                self._drop()
            if not (trouble.is_passing and may_repeat) or monotonic() + pause > give_up:
                raise JournalError(f"{self.address.schema}: {trouble.words}")
            sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def tell(self, connection: psycopg.Connection, statement: bytes) -> None:
        """Send a statement as the last thing of some work, and wait for no answer: it may be lost.

        Args:
            connection: as it was lent; nothing else can be done on it in this work.
            statement: a transaction of its own.

        Raises:
            psycopg.Error: the connection is lost.
        """
        connection.pgconn.send_query(statement)
        connection.pgconn.flush()
        self._unread.add(connection)

    def close(self) -> None:
        """Close all connections that nobody uses, and the others when they are given back."""
        self._is_closed = True
        if os.getpid() == self._process:
            self._drop()

    def check(self) -> None:
        """Raise where these connections cannot be used any more.

        Raises:
            JournalError: they were closed, or belong to the process that this one was forked from.
        """
        if os.getpid() != self._process:
            raise JournalError(f"{self.address.schema}: was opened before the process forked; open it again")
        if self._is_closed:
            raise JournalError(f"{self.address.schema}: was closed")

    @contextmanager
    def _lent(self) -> Iterator[psycopg.Connection]:
        self.check()
        if not self._free.acquire(timeout=self.address.patience):
            raise JournalError(f"{self.address.schema}: all {self.limit} connections are in use; nothing was done")
        try:
            connection = self._taken() or self.address.connect()
            self._read(connection)
            try:
                yield connection
            finally:
                self._give_back(connection)
        finally:
            self._free.release()

    def _taken(self) -> psycopg.Connection | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _give_back(self, connection: psycopg.Connection) -> None:
        is_done = connection in self._unread or connection.info.transaction_status == TransactionStatus.IDLE
        with self._lock:
            if is_done and not connection.closed and not self._is_closed:
                self._idle.append(connection)
                return
        self._unread.discard(connection)
        connection.close()

    def _read(self, connection: psycopg.Connection) -> None:
        """Take the answer to what was told on a connection, whatever it is; mostly it is there by now."""
        if connection in self._unread:
            self._unread.remove(connection)
            while connection.pgconn.get_result():
                pass

    def _drop(self) -> None:
        """Close what is idle: where one connection was lost, the others probably were, too."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            self._unread.discard(connection)
            connection.close()
