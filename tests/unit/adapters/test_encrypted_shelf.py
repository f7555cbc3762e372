"""Packets lie encrypted at rest: nobody reads them without the key, and nobody alters them unseen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pydantic import SecretBytes, SecretStr

from downtimekit.adapters.encrypted_shelf import EncryptedShelf, ShelfLock
from downtimekit.errors import InvalidInput, Rejected
from downtimekit.models.reading import read

LOCK = ShelfLock(key=SecretBytes(bytes(range(32))))
PAGE = b"Testwell, Ada; T-100251"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shelf = EncryptedShelf.open(tmp_path, LOCK)
    shelf.save("0001-w-000011-q.pdf", PAGE)
    shelf.save("0002-w-000014-r.pdf", b"another one")
    return tmp_path


def test_the_ward_finds_its_packets_again_after_a_restart(folder: Path) -> None:
    assert EncryptedShelf.open(folder, LOCK).read("0001-w-000011-q.pdf") == PAGE


def test_no_patient_can_be_read_from_the_disk(folder: Path) -> None:
    on_disk = b"".join(path.read_bytes() + path.name.encode() for path in folder.iterdir())

    assert not any(word in on_disk for word in (b"Testwell", b"Ada", b"T-100251"))


def test_the_same_page_is_never_encrypted_twice_to_the_same_bytes(folder: Path) -> None:
    file = folder / "0001-w-000011-q.pdf.sealed"
    first = file.read_bytes()
    EncryptedShelf.open(folder, LOCK).save("0001-w-000011-q.pdf", PAGE)

    assert file.read_bytes() != first


def test_a_wrong_key_opens_nothing_and_writes_nothing(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}

    with pytest.raises(Rejected, match="another key"):
        EncryptedShelf.open(folder, ShelfLock(key=SecretBytes(bytes(32))))

    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_passphrase_opens_what_it_closed_and_another_one_does_not(tmp_path: Path) -> None:
    phrase = ShelfLock(passphrase=SecretStr("seven quiet lanterns"))
    EncryptedShelf.open(tmp_path, phrase).save("a.pdf", PAGE)

    assert EncryptedShelf.open(tmp_path, phrase).read("a.pdf") == PAGE
    with pytest.raises(Rejected, match="another key"):
        EncryptedShelf.open(tmp_path, ShelfLock(passphrase=SecretStr("seven quiet Lanterns")))


@pytest.mark.parametrize("place", [0, 9, 21, 30, -1], ids=["mark", "nonce", "text", "middle", "tag"])
def test_one_altered_bit_is_found(folder: Path, place: int) -> None:
    file = folder / "0001-w-000011-q.pdf.sealed"
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(bytes(content))

    with pytest.raises(Rejected, match="was altered"):
        EncryptedShelf.open(folder, LOCK).read("0001-w-000011-q.pdf")


def test_a_file_that_was_cut_off_is_found(folder: Path) -> None:
    file = folder / "0001-w-000011-q.pdf.sealed"
    for length in (0, 5, 12, 30):
        file.write_bytes(file.read_bytes()[:length])
        with pytest.raises(Rejected, match="was altered"):
            EncryptedShelf.open(folder, LOCK).read("0001-w-000011-q.pdf")


def test_one_patients_file_cannot_take_the_place_of_anothers(folder: Path) -> None:
    shutil.copy(folder / "0002-w-000014-r.pdf.sealed", folder / "0001-w-000011-q.pdf.sealed")

    with pytest.raises(Rejected, match="was altered"):
        EncryptedShelf.open(folder, LOCK).read("0001-w-000011-q.pdf")


def test_a_shelf_that_lost_its_lock_does_not_get_a_new_one(folder: Path) -> None:
    (folder / "shelf.lock").unlink()

    with pytest.raises(Rejected, match=r"has lost its shelf\.lock"):
        EncryptedShelf.open(folder, LOCK)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"key": b"too short"}, "needs 32 bytes"),
        ({"passphrase": "too short"}, "at least 16 characters"),
    ],
)
def test_a_key_that_can_be_guessed_is_refused_and_not_repeated(said: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        read(ShelfLock, said, source="settings")

    assert "too short" not in str(refused.value)


@pytest.mark.parametrize("lock", [ShelfLock(), ShelfLock(key=SecretBytes(bytes(32)), passphrase=SecretStr("x" * 16))])
def test_a_lock_needs_a_key_or_a_passphrase(tmp_path: Path, lock: ShelfLock) -> None:
    with pytest.raises(InvalidInput, match="and not both"):
        EncryptedShelf.open(tmp_path, lock)


def test_a_lock_shows_no_secret(folder: Path) -> None:
    shown = (
        repr(LOCK)
        + repr(ShelfLock(passphrase=SecretStr("seven quiet lanterns")))
        + repr(EncryptedShelf.open(folder, LOCK))
    )

    assert "lanterns" not in shown
    assert "\\x01\\x02" not in shown


def test_what_a_killed_print_left_half_encrypted_is_removed_by_the_next(folder: Path) -> None:
    draft = folder / f".{'0' * 16}.draft"
    draft.write_bytes(b"DTKSH")
    EncryptedShelf.open(folder, LOCK).save("0003-w-000016-a.pdf", PAGE)

    assert not draft.exists()
