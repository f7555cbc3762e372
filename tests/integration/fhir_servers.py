"""Real FHIR servers on free loopback ports, made for the tests and gone with them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx

_PATIENCE = 60
# It keeps these types, and lacks R4's search parameters for them.
_SEKMET = """
from sekmet import cli
from sekmet.fhir.search_params import PARAMS, SearchParam

for kind in ("QuestionnaireResponse", "Composition"):
    PARAMS[kind] = {
        "identifier": SearchParam("identifier", "token", ("identifier",)),
        "patient": SearchParam("patient", "reference", ("subject",), "Patient"),
        "subject": SearchParam("subject", "reference", ("subject",)),
    }
cli.app()
"""


def has_sekmet() -> bool:
    """Say whether the server `sekmet-fhir` is installed."""
    return find_spec("sekmet") is not None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def sekmet() -> Iterator[str]:
    """Yield the base of a new, empty server."""
    port, root = free_port(), Path(tempfile.mkdtemp(prefix="downtimekit-fhir-"))
    base = f"http://127.0.0.1:{port}/fhir"
    environment = {**os.environ, "SEKMET_DB": str(root / "chart.db"), "SEKMET_CONFIG": str(root / "none.yaml")}
    command = [sys.executable, "-c", _SEKMET, "serve", "--host", "127.0.0.1", "--port", str(port)]
    with served(command, f"{base}/metadata", folder=root, environment=environment):
        yield base


MEDPLUM_HOME = Path(os.environ.get("MEDPLUM_HOME", "."))
_ROUTER = MEDPLUM_HOME / "node_modules" / "@medplum" / "fhir-router"


def has_medplum() -> bool:
    """Say whether node is there, and the packages of Medplum."""
    return shutil.which("node") is not None and _ROUTER.exists()


@contextmanager
def medplum(*claims: str) -> Iterator[str]:
    """Yield the base of a server that leaves the half of a failed transaction behind.

    Args:
        claims: the types that it says it keeps, with transactions; without, it says nothing of itself.
    """
    port = free_port()
    root = Path(tempfile.mkdtemp(prefix="downtimekit-fhir-"))
    base = f"http://127.0.0.1:{port}/fhir"
    (root / "node_modules").symlink_to(MEDPLUM_HOME.resolve() / "node_modules")
    command = ["node", str(Path(__file__).with_name("medplum_server.js")), str(port)]
    environment = {**os.environ, "CLAIMS": ",".join(claims)}
    with served(command, f"{base}/metadata", folder=root, environment=environment):
        yield base


@contextmanager
def served(
    command: Sequence[str], ready: str, *, folder: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in a folder of its own, which is deleted afterwards."""
    try:
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, env=dict(environment), stdout=log, stderr=log)
        try:
            _wait(process, ready, folder)
            yield process
        finally:
            process.terminate()
            process.wait(_PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], ready: str, folder: Path) -> None:
    give_up = time.monotonic() + _PATIENCE
    while True:
        try:
            if httpx.get(ready).status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert process.poll() is None, (folder / "log").read_text()
        assert time.monotonic() < give_up
        time.sleep(0.05)


def post(base: str, resource: Mapping[str, Any]) -> dict[str, Any]:
    """Put a resource on a server as somebody else would, and return it."""
    answer = httpx.post(f"{base}/{resource['resourceType']}", json=resource, timeout=30)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def found(base: str, kind: str, **asked: str) -> list[dict[str, Any]]:
    """Return what a search finds, as somebody else would look."""
    page = httpx.get(f"{base}/{kind}", params={**asked, "_count": "500"}, timeout=30).json()
    return [entry["resource"] for entry in page.get("entry", [])]
