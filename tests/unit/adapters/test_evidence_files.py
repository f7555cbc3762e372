"""Evidence on the disk: a folder or a zip file, whole or not at all, for its owner only."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from stat import S_IMODE

import pytest

from downtimekit.adapters.evidence_files import read_evidence, save_evidence
from downtimekit.errors import InvalidInput, Rejected, Unreachable
from downtimekit.runtime.evidence import collect_evidence, verify_evidence
from tests.ward import CLERK, after, an_outage

posix = pytest.mark.skipif(sys.platform == "win32", reason="asks for POSIX")
NAMES = pytest.mark.parametrize("name", ["west-1", "west-1.zip", "kept/here/west-1.ZIP"])
OUTAGE = an_outage("down")
FILES = collect_evidence(OUTAGE.journal, OUTAGE.id, now=after(60), by=CLERK).files


@NAMES
def test_what_is_saved_is_read_and_holds(tmp_path: Path, name: str) -> None:
    save_evidence(FILES, tmp_path / name)

    assert read_evidence(tmp_path / name) == FILES
    assert verify_evidence(read_evidence(str(tmp_path / name))).holds


@posix
@NAMES
def test_it_is_for_its_owner_only(tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    save_evidence(FILES, place)

    modes = {S_IMODE(file.stat().st_mode) for file in (place.iterdir() if place.is_dir() else [place])}
    assert modes == {0o600}
    assert not place.is_dir() or S_IMODE(place.stat().st_mode) == 0o700


def test_the_same_evidence_is_the_same_zip_file(tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        save_evidence(FILES, tmp_path / name)

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@NAMES
def test_evidence_is_never_written_over(tmp_path: Path, name: str) -> None:
    save_evidence(FILES, tmp_path / name)

    with pytest.raises(Rejected, match="is there already"):
        save_evidence({"README.txt": b""}, tmp_path / name)
    assert read_evidence(tmp_path / name) == FILES


@pytest.mark.parametrize("name", ["west-1", "west-1.zip"])
def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Unreachable, match="west-1"):
        save_evidence(FILES, tmp_path / "file" / name)
    with pytest.raises((Unreachable, TypeError)):
        save_evidence({**FILES, "broken": None}, tmp_path / name)  # type: ignore[dict-item]
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match=r"west-1\.zip"):
        read_evidence(tmp_path / "west-1.zip")


def no_zip(path: Path) -> None:
    path.write_bytes(b"a letter" * 100)


def torn(path: Path) -> None:
    save_evidence(FILES, path)
    path.write_bytes(path.read_bytes()[:2000])


def altered(path: Path) -> None:
    save_evidence(FILES, path)
    content = bytearray(path.read_bytes())
    content[200:260] = bytes(60)
    path.write_bytes(content)


def doubled(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("README.txt", "one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("README.txt", "two")


@pytest.mark.parametrize("damage", [no_zip, torn, altered, doubled])
def test_a_damaged_zip_file_is_told_and_not_half_read(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    damage(tmp_path / "west-1.zip")

    with pytest.raises(InvalidInput, match=r"west-1\.zip"):
        read_evidence(tmp_path / "west-1.zip")


@NAMES
def test_more_than_is_allowed_is_not_read(tmp_path: Path, name: str) -> None:
    save_evidence({"README.txt": b"0" * 100_000}, tmp_path / name)

    with pytest.raises(InvalidInput, match="more than 99999 bytes"):
        read_evidence(tmp_path / name, largest=99_999)
    assert len(read_evidence(tmp_path / name, largest=100_000)["README.txt"]) == 100_000


def test_what_lies_in_a_folder_of_its_own_is_found_by_the_check(tmp_path: Path) -> None:
    save_evidence(FILES, tmp_path / "west-1")
    (tmp_path / "west-1" / "more").mkdir()
    (tmp_path / "west-1" / "more" / "notes.txt").write_text("added")

    faults = verify_evidence(read_evidence(tmp_path / "west-1")).faults
    assert [fault.path for fault in faults] == ["more/notes.txt"]
