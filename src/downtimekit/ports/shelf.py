"""Port: a place where finished documents are put down, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from downtimekit.errors import Fault, InvalidInput

LONGEST_NAME = 100
_NAME = re.compile(rf"[a-z0-9][a-z0-9._-]{{0,{LONGEST_NAME - 1}}}")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
"""Names that Windows keeps for itself, with any ending ("Naming Files, Paths, and Namespaces", learn.microsoft.com)."""


def check_name(name: str) -> str:
    """Return the name of a document, which every file system can carry and which leads nowhere else.

    Small letters, digits, ``.``, ``_`` and ``-``, at most 100; no two such names are one file anywhere.

    Raises:
        InvalidInput: it is none; the error does not repeat it.
    """
    if not _NAME.fullmatch(name) or name.endswith(".") or _DEVICE.fullmatch(name):
        words = f"is not a name of a document: small letters, digits and ._- only, at most {LONGEST_NAME}"
        raise InvalidInput("shelf", [Fault("name", words)])
    return name


class Shelf(Protocol):
    """Keeps documents by their names.

    Promises:
        - after `save` returns, the document is there whole, also after a power cut; or it raises, and what stood there
          before still stands. Nobody ever reads half a document, or sees its name before it is whole.
        - a document that is saved again under its name takes the place of the one before.
        - what `read` returns is what was saved, byte for byte; what was altered is refused where the shelf can tell.
        - `names` lists what was saved, sorted, and nothing else.
        - a name leads nowhere else, whatever it is: what `check_name` refuses is not saved.
        - several processes may save under different names at once.
        - no error holds a document, or a name that was refused.

    Raises (from every method):
        InvalidInput: the name is none.
        Unreachable: it cannot be written or read now; try again.
        Rejected: it cannot be read: it was altered, or the key is another one.
    """

    def save(self, name: str, content: bytes) -> None:
        """Put a document down."""
        ...

    def names(self) -> Sequence[str]:
        """Return the names of all documents."""
        ...

    def read(self, name: str) -> bytes | None:
        """Return a document; None where there is none of that name."""
        ...
