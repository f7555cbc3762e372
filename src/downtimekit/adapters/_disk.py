"""Write a file whole, or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

OWNER_ONLY = 0o600
"""What holds patient data is read and written by its owner, and by nobody else."""


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
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(8)}.draft")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    keep_names(path.parent)


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
