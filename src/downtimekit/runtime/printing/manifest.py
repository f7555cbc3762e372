"""The manifest of a print: which documents it made, for which sheets, and by which digests they are known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from downtimekit.errors import Fault, InvalidInput, NewerDocument
from downtimekit.models.forms import FormPlan, Packet
from downtimekit.models.strict import Key, Strict

VERSION = 1
NAME = "manifest.json"


class PrintedFile(Strict):
    """One document of a print; nothing in it says whose it is.

    Attributes:
        name: on the shelf; empty where nothing could be drawn.
        packets: how many packets are in it.
        serials: of its sheets, in order; of a whole print job, none.
        pages: how many pages it has; None where the renderer does not say.
        sha256: of its bytes; holds: of what it was drawn from, where that can change.
        refusal: why a packet was not drawn as it is, and its sheets are blank.
    """

    name: str
    packets: Annotated[int, Field(ge=0)] = 1
    serials: tuple[Key, ...] = ()
    pages: int | None = None
    sha256: str = ""
    holds: str = ""
    refusal: str = ""

    def is_whole(self, content: bytes | None) -> bool:
        """Tell whether a document is the one that was printed."""
        return content is not None and digest_of(content) == self.sha256


class Manifest(Strict):
    """What a print made.

    Attributes:
        job: a digest over what is printed and how; another print has another.
        files: a document for each packet, in order; documents: all packets, in one or a few.
        covers: what lies on top of the pile; the sheet that says what is in it is the last of them.
        finished: whether all of it is there.
    """

    format: Literal["downtimekit-print"] = "downtimekit-print"
    version: Annotated[int, Field(ge=1)] = VERSION
    job: str
    files: tuple[PrintedFile, ...] = ()
    documents: tuple[PrintedFile, ...] = ()
    covers: tuple[PrintedFile, ...] = ()
    finished: bool = False

    @classmethod
    def read(cls, content: bytes) -> Manifest:
        """Read a manifest.

        Raises:
            InvalidInput: it is none.
            NewerDocument: a later release wrote it.
        """
        try:
            found = cls.model_validate_json(content)
        except ValidationError:
            found = None
        if found is None:
            raise InvalidInput(NAME, [Fault("", "is not the manifest of a print; use another folder")])
        if found.version > VERSION:
            raise NewerDocument(NAME, schema=found.version, known=VERSION)
        return found

    def written(self) -> bytes:
        """Return it as it is stored."""
        return self.model_dump_json().encode()


def digest_of(content: bytes) -> str:
    """Return SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def job_digest(packets: Iterable[Packet], *, plans: Sequence[FormPlan], suffix: str, parts: int | None) -> str:
    """Return what a print is known by: its packets, to the last answer, and where everything stands on the pages."""
    digest = hashlib.sha256(f"{suffix} {parts}".encode())
    for plan in plans:
        digest.update(plan.digest.encode())
    forms = dict[int, str]()
    for packet in packets:
        digest.update(packet.model_dump_json(exclude={"sheets"}).encode())
        for sheet in packet.sheets:
            form = forms.setdefault(id(sheet.form), sheet.form.digest)
            digest.update(sheet.model_dump_json(exclude={"form"}).encode() + form.encode())
    return digest.hexdigest()
