"""The list of what belongs to the evidence of a downtime, with the digest of each file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from downtimekit.models.people import Staff
from downtimekit.models.strict import Instant, Key, Name, Strict

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
JOURNAL = "journal.jsonl"
WITHOUT_PATIENTS = "journal-without-patients.jsonl"
VERSION = 1
"""The newest version of the manifest that this release writes and reads."""


class EvidenceFile(Strict):
    """One file: its name, and SHA-256 over its bytes."""

    name: Name
    sha256: str


class EvidenceManifest(Strict):
    """What the evidence is of, who made it, and what belongs to it.

    Attributes:
        drill: the downtime was practised.
        with_patients: whether what is about patients is in it.
        entries: how many the journal held; digest: of the last of them.
        rules: the digests of the playbooks that it was run by, in that order.
    """

    format: Literal["downtimekit-evidence"] = "downtimekit-evidence"
    version: int = VERSION
    downtime: Key
    drill: bool
    with_patients: bool
    made_at: Instant
    made_by: Staff
    entries: Annotated[int, Field(ge=1)]
    digest: str
    rules: tuple[str, ...]
    files: tuple[EvidenceFile, ...]


def sums(files: Iterable[EvidenceFile]) -> bytes:
    """Return the digests as the program ``sha256sum`` reads them."""
    return "".join(f"{file.sha256}  {file.name}\n" for file in files).encode()


def sha256(content: bytes) -> str:
    """Return SHA-256 over bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
