"""A PDF that leaves the house is under a password: AES-256, and nothing of a patient can be read without it."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pydantic import SecretStr

from downtimekit.adapters.listing_pdf import ListingPdf
from downtimekit.adapters.pdf_locked import PdfLock, locked, unlocked
from downtimekit.errors import InvalidInput, Rejected
from downtimekit.models.listing import Listing
from downtimekit.models.reading import read

LOCK = PdfLock(password=SecretStr("seven quiet lanterns"))
PLAIN = ListingPdf().render(Listing("Planted title", ("Name",), (1.0,), (("TESTWELL, Ada",),)))


def run_qpdf(path: Path, *args: str) -> str:
    return subprocess.run(["qpdf", *args, str(path)], capture_output=True, text=True, check=True).stdout


@pytest.mark.integration
@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs qpdf")
def test_qpdf_says_that_it_is_aes_256_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "locked.pdf"
    file.write_bytes(locked(PLAIN, LOCK))
    said = run_qpdf(file, "--password=seven quiet lanterns", "--show-encryption")

    assert "R = 6" in said
    assert [line.split(": ")[1] for line in said.splitlines() if "encryption method" in line] == ["AESv3"] * 3
    assert "print high resolution: allowed" in said
    assert "extract for any purpose: not allowed" in said
    assert "modify anything: not allowed" in said
    assert "extract for accessibility: allowed" in said


def test_it_is_aes_256_of_revision_6_by_its_own_dictionary() -> None:
    with pikepdf.open(BytesIO(locked(PLAIN, LOCK)), password="seven quiet lanterns") as pdf:
        assert (pdf.encryption.R, pdf.encryption.V, pdf.encryption.bits) == (6, 5, 256)
        assert {str(pdf.encryption.stream_method), str(pdf.encryption.string_method)} == {"EncryptionMethod.aesv3"}
        assert not pdf.allow.extract
        assert pdf.allow.print_highres


def test_nothing_can_be_read_from_the_file() -> None:
    document = locked(PLAIN, LOCK)

    assert not any(word in document for word in (b"TESTWELL", b"Planted", b"contents", b"downtimekit"))
    with pikepdf.open(BytesIO(PLAIN)) as pdf:
        assert b"TESTWELL" in b"".join(page.Contents.read_bytes() for page in pdf.pages)


@pytest.mark.parametrize("password", ["", "Seven quiet lanterns", "seven quiet lantern", "x" * 200])
def test_a_wrong_password_opens_nothing(password: str) -> None:
    document = locked(PLAIN, LOCK)

    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(document), password=password)
    with pytest.raises(Rejected, match="is another one"):
        unlocked(document, SecretStr(password))


def test_the_right_one_gives_back_every_page() -> None:
    with pikepdf.open(BytesIO(unlocked(locked(PLAIN, LOCK), LOCK.password))) as pdf:
        assert not pdf.is_encrypted
        assert b"TESTWELL" in b"".join(page.Contents.read_bytes() for page in pdf.pages)


def test_an_owner_has_a_password_of_their_own() -> None:
    lock = PdfLock(password=LOCK.password, owner=SecretStr("nine loud bells"), may_print=False)
    document = locked(PLAIN, lock)
    with pikepdf.open(BytesIO(document), password="nine loud bells") as pdf:
        assert pdf.owner_password_matched
    with pikepdf.open(BytesIO(document), password="seven quiet lanterns") as pdf:
        assert not pdf.owner_password_matched
        assert not pdf.allow.print_lowres


@pytest.mark.parametrize("document", [b"", b"no PDF", PLAIN[:100]])
def test_what_is_no_pdf_is_not_locked(document: bytes) -> None:
    with pytest.raises(Rejected, match="no PDF"):
        locked(document, LOCK)


def test_what_is_locked_is_not_locked_twice() -> None:
    with pytest.raises(Rejected, match="already"):
        locked(locked(PLAIN, LOCK), LOCK)


@pytest.mark.parametrize("password", ["quick", "x" * 128, "\u00e4" * 64])
def test_a_password_that_can_be_guessed_or_would_be_cut_off_is_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(InvalidInput, match="12 to 127") as refused:
        read(PdfLock, {"password": password}, source="settings")

    assert password not in str(refused.value)
    assert "lanterns" not in repr(LOCK)
