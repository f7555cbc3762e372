"""What a print job tells: how far it is, and what it made."""

from __future__ import annotations

from attrs import field, frozen

from downtimekit.runtime.printing.manifest import Manifest, PrintedFile


@frozen
class Progress:
    """How far a print is, in packets.

    Attributes:
        kept: how many of them were finished by an earlier run.
        refused: how many could not be drawn as they are.
    """

    done: int
    of: int
    kept: int = 0
    refused: int = 0


@frozen
class Printed:
    """What a print made.

    Attributes:
        manifest: every document, with its digest.
        digest: SHA-256 of the manifest: to be noted elsewhere.
        refused: the packets that could not be drawn as they are. Their sheets are in the pile without the patient's
            data, to be written in by hand; one whose document has no name is not in the pile.
    """

    manifest: Manifest = field(repr=False)
    digest: str

    @property
    def refused(self) -> tuple[PrintedFile, ...]:
        """The packets that could not be drawn as they are."""
        return tuple(file for file in self.manifest.files if file.refusal)

    @property
    def is_whole(self) -> bool:
        """Whether every packet was drawn as it is."""
        return not self.refused

    def __str__(self) -> str:
        """Say it in a few lines, without a patient."""
        count = len(self.manifest.files)
        lines = [f"{count} packets printed"]
        lines += [
            f"{file.serials[0]}: {'blank, to be filled in by hand' if file.name else 'not printed'}: {file.refusal}"
            for file in self.refused
        ]
        return "\n".join(lines)
