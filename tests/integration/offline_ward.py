"""A device on the ward: a browser that has no network, and a page that is opened from a folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect, sync_playwright

from downtimekit.errors import InvalidInput
from downtimekit.forms import read_keyed
from downtimekit.forms.exported import ExportedSheet, read_export
from downtimekit.models.capture import Capture
from downtimekit.models.forms import Packet
from downtimekit.models.paperwork import FilledForm
from tests.offline import BOOK, page_of, reception_of

PHRASE = "correct horse battery"
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")

expect.set_options(timeout=20_000)  # a busy machine takes its time over a passphrase


@define
class Device:
    """A browser's profile: what one page keeps, another one of the same device could look for.

    Attributes:
        asked: every address that a page asked for; dialogs: what the browser itself asked.
    """

    context: BrowserContext
    asked: list[str] = field(factory=list)
    dialogs: list[str] = field(factory=list)
    errors: list[str] = field(factory=list)

    def open(self, file: Path) -> Page:
        """Open a file in a new window."""
        page = self.context.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("dialog", lambda dialog: self._leave(dialog))  # noqa: PLW0108  (it marks its own methods)
        page.goto(file.as_uri())
        return page

    def _leave(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.type)
        dialog.accept()


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a browser, and end it."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("needs Chromium: apt install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=[*_ARGUMENTS, "--disable-sync"])
        yield started
        started.close()


@contextmanager
def device(started: Browser, **how: object) -> Iterator[Device]:
    """Take a device that has no network; afterwards, nothing was asked for and no script failed."""
    settings: dict[str, object] = {"timezone_id": "America/New_York", "viewport": {"width": 1000, "height": 900}}
    context = started.new_context(**(settings | how))  # type: ignore[arg-type]
    context.set_offline(True)
    context.set_default_timeout(20_000)
    found = Device(context)
    yield found
    context.close()
    assert [url for url in found.asked if not url.startswith(("file:", "blob:"))] == []
    assert found.errors == []


def begin(page: Page, *, phrase: str = PHRASE, name: str = "É. Nagy") -> None:
    """Begin a shift in English; the second passphrase is typed where it is asked for."""
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Passphrase", exact=True).fill(phrase)
    again = page.get_by_label("The passphrase again")
    if again.count():
        again.fill(phrase)
    page.get_by_role("button", name="Begin").click()


def sheet(page: Page, number: int = 0) -> None:
    """Go to a sheet from the list."""
    page.locator(".sheet-link").nth(number).click()
    page.locator("article.sheet").wait_for()


def exported(page: Page, button: str = "Export this sheet", *, confirm: bool = False) -> Path:
    """Export, and return the file that was downloaded."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
        if confirm:
            page.get_by_role("button", name="Export as incomplete").click()
    folder = Path(download.value.path()).parent
    return download.value.path().rename(folder / download.value.suggested_filename)


def barriers(page: Page) -> list[str]:
    """Return what axe finds: who cannot see, hear or use a mouse would be stopped by it."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def written(folder: Path, *packets: Packet, name: str = "page.html", **settings: Any) -> Path:
    """Put a page into a folder."""
    file = folder / name
    file.write_bytes(page_of(*packets, **settings))
    return file


def read_back(file: bytes, packet: Packet) -> tuple[ExportedSheet, Capture]:
    """Return the only sheet of an export, as it was read and as a capture."""
    reception = reception_of([packet])
    (found,) = read_export(file, reception=reception, forms=BOOK)
    assert found.keyed
    return found, read_keyed(found.keyed, issued=reception.issued, source="export", forms=BOOK)


def answers_of(capture: Capture) -> Mapping[str, object]:
    """Return the answers to a site's own form."""
    assert isinstance(capture.content, FilledForm)
    return capture.content.answers


def read_back_incomplete(file: bytes, packet: Packet) -> tuple[ExportedSheet, InvalidInput]:
    """Return a sheet that is not whole, and what is said of it where it is keyed."""
    reception = reception_of([packet])
    (found,) = read_export(file, reception=reception, forms=BOOK)
    assert found.incomplete
    assert found.keyed
    with pytest.raises(InvalidInput) as refusal:
        read_keyed(found.keyed, issued=reception.issued, source="export", forms=BOOK)
    return found, refusal.value
