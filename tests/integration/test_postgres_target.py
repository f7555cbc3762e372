"""The SQL target on PostgreSQL keeps the promises of the port, on tables of its own and on a vendor's."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

import anyio
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from downtimekit.adapters.sql_target import Dialect, SqlTarget, TargetMapping, default_mapping, default_schema
from downtimekit.adapters.sql_target.postgres import PostgresDatabase, new_postgres
from downtimekit.errors import OutcomeUnknown, Rejected, Unreachable
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import Lookup
from downtimekit.testing.contracts.target import (
    ADAEZE,
    CORRECTED,
    LATER_EXAM,
    NGOZI,
    BackfillTargetContract,
    Trial,
    entry_of,
    registration_of,
)
from tests.integration.postgres_server import Server
from tests.vendor_tables import VENDOR_KINDS, VENDOR_MAPPING, move_in, vendor_schema

pytestmark = pytest.mark.integration
HERS = Lookup(mrns=frozenset({ADAEZE.mrn}))


@pytest.fixture(scope="module")
def tables(postgres: Server) -> Iterator[PostgresDatabase]:
    """The default tables, for tests that leave them as they are; what stands in them goes with each test."""
    with new_postgres(postgres.conninfo(postgres.database()), default_schema(Dialect.POSTGRES)) as database:
        yield database


@pytest.fixture(scope="module")
def vendors(postgres: Server) -> Iterator[PostgresDatabase]:
    """A vendor's tables."""
    with new_postgres(postgres.conninfo(postgres.database()), vendor_schema(Dialect.POSTGRES)) as database:
        yield database


class TestPostgresTarget(BackfillTargetContract):
    @pytest.fixture
    def trial(self, tables: PostgresDatabase) -> Trial:
        return on_trial(tables, default_mapping())


class TestPostgresTargetOnAVendorsTables(BackfillTargetContract):
    @pytest.fixture
    def trial(self, vendors: PostgresDatabase) -> Trial:
        return on_trial(vendors, VENDOR_MAPPING, VENDOR_KINDS)


def on_trial(
    database: PostgresDatabase, mapping: TargetMapping, kinds: frozenset[RecordKind] = frozenset(RecordKind)
) -> Trial:
    numbers = [mapping.numbers.table] if mapping.numbers else []
    used = {mapping.patients.table, mapping.orders.table, mapping.ledger.table, *numbers}
    used |= {table.table for table in mapping.records.values()}
    with database.writing() as rows:
        rows.change(f"TRUNCATE {', '.join(sorted(used))}")
    move_in(database, mapping)
    gone = SqlTarget(PostgresDatabase("host=127.0.0.1 port=1 dbname=clinic user=nobody"), mapping)
    return Trial(lambda: SqlTarget(database, mapping), gone, kinds)


def made(server: Server, schema: Sequence[str], mapping: TargetMapping) -> PostgresDatabase:
    database = new_postgres(server.conninfo(server.database()), schema)
    move_in(database, mapping)
    return database


@pytest.fixture
def clinic(postgres: Server) -> Iterator[PostgresDatabase]:
    with made(postgres, default_schema(Dialect.POSTGRES), default_mapping()) as database:
        yield database


def test_a_mapping_that_fits_has_no_faults_and_one_that_does_not_has_them_all(postgres: Server) -> None:
    with made(postgres, vendor_schema(Dialect.POSTGRES), VENDOR_MAPPING) as database:
        target = SqlTarget(database, VENDOR_MAPPING)
        fits = target.check()
        spoil(database)
        faults = target.check()

    assert fits == ()
    assert [fault.path for fault in faults] == [
        "orders.fields.study",
        "orders.table",
        "records.report.accession",
        "ledger.table",
    ]


def spoil(database: PostgresDatabase) -> None:
    with database.writing() as rows:
        rows.change("DROP INDEX report_of_exam")
        rows.change("CREATE UNIQUE INDEX report_of_exam ON report (acc_no)")
        rows.change("ALTER TABLE exam DROP COLUMN study_uid")
        rows.change("ALTER TABLE exam ADD COLUMN room TEXT")
        rows.change("UPDATE exam SET room = 'A'")
        rows.change("ALTER TABLE exam ALTER COLUMN room SET NOT NULL")
        rows.change("DROP TABLE downtime_log")


def test_a_chart_that_somebody_has_locked_is_waited_for_and_then_left_alone(clinic: PostgresDatabase) -> None:
    with PostgresDatabase(clinic.conninfo, patience=0.2) as database:
        hasty = SqlTarget(database, default_mapping())
        with psycopg.connect(clinic.conninfo) as other:
            other.execute(b"UPDATE patients SET given = 'Ada' WHERE mrn = %s", [ADAEZE.mrn])
            with pytest.raises(Unreachable, match="locked"):
                anyio.run(hasty.write, entry_of())

        assert anyio.run(hasty.find, entry_of().key) is None
        assert anyio.run(hasty.write, entry_of())


def test_a_chart_that_is_merged_away_while_it_is_written_to_takes_nothing(clinic: PostgresDatabase) -> None:
    target = SqlTarget(clinic, default_mapping())

    async def merged_meanwhile() -> None:
        async with anyio.create_task_group() as group:
            with psycopg.connect(clinic.conninfo) as other:
                other.execute(b"UPDATE patients SET merged_into = 'PLANTED-1002' WHERE mrn = %s", [ADAEZE.mrn])
                group.start_soon(refused)
                await anyio.sleep(0.3)

    async def refused() -> None:
        with pytest.raises(Rejected, match="retired"):
            await target.write(entry_of())

    anyio.run(merged_meanwhile)
    assert anyio.run(target.find, entry_of().key) is None


def test_connections_that_the_server_closed_are_opened_again(postgres: Server, clinic: PostgresDatabase) -> None:
    target = SqlTarget(clinic, default_mapping())
    made = anyio.run(target.write, entry_of())
    postgres.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname <> 'postgres'")

    assert anyio.run(target.find, entry_of().key) == made
    assert anyio.run(target.write, entry_of(CORRECTED, key="west-1/report/2", order=LATER_EXAM)) != made


def test_an_answer_that_is_lost_at_the_end_leaves_the_outcome_open_and_find_tells_it(
    postgres: Server, clinic: PostgresDatabase
) -> None:
    # The vendor's own trigger, at the end of the transaction, ends the connection: it is rolled back.
    with clinic.writing() as rows:
        rows.change(
            "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
        )
        rows.change(
            "CREATE CONSTRAINT TRIGGER cut_off AFTER INSERT ON records DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION cut()"
        )
    target = SqlTarget(clinic, default_mapping())
    with pytest.raises(OutcomeUnknown, match="may have been written"):
        anyio.run(target.write, entry_of())
    postgres.sql("SELECT 1")
    with clinic.writing() as rows:
        rows.change("DROP TRIGGER cut_off ON records")

    assert anyio.run(target.find, entry_of().key) is None
    assert anyio.run(target.write, entry_of())


def test_a_rule_of_the_vendors_own_rejects_without_telling_what_was_written(clinic: PostgresDatabase) -> None:
    with clinic.writing() as rows:
        rows.change("ALTER TABLE records ADD CONSTRAINT no_planted CHECK (content::text NOT LIKE '%planted%')")
    target = SqlTarget(clinic, default_mapping())
    with pytest.raises(Rejected, match="no_planted") as caught:
        anyio.run(target.write, entry_of())

    assert "planted question" not in str(caught.value)
    assert caught.value.__context__ is None
    assert anyio.run(target.look_up, HERS).records == ()


@contextmanager
def line_to(server: Server) -> Iterator[tuple[int, Event]]:
    """Yield a port that leads to a server, and what makes it lose the next answer to a COMMIT."""
    loses = Event()
    with socket.create_server(("127.0.0.1", 0)) as door:
        listener = Thread(target=_serve, args=(door, server.port, loses))
        listener.start()
        try:
            yield door.getsockname()[1], loses
        finally:
            door.shutdown(socket.SHUT_RDWR)
            listener.join()


def _serve(door: socket.socket, port: int, loses: Event) -> None:
    while True:
        try:
            near, _ = door.accept()
        except OSError:
            return
        with near, socket.create_connection(("127.0.0.1", port)) as far:
            _carry(near, far, loses)


def _carry(near: socket.socket, far: socket.socket, loses: Event) -> None:
    while True:
        for end in select.select([near, far], [], [])[0]:
            other = far if end is near else near
            said = end.recv(65536)
            if not said:
                return
            other.sendall(said)
            if end is near and b"COMMIT\0" in said and loses.is_set():
                far.recv(65536)  # the server has kept it, and says so
                loses.clear()
                return


def test_an_answer_that_is_lost_after_the_end_leaves_the_outcome_open_and_find_tells_that_it_is_there(
    postgres: Server, clinic: PostgresDatabase
) -> None:
    with line_to(postgres) as (port, loses):
        conninfo = make_conninfo(clinic.conninfo, port=port)
        with PostgresDatabase(conninfo) as database:
            target = SqlTarget(database, default_mapping())
            anyio.run(target.find, entry_of().key)
            loses.set()
            with pytest.raises(OutcomeUnknown):
                anyio.run(target.write, entry_of())
            found = anyio.run(target.find, entry_of().key)

            assert found == anyio.run(target.write, entry_of())
    assert [record.id for record in anyio.run(SqlTarget(clinic, default_mapping()).look_up, HERS).records] == [found]


def test_eight_writers_at_once_make_each_record_once(clinic: PostgresDatabase) -> None:
    target = SqlTarget(clinic, default_mapping())
    entries = [registration_of(NGOZI, key="west-1/registration/1"), entry_of(), entry_of(key="k", order=LATER_EXAM)]
    answers: list[tuple[str, ...]] = []

    async def write() -> None:
        answers.append(tuple([await target.write(entry) for entry in entries]))

    async def together() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(8):
                group.start_soon(write)

    anyio.run(together)
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert len(anyio.run(target.look_up, HERS).records) == 2
