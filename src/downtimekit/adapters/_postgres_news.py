"""Waiting for news from PostgreSQL: a wake-up, and nothing to rely on."""

from __future__ import annotations

from threading import Lock

import psycopg
from attrs import define, field
from psycopg.sql import SQL, Identifier

from downtimekit.adapters._postgres_connections import Address
from downtimekit.adapters._postgres_words import trouble_of
from downtimekit.errors import JournalError


@define(eq=False)
class News:
    """Listens on a connection of its own, from the first time that somebody waits."""

    address: Address
    _connection: psycopg.Connection | None = field(default=None, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def wait(self, timeout: float) -> bool:
        """Wait for news, and say whether there were any; True at once where some may have been missed.

        Raises:
            JournalError: the server cannot be reached.
        """
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self.address.connect()
                    self._connection.execute(SQL("LISTEN {}").format(Identifier(self.address.schema)))
                    return True
                return any(True for _ in self._connection.notifies(timeout=timeout, stop_after=1))
            except psycopg.Error as error:
                trouble = trouble_of(error)
            self._hang_up()
        raise JournalError(f"{self.address.schema}: {trouble.words}")

    def close(self) -> None:
        """Stop listening; who waits is told, within the time that it waits."""
        with self._lock:
            self._hang_up()

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
