"""Check evidence that somebody handed over: every file, and the chain of the record in it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping

from attrs import field, frozen

from downtimekit.errors import Fault, InvalidInput, NewerDocument
from downtimekit.models.reading import read
from downtimekit.ports.chain import Head
from downtimekit.ports.jsonl import lines_of
from downtimekit.runtime.evidence.leaving_out import heads_without_patients
from downtimekit.runtime.evidence.manifest import (
    JOURNAL,
    MANIFEST,
    SUMS,
    VERSION,
    WITHOUT_PATIENTS,
    EvidenceManifest,
    sha256,
    sums,
)


@frozen
class EvidenceCheck:
    """What was found.

    Attributes:
        faults: everything that is not as it was made, each under the name of its file.
        digest: SHA-256 over the manifest, to compare with what was noted when the evidence was made.
    """

    manifest: EvidenceManifest
    digest: str
    faults: tuple[Fault, ...] = field(converter=tuple[Fault, ...])

    @property
    def holds(self) -> bool:
        """Whether everything is as it was made."""
        return not self.faults

    @property
    def head(self) -> Head:
        """Where the record ends, by the manifest: to compare with the journal, as in ``verify_journal(noted=...)``."""
        return Head(self.manifest.entries, self.manifest.digest)

    def explain(self) -> str:
        """Return it as text."""
        count = len(self.manifest.files)
        answer = f"All {count} files are as they were made, and the chain of the record holds."
        lines = [f"DAMAGED  {fault}" for fault in self.faults] or [answer]
        return "\n".join([*lines, f"The record ends with entry {self.head.version}, {self.head.digest}."]) + "\n"


def verify_evidence(files: Mapping[str, bytes], *, noted: Head | None = None) -> EvidenceCheck:
    """Check every file against the manifest, and the record in it entry by entry.

    Args:
        files: as `read_evidence` returns them.
        noted: an entry of this downtime that somebody noted at another place, such as the last one on some day.

    Raises:
        InvalidInput: there is no manifest that can be read.
        NewerDocument: a later release made it.
    """
    manifest = _manifest(files)
    faults = [*_of_files(files, manifest), *_of_rules(files, manifest), *_of_record(files, manifest, noted)]
    return EvidenceCheck(manifest, sha256(files[MANIFEST]), faults)


def _manifest(files: Mapping[str, bytes]) -> EvidenceManifest:
    try:
        tree = json.loads(files.get(MANIFEST, b""))
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict):
        raise InvalidInput(MANIFEST, [Fault("", "is missing, or cannot be read: this is no evidence of ours")])
    version = tree.get("version")
    if isinstance(version, int) and version > VERSION:
        raise NewerDocument(MANIFEST, schema=version, known=VERSION)
    return read(EvidenceManifest, tree, source=MANIFEST)


def _of_files(files: Mapping[str, bytes], manifest: EvidenceManifest) -> Iterator[Fault]:
    listed = {file.name: file.sha256 for file in manifest.files}
    for name, digest in listed.items():
        if name not in files:
            yield Fault(name, "is missing")
        elif sha256(files[name]) != digest:
            yield Fault(name, "was altered")
    if files.get(SUMS) != sums(manifest.files):
        yield Fault(SUMS, "does not say the same as the manifest")
    for name in files.keys() - listed.keys() - {MANIFEST, SUMS}:
        yield Fault(_shown(name), "was put in: the manifest does not know it")


def _of_rules(files: Mapping[str, bytes], manifest: EvidenceManifest) -> Iterator[Fault]:
    for place, digest in enumerate(manifest.rules, 1):
        name = f"playbook-{place}.json"
        if name in files and sha256(files[name]) != digest:
            yield Fault(name, "is not the playbook that was pinned")


def _of_record(files: Mapping[str, bytes], manifest: EvidenceManifest, noted: Head | None) -> Iterator[Fault]:
    name = JOURNAL if manifest.with_patients else WITHOUT_PATIENTS
    if name not in files:
        return
    try:
        heads = _heads(files[name], name, manifest)
    except InvalidInput as error:
        yield from (Fault(name, str(fault)) for fault in error.faults)
        return
    if heads[-1:] != [Head(manifest.entries, manifest.digest)]:
        yield Fault(name, "does not end as the manifest says")
    if noted and noted not in heads:
        yield Fault(name, f"does not hold the entry {noted.version} that was noted: it was rewritten, or cut off")


def _heads(content: bytes, name: str, manifest: EvidenceManifest) -> list[Head]:
    """Walk the record, and return the digest of every entry."""
    rows = io.StringIO(content.decode("utf-8", "replace"), newline="\n")
    if not manifest.with_patients:
        return list(heads_without_patients(rows, stream=manifest.downtime, source=name))
    lines = lines_of(rows, source=name)
    return [Head(line.version, line.digest) for line in lines if line.stream == manifest.downtime]


def _shown(name: str) -> str:
    """Return a file's name, unless it may be anything: somebody else chose it."""
    return name if len(name) <= 100 and name.isprintable() else "(a file)"  # noqa: PLR2004
