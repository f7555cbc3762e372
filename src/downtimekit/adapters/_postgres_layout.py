"""The tables under the PostgreSQL journal: how they are laid out, brought up to date, and refused."""

from __future__ import annotations

from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from downtimekit.errors import JournalError

APPLICATION = "downtimekit"
"""Tells our tables from anybody else's."""

OLDEST_SERVER = 130000
"""PostgreSQL 13: the first whose transaction ids never start again from the beginning."""

LINES_AT_ONCE = 22
"""Bits of a position that count within a transaction; the others are the transaction's id. See ADR 0012."""

STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE {schema}.layout (application text PRIMARY KEY, version integer NOT NULL, shift bigint NOT NULL)",
        "INSERT INTO {schema}.layout VALUES ('downtimekit', 0, 0)",
        # A page with room in it takes the next head of a stream without touching an index.
        """CREATE TABLE {schema}.streams (
            name text COLLATE "C" PRIMARY KEY, position bigint NOT NULL,
            version bigint NOT NULL, digest text NOT NULL,
            removed bigint UNIQUE, removed_at text, removed_by text, removed_why text
        ) WITH (fillfactor = 70)""",
        """CREATE TABLE {schema}.entries (
            position bigint PRIMARY KEY,
            stream text COLLATE "C" NOT NULL, version bigint NOT NULL,
            at text NOT NULL, by text NOT NULL, command text COLLATE "C" NOT NULL,
            fact text NOT NULL, digest text NOT NULL,
            UNIQUE (stream, version))""",
        "CREATE INDEX commands ON {schema}.entries (stream, command)",
        """CREATE TABLE {schema}.agenda (
            stream text COLLATE "C" NOT NULL, work text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL,
            position bigint NOT NULL, due timestamptz NOT NULL,
            free timestamptz NOT NULL, worker text, attempt integer NOT NULL DEFAULT 0,
            PRIMARY KEY (stream, work, key)
        ) WITH (fillfactor = 70)""",
        "CREATE INDEX agenda_due ON {schema}.agenda (due, position)",
        """CREATE FUNCTION {schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'the journal of downtimekit only grows' USING ERRCODE = 'restrict_violation';
            END $$""",
        """CREATE FUNCTION {schema}.refuse_unless_removed() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT FROM {schema}.streams WHERE name = OLD.stream AND removed IS NOT NULL) THEN
                    RETURN OLD;
                END IF;
                RAISE EXCEPTION 'the journal of downtimekit only grows' USING ERRCODE = 'restrict_violation';
            END $$""",
        """CREATE TRIGGER only_grows BEFORE UPDATE ON {schema}.entries
            FOR EACH ROW EXECUTE FUNCTION {schema}.refuse()""",
        """CREATE TRIGGER only_grows_whole BEFORE TRUNCATE ON {schema}.entries
            FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse()""",
        """CREATE TRIGGER stays_unless_removed BEFORE DELETE ON {schema}.entries
            FOR EACH ROW EXECUTE FUNCTION {schema}.refuse_unless_removed()""",
        """CREATE TRIGGER only_grows BEFORE UPDATE ON {schema}.streams FOR EACH ROW WHEN (
            NEW.name <> OLD.name OR NEW.position <> OLD.position OR NEW.version < OLD.version
            OR OLD.removed IS NOT NULL
        ) EXECUTE FUNCTION {schema}.refuse()""",
        """CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON {schema}.streams
            FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse()""",
    ),
)
"""How the tables came to be, a step for each version of the layout; a new journal goes through all of them."""

_HERE = """SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
    EXISTS (SELECT FROM pg_namespace WHERE nspname = %(schema)s),
    EXISTS (SELECT FROM pg_class JOIN pg_namespace spaces ON spaces.oid = relnamespace WHERE nspname = %(schema)s),
    EXISTS (SELECT FROM pg_class JOIN pg_namespace spaces ON spaces.oid = relnamespace
        WHERE nspname = %(schema)s AND relname = 'layout' AND relkind = 'r')"""
_IS_AHEAD = """SELECT coalesce((SELECT max(position) >> {bits} FROM {schema}.entries), 0) >=
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint + shift FROM {schema}.layout"""
_CATCH_UP = """UPDATE {schema}.layout SET shift = 1 - pg_snapshot_xmax(pg_current_snapshot())::text::bigint
    + (SELECT max(position) >> {bits} FROM {schema}.entries)"""


def lay_out(connection: Connection, *, schema: str) -> None:
    """Make the tables, or bring them up to date; somebody who does so at the same time is waited for.

    Raises:
        JournalError: something else is there, or what a newer release wrote; it was left as it is.
        psycopg.Error: the server did not let us.
    """
    if _version(connection, schema) < len(STEPS):
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"{APPLICATION} {schema}",))
            _bring_up(connection, schema, version=_version(connection, schema))
    if _answer(connection, schema, _IS_AHEAD)[0]:
        _catch_up(connection, schema)


def _bring_up(connection: Connection, schema: str, *, version: int) -> None:
    if not _there(connection, schema)[2]:
        connection.execute(SQL("CREATE SCHEMA {schema}").format(schema=Identifier(schema)))
    for step in STEPS[version:]:
        for statement in step:
            connection.execute(_named(statement, schema))
    connection.execute(_named("UPDATE {schema}.layout SET version = %s", schema), (len(STEPS),))


def _catch_up(connection: Connection, schema: str) -> None:
    """Let places count on from where they stood on the server that the tables were restored from."""
    with connection.transaction():
        connection.execute(_named("LOCK TABLE {schema}.layout IN ACCESS EXCLUSIVE MODE", schema))
        if _answer(connection, schema, _IS_AHEAD)[0]:
            connection.execute(_named(_CATCH_UP, schema))


def _version(connection: Connection, schema: str) -> int:
    """Return the version of the layout that is there; 0 where nothing is."""
    server, encoding, _, is_used, may_be_ours = _there(connection, schema)
    if server < OLDEST_SERVER:
        raise JournalError(f"{schema}: needs PostgreSQL 13 or newer")
    if encoding != "UTF8":
        raise JournalError(f"{schema}: needs a database whose encoding is UTF8")
    if not is_used:
        return 0
    found = _answer(connection, schema, "SELECT to_jsonb(found) FROM {schema}.layout found")[0] if may_be_ours else {}
    if found.get("application") != APPLICATION:
        raise JournalError(f"{schema}: holds something else than a journal of downtimekit; it was left as it is")
    version = int(found["version"])
    if version > len(STEPS):
        raise JournalError(
            f"{schema}: was written by a newer release (layout {version}; this one reads up to {len(STEPS)})"
        )
    return version


def _there(connection: Connection, schema: str) -> tuple[Any, ...]:
    return connection.execute(_HERE, {"schema": schema}).fetchone() or ()


def _answer(connection: Connection, schema: str, question: str) -> tuple[Any, ...]:
    return connection.execute(_named(question, schema)).fetchone() or ({},)


def _named(statement: str, schema: str) -> bytes:
    text = statement.replace("{bits}", str(LINES_AT_ONCE))
    return SQL(text).format(schema=Identifier(schema)).as_bytes(None)
