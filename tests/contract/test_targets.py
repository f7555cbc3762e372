"""Every target of ours keeps the promises of the port."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import copyfile
from threading import Event, Thread

import anyio
import pytest
from sample_ris import SampleRis

from downtimekit.adapters.file_target import Drop, FileTarget, take_in
from downtimekit.adapters.sql_target import (
    Dialect,
    SqliteDatabase,
    SqlTarget,
    TargetMapping,
    default_mapping,
    default_schema,
    new_sqlite,
)
from downtimekit.models.capture import RecordKind
from downtimekit.testing.contracts.target import ORDERS, PATIENTS, BackfillTargetContract, Trial
from downtimekit.testing.memory_target import MemoryTarget
from downtimekit.testing.targets import FailingTarget, RecordingTarget
from downtimekit.testing.trouble import Troubles, unknown, unreachable
from tests.vendor_tables import VENDOR_KINDS, VENDOR_MAPPING, move_in, vendor_schema


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample RIS, for each test to have a copy of it."""
    file = tmp_path_factory.mktemp("sample") / "ris.db"
    SampleRis(file).register(PATIENTS, ORDERS)
    return file


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default tables, to be copied."""
    file = tmp_path_factory.mktemp("own") / "ris.db"
    return with_tables(file, default_schema(Dialect.SQLITE), default_mapping())


@pytest.fixture(scope="module")
def vendors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vendor's tables, to be copied."""
    file = tmp_path_factory.mktemp("vendor") / "ris.db"
    return with_tables(file, vendor_schema(Dialect.SQLITE), VENDOR_MAPPING)


class TestMemoryTarget(BackfillTargetContract):
    @pytest.fixture
    def trial(self) -> Trial:
        target = MemoryTarget(PATIENTS, ORDERS)
        return Trial(lambda: target)


class TestSampleRis(BackfillTargetContract):
    @pytest.fixture
    def trial(self, sample: Path, tmp_path: Path) -> Trial:
        copyfile(sample, tmp_path / "ris.db")
        cut_off = SampleRis(tmp_path / "gone.db")
        (tmp_path / "gone.db").unlink()
        (tmp_path / "gone.db").mkdir()
        kinds = frozenset({RecordKind.QUESTIONNAIRE, RecordKind.TECH_NOTES, RecordKind.REPORT})
        return Trial(lambda: SampleRis(tmp_path / "ris.db"), cut_off, kinds)


class TestMemoryTargetBehindOthers(BackfillTargetContract):
    @pytest.fixture
    def trial(self) -> Trial:
        target = FailingTarget(RecordingTarget(MemoryTarget(PATIENTS, ORDERS)))
        cut_off = FailingTarget(target, Troubles(always=unknown(done=False)), looking=Troubles(always=unreachable()))
        return Trial(lambda: target, cut_off)


class TestSqlTarget(BackfillTargetContract):
    @pytest.fixture
    def trial(self, tables: Path, tmp_path: Path) -> Iterator[Trial]:
        with on_sqlite(tmp_path, tables, default_mapping()) as trial:
            yield trial


@pytest.mark.slow
class TestSqlTargetOnAVendorsTables(BackfillTargetContract):
    @pytest.fixture
    def trial(self, vendors: Path, tmp_path: Path) -> Iterator[Trial]:
        with on_sqlite(tmp_path, vendors, VENDOR_MAPPING, VENDOR_KINDS) as trial:
            yield trial


@pytest.mark.slow
class TestFileTarget(BackfillTargetContract):
    """The other side reads the folder now and then, and writes what lies there into its own system."""

    @pytest.fixture
    def trial(self, tmp_path: Path) -> Iterator[Trial]:
        system, drop = MemoryTarget(PATIENTS, ORDERS), Drop(tmp_path / "drop").make()
        (tmp_path / "file").write_bytes(b"no folder")
        cut_off = FileTarget(Drop(tmp_path / "file"), FailingTarget(system, looking=Troubles(always=unreachable())))
        with other_side(drop, system):
            yield Trial(lambda: FileTarget(drop, system, pause=0.002), cut_off)


@contextmanager
def other_side(drop: Drop, system: MemoryTarget) -> Iterator[None]:
    is_over = Event()

    def work() -> None:
        while not is_over.wait(0.002):
            anyio.run(take_in, drop, system)

    worker = Thread(target=work)
    worker.start()
    yield
    is_over.set()
    worker.join()


def with_tables(file: Path, schema: Sequence[str], mapping: TargetMapping) -> Path:
    """Make a file with tables and the chart of the contract."""
    with new_sqlite(file, schema) as database:
        move_in(database, mapping)
    return file


@contextmanager
def on_sqlite(
    folder: Path, moved_in: Path, mapping: TargetMapping, kinds: frozenset[RecordKind] = frozenset(RecordKind)
) -> Iterator[Trial]:
    file = folder / "ris.db"
    copyfile(moved_in, file)
    with ExitStack() as opened:
        gone = SqlTarget(SqliteDatabase(folder / "gone.db"), mapping)
        yield Trial(lambda: SqlTarget(opened.enter_context(SqliteDatabase(file)), mapping), gone, kinds)
