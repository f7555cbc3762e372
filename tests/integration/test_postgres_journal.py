"""The PostgreSQL journal's own ground: its tables, what is refused, what is found altered, and its feed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from downtimekit.adapters import _postgres_layout
from downtimekit.adapters._postgres_statements import array
from downtimekit.adapters.postgres_journal import PostgresJournal
from downtimekit.errors import InvalidInput, JournalDamaged, JournalError, UnknownName, VersionConflict
from downtimekit.models.facts import Fact, Promised, Signalled
from downtimekit.ports.agenda import Work
from downtimekit.ports.entries import GENESIS
from downtimekit.ports.journal import Removed
from downtimekit.testing.contracts.journal import CLERK, FACTS, NOON, OTHER_FACTS, at_once, commit_of
from tests.integration.postgres_server import Server, new_name

pytestmark = pytest.mark.integration
SECRET = "Okonkwo-1957"
LEASE = timedelta(minutes=1)
STEPS = len(_postgres_layout.STEPS)


@pytest.fixture
def schema() -> str:
    return new_name("ward")


@pytest.fixture
def opened(postgres: Server, schema: str) -> Iterator[Callable[..., PostgresJournal]]:
    """Open the journal, again and again; all are closed in the end."""
    journals: list[PostgresJournal] = []

    def open_it(user: str = "postgres", patience: float = 5) -> PostgresJournal:
        journals.append(PostgresJournal(postgres.conninfo(user=user), schema=schema, patience=patience))
        return journals[-1]

    yield open_it
    for journal in journals:
        journal.close()


@pytest.fixture
def journal(opened: Callable[..., PostgresJournal]) -> PostgresJournal:
    return opened()


@pytest.fixture
def written(journal: PostgresJournal) -> PostgresJournal:
    """A journal of six entries in three commits."""
    for step in range(3):
        journal.append(commit_of(f"step-{step}", expected=2 * step))
    return journal


def full_message(error: BaseException) -> str:
    chain = [error, error.__cause__, error.__context__]
    return " ".join(f"{link!r} {vars(link)}" for link in chain if link is not None)


def behind_its_back(postgres: Server, schema: str, statement: str) -> None:
    """Do what only the owner of a table can, who has switched its guards off."""
    with postgres.connect() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(statement.replace("{schema}", schema).encode())


class TestOpening:
    def test_what_was_written_is_there_when_the_journal_is_opened_again(
        self, written: PostgresJournal, opened: Callable[..., PostgresJournal]
    ) -> None:
        written.close()
        again = opened()

        assert [entry.command for entry in again.read("west-1", after=4)] == ["step-2"] * 2
        assert [entry.version for entry in again.append(commit_of("more", expected=6))] == [7, 8]

    def test_a_journal_that_was_closed_says_so(self, written: PostgresJournal) -> None:
        written.close()
        written.close()

        with pytest.raises(JournalError, match="was closed"):
            written.read("west-1")
        with pytest.raises(JournalError, match="was closed"):
            written.wait_for_work(0)

    def test_eight_processes_worth_of_journals_make_the_tables_once(
        self, opened: Callable[..., PostgresJournal]
    ) -> None:
        journals = at_once(lambda number: opened())

        journals[0].append(commit_of("declare"))
        assert [len(journal.read("west-1")) for journal in journals] == [2] * 8

    def test_a_schema_that_the_hospital_made_beforehand_is_used(
        self, postgres: Server, schema: str, opened: Callable[..., PostgresJournal]
    ) -> None:
        postgres.sql(f"CREATE SCHEMA {schema}")

        assert opened().streams() == ()

    @pytest.mark.parametrize(
        "table", ["layout (application text, version int)", "layout (rooms text)", "patients (name text)"]
    )
    def test_what_belongs_to_somebody_else_is_left_as_it_is(
        self, postgres: Server, schema: str, opened: Callable[..., PostgresJournal], table: str
    ) -> None:
        postgres.sql(f"CREATE SCHEMA {schema}")
        postgres.sql(f"CREATE TABLE {schema}.{table}")

        with pytest.raises(JournalError, match="holds something else than a journal of downtimekit"):
            opened()
        assert postgres.sql("SELECT count(*) FROM pg_tables WHERE schemaname = %s", schema) == [(1,)]

    def test_what_a_newer_release_laid_out_is_left_to_it(
        self, postgres: Server, schema: str, written: PostgresJournal, opened: Callable[..., PostgresJournal]
    ) -> None:
        postgres.sql(f"UPDATE {schema}.layout SET version = {STEPS + 1}")

        with pytest.raises(JournalError, match=rf"newer release \(layout {STEPS + 1}; this one reads up to {STEPS}\)"):
            opened()

    def test_the_next_release_brings_the_tables_up_to_date_once(
        self, written: PostgresJournal, opened: Callable[..., PostgresJournal], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        next_step = ("ALTER TABLE {schema}.agenda ADD COLUMN note text",)
        monkeypatch.setattr(_postgres_layout, "STEPS", (*_postgres_layout.STEPS, next_step))

        journals = at_once(lambda number: opened(), threads=4)

        assert [len(journal.read("west-1")) for journal in journals] == [6] * 4
        journals[0].verify("west-1")

    def test_an_upgrade_that_fails_leaves_the_tables_as_they_were(
        self,
        postgres: Server,
        schema: str,
        written: PostgresJournal,
        opened: Callable[..., PostgresJournal],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        broken = ("ALTER TABLE {schema}.agenda ADD COLUMN note text", "SELECT no_such_thing()")
        with monkeypatch.context() as patch:
            patch.setattr(_postgres_layout, "STEPS", (*_postgres_layout.STEPS, broken))
            with pytest.raises(JournalError, match="could not be used"):
                opened()

        assert postgres.sql(f"SELECT version FROM {schema}.layout") == [(STEPS,)]
        assert len(opened().read("west-1")) == 6

    def test_a_database_that_cannot_hold_every_name_is_refused(self, postgres: Server) -> None:
        with pytest.raises(JournalError, match="UTF8"):
            PostgresJournal(postgres.conninfo(postgres.database("LATIN1")))

    @pytest.mark.parametrize("schema", ["", "Ward", "a-b", "x" * 64, 'a"; DROP TABLE x', "ward\n"])
    def test_the_name_of_a_schema_is_checked_before_anything_is_sent(self, schema: str) -> None:
        with pytest.raises(InvalidInput, match="small letters"):
            PostgresJournal("host=127.0.0.1 port=1", schema=schema)

    @pytest.mark.parametrize("conninfo", [f"postgresql://nurse:{SECRET}@[::1/db", f"password={SECRET} nothing"])
    def test_a_connection_string_that_cannot_be_read_is_not_shown(self, conninfo: str) -> None:
        with pytest.raises(InvalidInput, match="cannot be read") as caught:
            PostgresJournal(conninfo)
        assert SECRET not in full_message(caught.value)

    @pytest.mark.parametrize("detail", ["user=nobody_here", "dbname=nowhere", f"password={SECRET} user=nobody_here"])
    def test_a_server_that_does_not_let_us_in_is_not_asked_again(self, postgres: Server, detail: str) -> None:
        with pytest.raises(JournalError, match="does not let us in") as caught:
            PostgresJournal(f"{postgres.conninfo()} {detail}", patience=600)
        assert SECRET not in full_message(caught.value)

    def test_nobody_waits_for_ever_for_a_server_that_is_not_there(self) -> None:
        with pytest.raises(JournalError, match="cannot be reached"):
            PostgresJournal("host=127.0.0.1 port=1", patience=0.1)

    @pytest.mark.skipif(sys.platform == "win32", reason="asks for POSIX")
    def test_a_forked_process_is_told_to_open_the_journal_again(self, postgres: Server, schema: str) -> None:
        program = (
            "import os, sys\n"
            "from downtimekit.adapters.postgres_journal import PostgresJournal\n"
            "journal = PostgresJournal(sys.argv[1], schema=sys.argv[2])\n"
            "if not os.fork():\n"
            "    try:\n"
            "        journal.streams()\n"
            "    except Exception as error:\n"
            "        print(error, flush=True)\n"
            "    journal.close()\n"
            "    os._exit(0)\n"
            "os.wait()\n"
            "print(journal.streams())\n"
        )
        command = [sys.executable, "-c", program, postgres.conninfo(), schema]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout

        assert said.splitlines() == [f"{schema}: was opened before the process forked; open it again", "()"]

    def test_commits_are_on_the_disk_whatever_the_user_is_set_to(self, postgres: Server, schema: str) -> None:
        postgres.sql(f"CREATE ROLE {schema} SUPERUSER LOGIN")
        for setting in ("synchronous_commit = off", "default_transaction_isolation = serializable"):
            postgres.sql(f"ALTER ROLE {schema} SET {setting}")
        with PostgresJournal(postgres.conninfo(user=schema), schema=schema) as journal:
            shown = journal._rows(b"SELECT current_setting('synchronous_commit')")
            outcomes = at_once(lambda number: list(journal.append(commit_of("declare"))))

        assert shown == [("on",)]
        assert outcomes == [outcomes[0]] * 8


class TestGuards:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE {schema}.entries SET fact = 'x' WHERE version = 2",
            "DELETE FROM {schema}.entries WHERE version = 6",
            "TRUNCATE {schema}.entries",
            "TRUNCATE {schema}.entries, {schema}.streams",
            "UPDATE {schema}.streams SET version = 4",
            "UPDATE {schema}.streams SET name = 'east-1'",
            "DELETE FROM {schema}.streams",
            "TRUNCATE {schema}.streams",
        ],
    )
    def test_the_database_itself_keeps_the_journal_from_being_altered(
        self, postgres: Server, schema: str, written: PostgresJournal, statement: str
    ) -> None:
        with pytest.raises(Exception, match="only grows"):
            postgres.sql(statement.replace("{schema}", schema))
        written.verify("west-1")

    @pytest.mark.parametrize(
        ("statement", "version"),
        [
            ("UPDATE {schema}.entries SET fact = replace(fact, 'down', 'up') WHERE version = 3", 3),
            ("UPDATE {schema}.entries SET at = replace(at, '12:', '13:') WHERE version = 1", 1),
            ("UPDATE {schema}.entries SET digest = repeat('0', 64) WHERE version = 5", 5),
            ("DELETE FROM {schema}.entries WHERE version = 2", 2),
            ("DELETE FROM {schema}.entries WHERE version = 6", 6),
            ("DELETE FROM {schema}.streams", 1),
            ("DELETE FROM {schema}.entries", 1),
            ("UPDATE {schema}.streams SET version = 5", 6),
            ("UPDATE {schema}.streams SET digest = repeat('0', 64)", 6),
        ],
    )
    def test_whoever_switches_the_guards_off_is_found_by_the_chain(
        self, postgres: Server, schema: str, written: PostgresJournal, statement: str, version: int
    ) -> None:
        behind_its_back(postgres, schema, statement)

        with pytest.raises(JournalDamaged) as caught:
            written.verify("west-1")
        assert caught.value.version == version

    def test_no_error_of_the_server_shows_what_was_written(
        self, postgres: Server, schema: str, written: PostgresJournal
    ) -> None:
        postgres.sql(f"ALTER TABLE {schema}.entries ADD CHECK (fact NOT LIKE '%Okonkwo%')")
        fact = Signalled(signal="told", before="down", after="down", details=(("about", SECRET),))

        with pytest.raises(JournalError) as caught:
            written.append(commit_of("refuse", expected=6, facts=[fact]))
        assert SECRET not in full_message(caught.value)
        assert caught.value.__context__ is None

    def test_a_user_who_may_not_alter_and_not_delete_can_do_all_but_remove(
        self, postgres: Server, schema: str, written: PostgresJournal, opened: Callable[..., PostgresJournal]
    ) -> None:
        for statement in rights(schema):
            postgres.sql(statement)
        worker = opened(f"{schema}_worker")
        worker.append(commit_of("more", expected=6))
        (claim,) = worker.claim("w", now=NOON + LEASE * 60, lease=LEASE)
        worker.release(claim)
        lines = [line._replace(stream="east-1") for line in worker.lines("west-1")]

        with pytest.raises(JournalDamaged):
            worker.load(lines)
        with pytest.raises(JournalError, match="this user may not do that"):
            worker.remove("west-1", digest=worker.verify("west-1"), at=NOON, by=CLERK, reason="old")
        assert len(worker.feed()) == len(worker.read("west-1")) == 8
        assert worker.wait_for_work(0)

    @pytest.mark.parametrize("expected", [0, 6])
    def test_nothing_is_half_written_where_somebody_took_a_table_to_pieces(
        self, postgres: Server, schema: str, written: PostgresJournal, expected: int
    ) -> None:
        postgres.sql(f"DELETE FROM {schema}.layout")

        with pytest.raises(JournalError, match="altered by hand"):
            written.append(commit_of("more", expected=expected, stream="west-1" if expected else "east-1"))
        assert written.streams() == ("west-1",)
        written.verify("west-1")

    def test_a_user_without_rights_is_told_so(self, postgres: Server, schema: str, written: PostgresJournal) -> None:
        postgres.sql(f"CREATE ROLE {schema}_stranger LOGIN")

        with pytest.raises(JournalError, match="this user may not do that"):
            PostgresJournal(postgres.conninfo(user=f"{schema}_stranger"), schema=schema)
        with pytest.raises(JournalError, match="this user may not do that"):
            PostgresJournal(postgres.conninfo(user=f"{schema}_stranger"), schema=f"{schema}_new")


def rights(schema: str) -> list[str]:
    """Return what the how-to tells the owner of the database to say."""
    worker = f"{schema}_worker"
    return [
        f"CREATE ROLE {worker} LOGIN",
        f"GRANT USAGE ON SCHEMA {schema} TO {worker}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {worker}",
        f"GRANT INSERT ON {schema}.entries TO {worker}",
        f"GRANT INSERT, UPDATE ON {schema}.streams TO {worker}",
        f"GRANT INSERT, UPDATE, DELETE ON {schema}.agenda TO {worker}",
    ]


class TestFeed:
    def test_nothing_appears_before_a_place_that_was_read(
        self, postgres: Server, schema: str, journal: PostgresJournal
    ) -> None:
        journal.append(commit_of("declare", stream="north"))
        statement = f"""WITH place AS (SELECT (pg_current_xact_id()::text::bigint) << 22 AS first)
            INSERT INTO {schema}.entries (position, stream, version, at, by, command, fact, digest)
            SELECT first, %s, 1, at, by, command, fact, digest FROM place, {schema}.entries
            WHERE stream = 'north' AND version = 1"""
        with postgres.connect() as early, postgres.connect() as late:
            early.execute("BEGIN")
            early.execute("SELECT pg_current_xact_id()")
            late.execute("BEGIN")
            late.execute(statement.encode(), ("late",))
            early.execute(statement.encode(), ("early",))
            late.execute("COMMIT")
            meanwhile = journal.feed()
            journal.append(commit_of("more", stream="north", expected=2))
            still = journal.feed()
            early.execute("COMMIT")

        assert [stored.line.stream for stored in meanwhile] == ["north"] * 2
        assert still == meanwhile
        after = journal.feed(after=meanwhile[-1].position)
        assert [stored.line.stream for stored in after] == ["early", "late", "north", "north"]

    def test_who_follows_page_by_page_misses_nothing_that_eight_writers_write(self, journal: PostgresJournal) -> None:
        seen: list[tuple[str, int]] = []
        with ThreadPoolExecutor(8) as pool:
            writers = [pool.submit(write_steps, journal, f"site-{number}", steps=25) for number in range(8)]
            place = 0
            while not all(writer.done() for writer in writers) or journal.feed(after=place, limit=1):
                page = journal.feed(after=place, limit=7)
                seen += [(stored.line.stream, stored.line.version) for stored in page]
                place = page[-1].position if page else place

        assert sorted(seen) == sorted((f"site-{site}", version) for site in range(8) for version in range(1, 51))
        for site in range(8):
            assert [version for stream, version in seen if stream == f"site-{site}"] == list(range(1, 51))

    def test_places_count_on_after_a_restore_on_a_younger_server(
        self, postgres: Server, schema: str, written: PostgresJournal, opened: Callable[..., PostgresJournal]
    ) -> None:
        # As a dump from a server that has seen a million transactions more leaves it.
        behind_its_back(postgres, schema, "UPDATE {schema}.entries SET position = position + (1000000::bigint << 22)")
        restored = opened()
        before = restored.feed()
        restored.append(commit_of("more", expected=6))

        assert [stored.line.version for stored in before] == list(range(1, 7))
        assert [stored.line.version for stored in restored.feed(after=before[-1].position)] == [7, 8]

    def test_the_feed_has_gaps_where_a_stream_was_removed(self, written: PostgresJournal) -> None:
        written.append(commit_of("declare", stream="east-1"))
        place = written.feed()[-1].position
        written.remove("west-1", digest=written.verify("west-1"), at=NOON, by=CLERK, reason="six years are over")

        assert [stored.line.stream for stored in written.feed()] == ["east-1"] * 2
        assert written.feed()[-1].position == place


def write_steps(journal: PostgresJournal, stream: str, *, steps: int) -> None:
    for step in range(steps):
        journal.append(commit_of(f"step-{step}", stream=stream, expected=2 * step))


class TestMoving:
    def test_a_journal_is_carried_over_line_by_line_with_what_it_owes(
        self, postgres: Server, written: PostgresJournal
    ) -> None:
        written.append(commit_of("declare", stream="east-1"))
        lines = [stored.line for stored in written.feed()]
        with PostgresJournal(postgres.conninfo(), schema=new_name("copy")) as copy:
            assert copy.load(lines[:5]) == 5
            assert copy.load(lines) == 3
            assert copy.load(lines) == 0
            assert copy.streams() == ("west-1", "east-1")
            assert [copy.verify(stream) for stream in copy.streams()] == [
                written.verify(stream) for stream in written.streams()
            ]
            assert copy.due() == written.due()
            assert [stored.line for stored in copy.feed()] == lines

    def test_more_lines_than_a_page_are_taken_in_whole_or_not_at_all(
        self, postgres: Server, journal: PostgresJournal
    ) -> None:
        for step in range(3):
            facts = [Promised(promise=f"p-{step}-{number}", due=NOON) for number in range(500)]
            journal.append(commit_of(f"step-{step}", expected=500 * step, facts=facts))
        lines = list(journal.lines("west-1"))
        with PostgresJournal(postgres.conninfo(), schema=new_name("copy")) as copy:
            with pytest.raises(JournalDamaged):
                copy.load([*lines[:-1], lines[-1]._replace(digest=GENESIS)])
            assert not copy.streams()
            assert not copy.feed()
            assert not copy.due()
            assert copy.load(lines) == 1500
            assert copy.due(limit=2000) == journal.due(limit=2000)
            assert [stored.position for stored in copy.feed(limit=2000)] == sorted(
                stored.position for stored in copy.feed(limit=2000)
            )

    def test_a_stream_that_was_removed_leaves_a_mark_and_its_name(self, written: PostgresJournal) -> None:
        digest = written.verify("west-1")
        with pytest.raises(VersionConflict) as caught:
            written.remove("west-1", digest=written.read("west-1")[3].digest, at=NOON, by=CLERK, reason="old")
        assert (caught.value.expected, caught.value.actual) == (4, 6)
        lines = list(written.lines("west-1"))
        mark = written.remove("west-1", digest=digest, at=NOON, by=CLERK, reason="six years are over")

        assert mark == Removed("west-1", 6, digest, NOON, CLERK, "six years are over")
        assert written.removed() == (mark,)
        assert (written.streams(), written.due(), written.read("west-1")) == ((), (), ())
        with pytest.raises(UnknownName):
            written.remove("west-1", digest=digest, at=NOON, by=CLERK, reason="again")
        for commit in (commit_of("declare"), commit_of("more", expected=6)):
            with pytest.raises(JournalError, match="was removed"):
                written.append(commit)
        with pytest.raises(JournalError, match="was removed"):
            written.load(lines)


class TestAgenda:
    def test_what_is_owed_anew_in_the_commit_that_settles_it_is_another_item(self, journal: PostgresJournal) -> None:
        journal.append(commit_of("declare"))
        late = NOON + timedelta(hours=1)
        (claim,) = journal.claim("ada", now=late, lease=LEASE)
        journal.append(commit_of("end", expected=2, facts=[*OTHER_FACTS, Promised(promise="update", due=late)]))

        assert journal.renew(claim, now=late, lease=LEASE) is None
        (other,) = journal.claim("bo", now=late, lease=LEASE)
        assert (other.attempt, other.item.due, other.item.work) == (1, late, Work.DEADLINE)

    def test_an_agenda_that_was_altered_by_hand_is_made_anew(
        self, postgres: Server, schema: str, written: PostgresJournal
    ) -> None:
        written.append(commit_of("declare", stream="east-1"))
        right, late = written.due(), NOON + timedelta(hours=1)
        (claim,) = written.claim("ada", now=late, lease=LEASE)
        assert written.rebuild_agenda() == 0
        postgres.sql(f"UPDATE {schema}.agenda SET due = now() WHERE stream = 'west-1'")
        postgres.sql(f"DELETE FROM {schema}.agenda WHERE stream = 'east-1'")
        postgres.sql(f"INSERT INTO {schema}.agenda VALUES ('east-1', 'write', 'x', 1, now(), now())")

        assert written.rebuild_agenda() == 3
        assert written.due() == right
        assert claim.item in right

    @pytest.mark.parametrize("facts", [OTHER_FACTS, (*OTHER_FACTS, Promised(promise="update", due=NOON))])
    def test_what_is_settled_while_somebody_else_takes_it_over_is_settled(
        self, postgres: Server, schema: str, journal: PostgresJournal, facts: tuple[Fact, ...]
    ) -> None:
        journal.append(commit_of("declare"))
        with postgres.connect() as other, ThreadPoolExecutor() as pool:
            other.execute("BEGIN")
            other.execute(f"UPDATE {schema}.agenda SET worker = 'bo', attempt = 2, free = due".encode())
            settling = pool.submit(journal.append, commit_of("end", expected=2, facts=facts))
            while not postgres.sql("SELECT pid FROM pg_locks WHERE NOT granted"):
                time.sleep(0.01)
            other.execute("COMMIT")
            settling.result(timeout=20)

        assert [item.due for item in journal.due()] == [NOON] * (len(facts) - 1)
        assert [claim.attempt for claim in journal.claim("cy", now=NOON, lease=LEASE)] == [1] * (len(facts) - 1)

    def test_waiting_ends_when_another_process_owes_something(
        self, journal: PostgresJournal, opened: Callable[..., PostgresJournal]
    ) -> None:
        assert journal.wait_for_work(0)  # it has just begun to listen
        assert not journal.wait_for_work(0.05)
        with ThreadPoolExecutor() as pool:
            waiting = pool.submit(journal.wait_for_work, 30)
            opened().append(commit_of("declare", facts=FACTS))
            assert waiting.result(timeout=20)
        opened().append(commit_of("end", expected=2, facts=OTHER_FACTS))
        assert not journal.wait_for_work(0.05)


def test_who_reads_first_writes_in_one_way_to_the_server_and_back(
    written: PostgresJournal, opened: Callable[..., PostgresJournal], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = opened()
    other.read("west-1")
    monkeypatch.setattr(PostgresJournal, "_looked_up", None)

    assert [entry.version for entry in other.append(commit_of("more", expected=6))] == [7, 8]
    assert [entry.version for entry in other.append(commit_of("again", expected=8, facts=OTHER_FACTS))] == [9]


def test_more_facts_than_a_statement_has_places_for_are_one_commit(journal: PostgresJournal) -> None:
    facts = [Promised(promise=f"p-{number}", due=NOON + timedelta(seconds=number)) for number in range(12_000)]
    journal.append(commit_of("plan", facts=facts))

    assert len(journal.read("west-1")) == len(journal.due(limit=20_000)) == 12_000


def test_a_thread_that_finds_all_connections_in_use_is_told_so(postgres: Server, schema: str) -> None:
    with PostgresJournal(postgres.conninfo(), schema=schema, connections=1, patience=0.1) as journal:
        with journal._connections._lent(), ThreadPoolExecutor() as pool:
            answer = pool.submit(journal.read, "west-1").exception()
        assert len(journal.read("west-1")) == 0
    assert str(answer) == f"{schema}: all 1 connections are in use; nothing was done"


def test_who_holds_the_tables_locked_is_not_waited_for_for_ever(postgres: Server, schema: str) -> None:
    with PostgresJournal(postgres.conninfo(), schema=schema, patience=0.1) as journal:
        with postgres.connect() as other:
            other.execute("BEGIN")
            other.execute(f"LOCK TABLE {schema}.streams".encode())
            with pytest.raises(JournalError, match="somebody else holds it locked; nothing was written"):
                journal.append(commit_of("declare"))
        assert len(journal.append(commit_of("declare"))) == 2


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["NULL", "null"],
        ['"', "\\", '\\"', "a,b", "{", "}{"],
        [" both ends ", "two\nlines"],
        ["Zürich", "東京"],
    ],
    ids=str,
)
def test_every_text_comes_through_an_array_as_it_was(postgres: Server, texts: list[str]) -> None:
    assert postgres.sql("SELECT %s::text[]", array(texts)) == [(texts,)]
