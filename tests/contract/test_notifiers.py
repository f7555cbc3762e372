"""The notifiers keep what the port promises."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest
from attrs import evolve

from downtimekit.adapters.call_sheet import CallSheet
from downtimekit.adapters.call_tree import CallTree
from downtimekit.adapters.console import ConsoleNotifier
from downtimekit.adapters.files import FileNotifier
from downtimekit.errors import Rejected
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.ports import Capabilities, Message
from downtimekit.runtime.sync_channel import adapted
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

        return Trial(lambda: CallSheet(tmp_path / "calls"), calls, CallSheet(no_folder), asks=False)


class TestTheCallTree(NotifierContract):
    @pytest.fixture
    def trial(self, tmp_path: Path, no_folder: Path) -> Trial:
        def told() -> list[str]:
            return [
                part
                for name in ("call-tree", "call-tree-drill")
                for path in [tmp_path / "calls" / f"{name}.txt"]
                if path.exists()
                for part in rows(path.read_text())
            ]

        def rows(text: str) -> list[str]:
            """Return each row with what is said to that person."""
            head, *groups = re.split(r"(?m)^-{78}\n", text)
            return [
                f"{head}\n{said.replace(' | ', '')}\n{row}"
                for said, *persons in (re.split(r"(?m)^\[[ x]\] ", group) for group in groups)
                for row in persons
            ]

        return Trial(lambda: CallTree(tmp_path / "calls"), told, CallTree(no_folder), asks=False)

    def test_what_is_no_address_is_rejected_and_nothing_goes_out(self, trial: Trial) -> None:
        """Whoever has no number stands on it as well: somebody walks."""
        for address in ("nurse", "planted@example.org", "+12025550123\r\nplanted"):
            with pytest.raises(Rejected) as caught:
                anyio.run(adapted(trial.open()).send, evolve(trial.message(), address=address))
            assert "planted" not in str(caught.value)

        assert list(trial.carried()) == []


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
            return [in_words(message) for message in notifier.carried]

        return Trial(lambda: notifier, carried, FailingNotifier(notifier, Troubles(always=unreachable())))


class TestTheRecordingBoard(NotifierContract):
    @pytest.fixture
    def trial(self) -> Trial:
        board = RecordingNotifier(capabilities=Capabilities("board", None, idempotent=True, short=True, rich=True))

        def carried() -> list[str]:
            return [f"{message.short}\n{message.html}" for message in board.carried]

        return Trial(lambda: board, carried, FailingNotifier(board, Troubles(always=unreachable())))


class TestTheFailingNotifierThatDoesNotFail(NotifierContract):
    @pytest.fixture
    def trial(self) -> Trial:
        calls = RecordingNotifier(ChannelKind.PHONE, ReceiptState.QUEUED)

        def carried() -> list[str]:
            return [in_words(message) for message in calls.carried]

        cut_off = FailingNotifier(NullNotifier(ChannelKind.PHONE), Troubles(always=unknown()))
        return Trial(lambda: FailingNotifier(calls), carried, cut_off)


def in_words(message: Message) -> str:
    answering = message.answering
    return f"{message.subject}\n{message.name}\n\n{message.body}\n{answering.code if answering else ''}\n"


def files_in(folder: Path, pattern: str) -> Callable[[], list[str]]:
    return lambda: [path.read_text() for path in folder.glob(pattern)]
