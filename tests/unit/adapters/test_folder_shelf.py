"""Packets in a folder: for their owner's eyes, and nothing else of the folder is taken for one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from downtimekit.adapters._disk import whole_file
from downtimekit.adapters.folder_shelf import FolderShelf
from downtimekit.errors import Unreachable


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such bits")
def test_only_the_owner_may_read_a_packet(tmp_path: Path) -> None:
    FolderShelf(tmp_path / "new").save("0001-a.pdf", b"Testwell, Ada")

    assert (tmp_path / "new" / "0001-a.pdf").stat().st_mode & 0o077 == 0


def test_what_else_lies_in_the_folder_is_no_document(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    shelf.save("0001-a.pdf", b"a")
    (tmp_path / ".0123.draft").write_bytes(b"half of i")  # as a kill leaves it behind
    (tmp_path / "Thumbs.db").write_bytes(b"")
    (tmp_path / "folder").mkdir()

    assert list(shelf.names()) == ["0001-a.pdf"]


def test_shelves_with_endings_of_their_own_do_not_meet_in_one_folder(tmp_path: Path) -> None:
    plain, sealed = FolderShelf(tmp_path, ending=".plain"), FolderShelf(tmp_path, ending=".sealed")
    plain.save("a.pdf", b"plain")
    sealed.save("a.pdf", b"sealed")

    assert (plain.read("a.pdf"), sealed.read("a.pdf")) == (b"plain", b"sealed")
    assert list(plain.names()) == list(sealed.names()) == ["a.pdf"]


def test_a_folder_that_cannot_be_used_is_told_without_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    shelf = FolderShelf(tmp_path / "file" / "packets")

    with pytest.raises(Unreachable) as unwritten:
        shelf.save("a.pdf", b"")
    with pytest.raises(Unreachable) as unread:
        shelf.read("a.pdf")
    assert str(tmp_path) not in f"{unwritten.value} {unread.value}"
    with pytest.raises(Unreachable):
        FolderShelf(tmp_path / "file").names()


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few people make such links")
def test_a_link_in_the_folder_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"Testwell, Ada")
    shelf = FolderShelf(tmp_path / "shelf")
    shelf.save("0001-a.pdf", b"a")
    (tmp_path / "shelf" / "0002-b.pdf").symlink_to(tmp_path / "elsewhere")

    assert list(shelf.names()) == ["0001-a.pdf"]
    assert shelf.read("0002-b.pdf") is None
    shelf.save("0002-b.pdf", b"b")
    assert (shelf.read("0002-b.pdf"), (tmp_path / "elsewhere").read_bytes()) == (b"b", b"Testwell, Ada")


def test_what_a_killed_print_left_half_written_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / f".{'0' * 16}.draft").write_bytes(b"Testw")
    kept = [f".{'0' * 15}.draft", f"{'1' * 16}.draft", f".{'g' * 16}.draft", f".{'2' * 16}.draft.pdf"]
    for name in kept:
        (tmp_path / name).write_bytes(b"of somebody else")
    (tmp_path / f".{'3' * 16}.draft").mkdir()
    FolderShelf(tmp_path).save("0001-a.pdf", b"a")

    assert {path.name for path in tmp_path.iterdir()} == {*kept, f".{'3' * 16}.draft", "0001-a.pdf"}


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few people make such links")
def test_a_link_that_is_called_like_a_draft_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"Testwell, Ada")
    (tmp_path / f".{'0' * 16}.draft").symlink_to(tmp_path / "elsewhere")
    FolderShelf(tmp_path).save("0001-a.pdf", b"a")

    assert (tmp_path / f".{'0' * 16}.draft").read_bytes() == b"Testwell, Ada"


def test_what_another_print_is_writing_is_not_removed(tmp_path: Path) -> None:
    with whole_file(tmp_path / "0001-a.pdf") as file:
        file.write(b"a")
        file.flush()
        FolderShelf(tmp_path).save("0002-b.pdf", b"b")

    assert [path.name for path in sorted(tmp_path.iterdir())] == ["0001-a.pdf", "0002-b.pdf"]
    assert FolderShelf(tmp_path).read("0001-a.pdf") == b"a"


@pytest.mark.skipif(os.name == "nt", reason="Windows removes no file that is open")
def test_a_draft_that_is_swept_away_before_it_is_held_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def swept_at_once(path: str | Path, *args: Any, **more: Any) -> int:
        handle = opened(path, *args, **more)
        if Path(path).suffix == ".draft":
            monkeypatch.undo()
            Path(path).unlink()
        return handle

    monkeypatch.setattr(os, "open", swept_at_once)
    FolderShelf(tmp_path).save("0001-a.pdf", b"a")

    assert [path.name for path in tmp_path.iterdir()] == ["0001-a.pdf"]
