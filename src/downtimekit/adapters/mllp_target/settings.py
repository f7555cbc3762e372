"""Where a system takes HL7 version 2, how it is spoken to, and what is told by which message."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, model_validator

from downtimekit.adapters._this_machine import is_this_machine
from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.hl7v2 import WAYS, Party, Way, can_go
from downtimekit.interop.hl7v2.envelope import Processing, Version
from downtimekit.models.capture import RecordKind
from downtimekit.models.frozen import frozen
from downtimekit.models.strict import Strict

Host = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,253}$")]


class Mode(StrEnum):
    """How messages are answered (HL7 v2.5.1, 2.9.2)."""

    ORIGINAL = "original"
    """Each gets one answer, which says what became of it."""
    COMMIT = "commit"
    """Enhanced mode: done is what the other side has put into safe storage."""
    BOTH = "both"
    """Enhanced mode: it says that it has it, and then, over the same connection, what became of it."""

    @property
    def wishes(self) -> tuple[str, str]:
        """What stands in MSH-15 and MSH-16."""
        return {Mode.ORIGINAL: ("", ""), Mode.COMMIT: ("AL", "NE"), Mode.BOTH: ("AL", "AL")}[self]


class Tls(Strict):
    """How a connection is encrypted.

    Attributes:
        ca_file: the certificates to trust instead of the system's, in PEM.
        certificate, key: our own, in PEM, for systems that ask for one (IHE ATNA does).
    """

    ca_file: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    key_password: SecretStr | None = None

    def context(self, purpose: ssl.Purpose) -> ssl.SSLContext:
        """Return what Python needs to open or accept a connection.

        Raises:
            InvalidInput: a file cannot be read, or is no certificate or key.
        """
        try:
            context = ssl.create_default_context(purpose, cafile=self.ca_file)
            if self.certificate is not None:
                password = self.key_password.get_secret_value() if self.key_password else None
                context.load_cert_chain(self.certificate, self.key, password)
        except OSError:  # ssl.SSLError, too
            raise InvalidInput("MLLP settings", [Fault("tls", "names a file that is no certificate or key")]) from None
        return context


class MllpSettings(Strict):
    """A system that takes messages.

    Attributes:
        host: its name or IP address; with TLS, its certificate must be for this name.
        tls: None sends in the clear, which is for this machine, or where `allow_plain` is set: such as for a tunnel, or
            a network of its own.
        timeout: how long to wait for a connection and for each answer, in seconds.
        lanes: how many connections there are at most. All messages about a patient go over one, in their order.
        keep_connection: whether the next message may go over the same connection. A system that closes it after every
            message is understood in either case.
        max_answer: how long an answer may be, in bytes.
        mrn_issuer: whose medical record numbers the patients' numbers are.
        ways: what a kind of record is told by, where that is not what `WAYS` says; None: it is not told, but rejected.
        brings_entry: whether each message takes the entry along whole, in a line of our own (OBX with ``99DTK``).
        try_again_on: the conditions (table 0357) after which a message may be sent again: 206 the record is locked,
            207 an error inside the application.
    """

    host: Host
    port: Annotated[int, Field(ge=1, le=65535)]
    tls: Tls | None = Tls()
    allow_plain: bool = False
    timeout: Annotated[float, Field(ge=0.05, le=600)] = 30.0
    lanes: Annotated[int, Field(ge=1, le=64)] = 8
    keep_connection: bool = True
    max_answer: Annotated[int, Field(ge=256, le=16_777_216)] = 65_536
    mode: Mode = Mode.ORIGINAL
    version: Version = "2.5.1"
    processing: Processing = "P"
    sending_application: Party = Party(name="DOWNTIMEKIT")
    sending_facility: Party = Party()
    receiving_application: Party = Party()
    receiving_facility: Party = Party()
    mrn_issuer: Annotated[str, StringConstraints(max_length=200)] = ""
    ways: Annotated[Mapping[RecordKind, Way | None], AfterValidator(frozen)] = Field(default_factory=dict)
    brings_entry: bool = True
    try_again_on: frozenset[str] = frozenset({"206", "207"})

    @property
    def all_ways(self) -> Mapping[RecordKind, Way | None]:
        """What each kind of record is told by."""
        return {**WAYS, **self.ways}

    @model_validator(mode="after")
    def _can_be_kept_to(self) -> MllpSettings:
        faults = []
        if self.tls is None and not (self.allow_plain or is_this_machine(self.host)):
            faults.append("tls may be left out only to this machine, or where allow_plain is set")
        wrong = sorted(kind.value for kind, way in self.ways.items() if way and not can_go(kind, way))
        if wrong:
            faults.append(f"ways has messages that cannot tell these kinds: {', '.join(wrong)}")
        if faults:
            raise ValueError("; ".join(faults))
        return self
