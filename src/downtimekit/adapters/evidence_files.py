"""Evidence on the disk: one folder, or one zip file, for its owner only."""

from __future__ import annotations

import secrets
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

from downtimekit.adapters._disk import OWNER_ONLY, keep_names, whole_file
from downtimekit.errors import Fault, InvalidInput, Rejected, Unreachable

_ZIP = ".zip"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip file can say: the same evidence is the same file, whenever it is written."""

LARGEST = 1 << 30
"""How many bytes of evidence are read at most: a zip file can claim any number."""


def save_evidence(files: Mapping[str, bytes], path: str | PathLike[str]) -> None:
    """Write evidence into a new folder or, where the name ends in ``.zip``, into one file; whole or not at all.

    Args:
        files: as in ``Evidence.files``; their names hold no folder.
        path: where it goes; nothing may be there yet.

    Raises:
        Rejected: something is there already.
        Unreachable: it could not be written.
    """
    place = Path(path)
    if place.exists():
        raise Rejected(f"{place.name}: is there already, and evidence is never written over")
    write = _write_zip if place.suffix.lower() == _ZIP else _write_folder
    with _our_words(place):
        write(files, place)


def read_evidence(path: str | PathLike[str], *, largest: int = LARGEST) -> Mapping[str, bytes]:
    """Read evidence from a folder or a zip file; nothing is unpacked onto the disk, and nothing is checked yet.

    Args:
        path: a folder, or a file.
        largest: how many bytes are read at most.

    Raises:
        InvalidInput: it is neither, is damaged, or is larger than that.
        Unreachable: it cannot be read.
    """
    place = Path(path)
    with _our_words(place):
        return _read_folder(place, largest) if place.is_dir() else _read_zip(place, largest)


def _write_folder(files: Mapping[str, bytes], place: Path) -> None:
    draft = place.with_name(f".{secrets.token_hex(8)}.draft")
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        draft.mkdir(mode=0o700)
        for name, content in files.items():
            with whole_file(draft / name, mode=OWNER_ONLY) as file:
                file.write(content)
        draft.rename(place)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    keep_names(place.parent)


def _write_zip(files: Mapping[str, bytes], place: Path) -> None:
    with whole_file(place, mode=OWNER_ONLY) as file, zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, date_time=_FIRST_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = OWNER_ONLY << 16
            archive.writestr(member, content)


def _read_folder(place: Path, largest: int) -> Mapping[str, bytes]:
    found = {file.relative_to(place).as_posix(): file for file in sorted(place.rglob("*")) if not file.is_dir()}
    _not_too_large(place, sum(file.stat().st_size for file in found.values()), largest)
    return {name: file.read_bytes() for name, file in found.items()}


def _read_zip(place: Path, largest: int) -> Mapping[str, bytes]:
    try:
        with zipfile.ZipFile(place) as archive:
            members = archive.infolist()
            _not_too_large(place, sum(member.file_size for member in members), largest)
            if len({member.filename for member in members}) < len(members):
                raise InvalidInput(place.name, [Fault("", "holds two files of one name")])
            return {member.filename: archive.read(member) for member in members}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error):
        pass  # zipfile has no one error for what is damaged, or written in a way that it does not know
    raise InvalidInput(place.name, [Fault("", "is no folder and no zip file, or is damaged")])


def _not_too_large(place: Path, size: int, largest: int) -> None:
    if size > largest:
        raise InvalidInput(place.name, [Fault("", f"holds more than {largest} bytes; allow more to read it")])


@contextmanager
def _our_words(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unreachable(f"{place.name}: cannot be read or written ({error.strerror})") from error
