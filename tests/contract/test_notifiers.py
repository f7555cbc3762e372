"""The notifiers keep what the port promises."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from downtimekit.adapters.call_sheet import CallSheet
from downtimekit.adapters.console import ConsoleNotifier
from downtimekit.adapters.files import FileNotifier
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.testing import FailingNotifier, NullNotifier, RecordingNotifier, Troubles
from downtimekit.testing.contracts.notifier import NotifierContract, Trial
from downtimekit.testing.trouble import unknown, unreachable


@pytest.fixture
def no_folder(tmp_path: Path) -> Path:
    """Return a path below which no folder can be made."""
    (tmp_path / "file").write_text("in the way")
    return tmp_path / "file" / "folder"


class TestMailsInAFolder(NotifierContract):
    @pytest.fixture
    def trial(self, tmp_path: Path, no_folder: Path) -> Trial:
        folder = tmp_path / "mails"
        return Trial(lambda: FileNotifier(folder), files_in(folder, "*"), FileNotifier(no_folder))


class TestTextMessagesInAFolder(NotifierContract):
    @pytest.fixture
    def trial(self, tmp_path: Path, no_folder: Path) -> Trial:
        folder, kind = tmp_path / "texts", ChannelKind.PHONE
        return Trial(lambda: FileNotifier(folder, kind), files_in(folder, "*"), FileNotifier(no_folder, kind))


class TestTheCallSheet(NotifierContract):
    @pytest.fixture
    def trial(self, tmp_path: Path, no_folder: Path) -> Trial:
        sheet = CallSheet(tmp_path / "calls").sheet

        def calls() -> list[str]:
            return re.split(r"(?m)^-{78}\n", sheet.read_text())[1:] if sheet.exists() else []

        return Trial(lambda: CallSheet(tmp_path / "calls"), calls, CallSheet(no_folder))


class TestTheScreen(NotifierContract):
    @pytest.fixture
    def trial(self) -> Trial:
        screen, closed = io.StringIO(), io.StringIO()
        closed.close()

        def shown() -> list[str]:
            return re.split(r"(?m)^(?=--- \w)", screen.getvalue())[1:]

        return Trial(lambda: ConsoleNotifier(screen), shown, ConsoleNotifier(closed))


class TestTheRecordingNotifier(NotifierContract):
    @pytest.fixture
    def trial(self) -> Trial:
        notifier = RecordingNotifier()

        def carried() -> list[str]:
            return [f"{message.subject}\n{message.name}\n\n{message.body}\n" for message in notifier.carried]

        return Trial(lambda: notifier, carried, FailingNotifier(notifier, Troubles(always=unreachable())))


class TestTheFailingNotifierThatDoesNotFail(NotifierContract):
    @pytest.fixture
    def trial(self) -> Trial:
        calls = RecordingNotifier(ChannelKind.PHONE, ReceiptState.QUEUED)

        def carried() -> list[str]:
            return [f"{message.name}\n{message.subject}\n\n{message.body}\n" for message in calls.carried]

        cut_off = FailingNotifier(NullNotifier(ChannelKind.PHONE), Troubles(always=unknown()))
        return Trial(lambda: FailingNotifier(calls), carried, cut_off)


def files_in(folder: Path, pattern: str) -> Callable[[], list[str]]:
    return lambda: [path.read_text() for path in folder.glob(pattern)]
