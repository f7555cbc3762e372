"""A notice in a folder can be opened by any mail program."""

from __future__ import annotations

from email.parser import Parser
from email.policy import default
from pathlib import Path

import anyio
import pytest
from attrs import evolve

from downtimekit.adapters._disk import write_whole
from downtimekit.adapters.files import FileNotifier
from downtimekit.models.notice import ReceiptState
from downtimekit.ports.notifier import Message

NOTICE = Message(
    key="west-1/update-1/clerk",
    name='Roe, Zoë "Zo" \\',
    address="zoe.roe@example.org",
    subject="The RIS is down — use paper",
    body="Go on with paper.\nÜbergabe: 10:30",
)


def test_a_mail_program_reads_the_file_and_nobody_was_told_by_it(tmp_path: Path) -> None:
    sent = anyio.run(FileNotifier(tmp_path / "mails").send, NOTICE)

    (path,) = (tmp_path / "mails").iterdir()
    mail = Parser(policy=default).parsestr(path.read_text())
    assert sent.state is ReceiptState.QUEUED
    assert sent.remark == f"waits in the file {path.name}"
    assert path.name.startswith("west-1-update-1-clerk-")
    (to,) = mail["To"].addresses
    assert (to.display_name, to.addr_spec) == (NOTICE.name, NOTICE.address)
    assert "zoe.roe" not in path.name
    assert mail["Subject"] == NOTICE.subject
    assert mail["X-Downtimekit-Key"] == NOTICE.key
    assert path.read_text().partition("\n\n")[2] == f"{NOTICE.body}\n"


def test_the_same_message_is_the_same_file_to_the_byte(tmp_path: Path) -> None:
    notifier = FileNotifier(tmp_path)
    anyio.run(notifier.send, NOTICE)
    (path,) = tmp_path.iterdir()
    first = path.read_bytes()
    anyio.run(notifier.send, NOTICE)

    assert [(found, found.read_bytes()) for found in tmp_path.iterdir()] == [(path, first)]
    anyio.run(notifier.send, evolve(NOTICE, key="other"))
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_that_cannot_be_written_whole_leaves_the_old_one_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path / "sheet", b"old")

    def power_cut(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", power_cut)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "sheet", b"new")

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("sheet", b"old")]
