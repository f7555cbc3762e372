"""The statements of the PostgreSQL journal.

One statement is one transaction and one way to the server and back, also where it writes into three tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from attrs import frozen
from psycopg.sql import SQL, Identifier

from downtimekit.adapters._postgres_layout import LINES_AT_ONCE

_LINE = "stream, version, at, by, command, fact, digest"

# What is being written cannot be seen by others before what was begun earlier: see ADR 0012.
_PLACE = """place AS (SELECT (pg_current_xact_id()::text::bigint + shift) << {bits} AS first
    FROM {schema}.layout WHERE application = 'downtimekit')"""
_BEGUN = """moved AS (
    INSERT INTO {schema}.streams (name, position, version, digest)
    SELECT %(stream)s, first, %(last)s, %(digest)s FROM place
    ON CONFLICT DO NOTHING RETURNING name)"""
# Every commit to a stream moves its head: where the head is as it was seen, so are the commands of the stream.
_MOVED = """moved AS (
    UPDATE {schema}.streams SET version = %(last)s, digest = %(digest)s FROM place
    WHERE name = %(stream)s AND version = %(version)s AND digest = %(before)s AND removed IS NULL
        AND NOT EXISTS (SELECT FROM {schema}.entries WHERE stream = %(stream)s AND command = %(command)s)
    RETURNING name)"""
_WRITTEN = """written AS (
    INSERT INTO {schema}.entries (position, stream, version, at, by, command, fact, digest)
    SELECT first + n - 1, %(stream)s, %(version)s + n, %(at)s, %(by)s, %(command)s, fact, line_digest
    FROM moved, place, unnest(%(facts)s::text[], %(digests)s::text[]) WITH ORDINALITY AS line (fact, line_digest, n))"""
_SETTLED = """settled AS (
    DELETE FROM {schema}.agenda item
    USING moved, unnest(%(settled_works)s::text[], %(settled_keys)s::text[]) AS gone (work, key)
    WHERE item.stream = %(stream)s AND item.work = gone.work AND item.key = gone.key)"""
_CLEARED = """cleared AS (
    DELETE FROM {schema}.agenda item USING moved
    WHERE item.stream = %(stream)s AND item.work = ANY(%(cleared)s::text[]) AND (item.work, item.key) NOT IN (
        SELECT * FROM unnest(%(opened_works)s::text[], %(opened_keys)s::text[])))"""
# An item that was settled in the same commit is another one, and stands behind; one that was not has another time only.
_OPENED = """opened AS (
    INSERT INTO {schema}.agenda AS item (stream, work, key, position, due, free)
    SELECT %(stream)s, work, key, first + %(offset)s + n - 1, due, due FROM moved, place,
        unnest(%(opened_works)s::text[], %(opened_keys)s::text[], %(dues)s::timestamptz[])
        WITH ORDINALITY AS asked (work, key, due, n)
    ON CONFLICT (stream, work, key) DO UPDATE SET due = excluded.due, free = excluded.free, worker = NULL,
        (position, attempt) = (SELECT CASE WHEN is_new THEN excluded.position ELSE item.position END,
                CASE WHEN is_new THEN 0 ELSE item.attempt END
            FROM (SELECT item.work = ANY(%(cleared)s::text[])
                OR item.work || '/' || item.key = ANY(%(afresh)s::text[])) AS said (is_new)))"""
_MADE_SURE = "moved AS (SELECT)"
_ANSWER = "SELECT count(*) FROM moved"

_CLAIM = """WITH ready AS MATERIALIZED (
        SELECT stream, work, key FROM {schema}.agenda
        WHERE due <= %(now)s AND free <= %(now)s AND work = ANY(%(works)s::text[])
        ORDER BY due, position LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    UPDATE {schema}.agenda item SET worker = %(worker)s, free = %(until)s, attempt = item.attempt + 1 FROM ready
    WHERE (item.stream, item.work, item.key) = (ready.stream, ready.work, ready.key)
    RETURNING item.stream, item.work, item.key, item.due, item.attempt, item.position"""
_HELD = """WHERE stream = %(stream)s AND work = %(work)s AND key = %(key)s
        AND worker = %(worker)s AND attempt = %(attempt)s"""
_HORIZON = """((pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        + (SELECT shift FROM {schema}.layout WHERE application = 'downtimekit')) << {bits})"""
_WORDS = {"line": _LINE, "place": _PLACE, "held": _HELD, "horizon": _HORIZON}


def array(texts: Iterable[str]) -> str:
    """Write texts as PostgreSQL reads an array; psycopg's own way cost a command a fifth of its time on our side."""
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


@frozen
class Statements:
    """Every statement that never changes its shape, for one schema."""

    head: bytes
    ends: bytes
    read: bytes
    page: bytes
    receipt: bytes
    feed: bytes
    streams: bytes
    removed: bytes
    due: bytes
    open: bytes
    owing: bytes
    claim: bytes
    renew: bytes
    release: bytes
    lock: bytes
    heads: bytes
    known: bytes
    take_lines: bytes
    take_heads: bytes
    lock_stream: bytes
    mark_removed: bytes
    remove_entries: bytes
    remove_agenda: bytes
    notify: bytes

    @classmethod
    def of(cls, schema: str) -> Statements:
        """Return the statements for a schema."""
        return cls(**{name: _named(text, schema) for name, text in _TEXTS.items()})


_TEXTS = {
    "head": """SELECT version, digest, removed IS NOT NULL,
        EXISTS (SELECT FROM {schema}.entries WHERE stream = %(stream)s AND command = %(command)s)
        FROM {schema}.streams WHERE name = %(stream)s""",
    "ends": """SELECT (SELECT version FROM {schema}.streams WHERE name = %(stream)s AND removed IS NULL),
        (SELECT digest FROM {schema}.streams WHERE name = %(stream)s AND removed IS NULL),
        (SELECT max(version) FROM {schema}.entries WHERE stream = %(stream)s)""",
    "read": "SELECT {line} FROM {schema}.entries WHERE stream = %s AND version > %s ORDER BY version",
    "page": """SELECT {line} FROM {schema}.entries WHERE stream = %s AND version > %s AND version <= %s
        ORDER BY version LIMIT 1000""",
    "receipt": "SELECT {line} FROM {schema}.entries WHERE stream = %s AND command = %s ORDER BY version",
    "feed": """SELECT position, {line} FROM {schema}.entries
        WHERE position > %s AND position < {horizon} ORDER BY position LIMIT %s""",
    "streams": "SELECT name FROM {schema}.streams WHERE removed IS NULL ORDER BY position",
    "removed": """SELECT name, version, digest, removed_at, removed_by, removed_why FROM {schema}.streams
        WHERE removed IS NOT NULL ORDER BY removed""",
    "due": """SELECT stream, work, key, due FROM {schema}.agenda WHERE due <= coalesce(%s, 'infinity'::timestamptz)
        ORDER BY due, position LIMIT %s""",
    "open": "SELECT stream, work, key, due FROM {schema}.agenda",
    "owing": "SELECT {line} FROM {schema}.entries WHERE fact LIKE ANY(%s) ORDER BY position",
    "claim": _CLAIM,
    "renew": "UPDATE {schema}.agenda SET free = %(until)s {held}",
    "release": """UPDATE {schema}.agenda SET worker = NULL, free = coalesce(%(due)s, due)
        {held}""",
    # Before anything else: nobody writes while lines are taken in, and nobody's place comes between them.
    "lock": "LOCK TABLE {schema}.streams IN SHARE ROW EXCLUSIVE MODE",
    "heads": "SELECT name, version, digest, removed IS NOT NULL FROM {schema}.streams WHERE name = ANY(%s)",
    "known": """SELECT {line} FROM {schema}.entries
        JOIN unnest(%s::text[], %s::bigint[]) AS asked (stream, version) USING (stream, version)""",
    "take_lines": """WITH {place} INSERT INTO {schema}.entries (position, {line})
        SELECT first + %s + n - 1, {line} FROM place, unnest(%s::text[], %s::bigint[], %s::text[], %s::text[],
            %s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS line ({line}, n)""",
    "take_heads": """WITH {place} INSERT INTO {schema}.streams (name, position, version, digest)
        SELECT name, first + %s + n - 1, version, digest
        FROM place, unnest(%s::text[], %s::bigint[], %s::text[]) WITH ORDINALITY AS head (name, version, digest, n)
        ON CONFLICT (name) DO UPDATE SET version = excluded.version, digest = excluded.digest""",
    "lock_stream": "SELECT version, digest FROM {schema}.streams WHERE name = %s AND removed IS NULL FOR UPDATE",
    "mark_removed": """WITH {place} UPDATE {schema}.streams SET removed = first, removed_at = %s, removed_by = %s,
        removed_why = %s FROM place WHERE name = %s""",
    "remove_entries": "DELETE FROM {schema}.entries WHERE stream = %s",
    "remove_agenda": "DELETE FROM {schema}.agenda WHERE stream = %s",
    "notify": "NOTIFY {schema}",
}


@cache
def append(schema: str, *, begins: bool, settles: bool, clears: bool, opens: bool) -> bytes:
    """Return the statement that writes a commit, or nothing where the head of its stream is another.

    Args:
        schema: of the journal.
        begins: whether the commit is the first of its stream.
        settles: whether it settles items of the agenda by name.
        clears: whether it settles all items of a kind.
        opens: whether it opens items.
    """
    parts = [_PLACE, _BEGUN if begins else _MOVED, _WRITTEN, *_of_agenda(settles=settles, clears=clears, opens=opens)]
    return _named(f"WITH {', '.join(parts)} {_ANSWER}", schema)


@cache
def keep_agenda(schema: str, *, settles: bool, clears: bool, opens: bool) -> bytes:
    """Return the statement that changes the agenda of one stream, and nothing else."""
    parts = [_PLACE, _MADE_SURE, *_of_agenda(settles=settles, clears=clears, opens=opens)]
    return _named(f"WITH {', '.join(parts)} {_ANSWER}", schema)


def _of_agenda(*, settles: bool, clears: bool, opens: bool) -> list[str]:
    return [_SETTLED] * settles + [_CLEARED] * clears + [_OPENED] * opens


def _named(text: str, schema: str) -> bytes:
    name = Identifier(schema)
    words = {word: SQL(part).format(schema=name, bits=LINES_AT_ONCE) for word, part in _WORDS.items()}
    return SQL(" ".join(text.split())).format(schema=name, bits=LINES_AT_ONCE, **words).as_bytes(None)
