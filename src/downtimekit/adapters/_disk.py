"""Write a file whole, or not at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

OWNER_ONLY = 0o600
"""What holds patient data is read and written by its owner, and by nobody else."""

_WITHOUT_LINKS = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP)
"""How shares answer that know no second name for a file."""

_DRAFT = re.compile(r"\.[0-9a-f]{16}\.draft")


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place such that a reader, a crash or a power cut never sees half of it.

    Raises:
        OSError: it could not be written; what stood there before still stands.
    """
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path, *, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Lend a file to be written, and put it in place when it is whole; see `write_whole`.

    Args:
        path: where it goes.
        mode: who may read and write it, from its first byte on; the process's umask takes from that.

    Raises:
        OSError: it could not be written; what stood there before still stands.
    """
    with _lent(path, mode) as (_, file):
        yield file


@contextmanager
def whole_path(path: Path, *, mode: int = 0o666) -> Iterator[Path]:
    """Lend an empty file to what opens and closes files itself; for the rest see `whole_file`."""
    with _lent(path, mode) as (draft, _):
        yield draft


def add_whole(path: Path, content: bytes, *, mode: int) -> bool:
    """Put a new file into a folder that is there, whole or not at all; what has its name already stays as it is.

    Args:
        path: where it goes.
        content: all of it.
        mode: who may read and write it, from its first byte on; the process's umask takes from that.

    Returns:
        Whether it was put there by this call.

    Raises:
        OSError: it could not be written; where it stands there all the same, a power cut may take it.
    """
    draft, handle = _begun(path.parent, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        is_new = _named(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    keep_names(path.parent)
    return is_new


def _named(draft: Path, path: Path) -> bool:
    """Give a draft its name, unless something has it."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _WITHOUT_LINKS or path.exists():
            raise
        draft.replace(path)  # two who come here at the same moment write the same
    return True


@contextmanager
def _lent(path: Path, mode: int) -> Iterator[tuple[Path, BinaryIO]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft, handle = _begun(path.parent, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            yield draft, file
            file.flush()
            os.fsync(file.fileno())
            if sys.platform != "win32":  # where no open file can be renamed
                draft.replace(path)
        if sys.platform == "win32":
            draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    keep_names(path.parent)


def sweep_drafts(folder: Path) -> None:
    """Remove what processes that were killed had begun to write; what another process is writing stays.

    It stays because its writer holds a lock, which ends with the process; on Windows, because nobody can remove a file
    that is open. Where a file system knows no locks, nothing is removed.
    """
    with suppress(OSError):
        for path in [found for found in folder.iterdir() if _DRAFT.fullmatch(found.name)]:
            with suppress(OSError):
                _remove_left(path)


def _remove_left(draft: Path) -> None:
    if draft.is_symlink() or not draft.is_file():
        return
    if sys.platform == "win32":
        draft.unlink()
        return
    handle = os.open(draft, os.O_RDWR | os.O_NOFOLLOW)  # some shares lock only what may be written
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        draft.unlink()
    finally:
        os.close(handle)


def _begun(folder: Path, mode: int) -> tuple[Path, int]:
    """Begin a draft that nobody sweeps away for as long as it is open."""
    while True:
        draft = folder / f".{secrets.token_hex(8)}.draft"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        if sys.platform != "win32":
            with suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX)
        if draft.exists():
            return draft, handle
        os.close(handle)  # somebody swept between the two lines above


def keep_names(folder: Path) -> None:
    """Make sure that the names in a folder survive a power cut."""
    if os.name == "nt":
        return  # Windows opens no folder, and keeps names in its journal
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # so answer shares that cannot do it
            raise
    finally:
        os.close(handle)
