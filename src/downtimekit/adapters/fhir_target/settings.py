"""How a FHIR server is written to."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field

from downtimekit.adapters._channel_settings import Token
from downtimekit.adapters._http import ChannelUrl
from downtimekit.interop.fhir import Systems
from downtimekit.models.strict import Name, Strict


class Doubles(StrEnum):
    """What is done with a second copy of one of our own records, which a server made of one write."""

    WITHDRAW = "withdraw"
    """It is marked as entered in error, and stays."""
    DELETE = "delete"
    """It is deleted; what only the first copy is referred to by stays as it is."""
    TELL = "tell"
    """Nothing: the write is refused, and says which two a person must look at."""


class Numbering(Strict):
    """The clinic's numbering systems, as URIs; those that are not given are made from ``home``.

    Attributes:
        home: before their names, such as ``https://clinic.example.org/fhir``.
        mrn: of medical record numbers; accession: of exams; visit: of encounters.
        key: of the idempotency keys of what is back-filled.
    """

    home: Name
    mrn: Name | None = None
    accession: Name | None = None
    visit: Name | None = None
    key: Name | None = None

    @property
    def systems(self) -> Systems:
        """All of them."""
        return Systems(**self.model_dump(exclude_none=True))


class FhirTargetSettings(Strict):
    """A FHIR R4 server that records go back into.

    Attributes:
        url: its base, such as ``https://fhir.clinic.example/r4``.
        numbering: the numbering systems by which its charts, exams and visits are known.
        token: for servers that want one that does not expire, as ``Authorization: Bearer``.
        transactions: each record goes as one transaction, and not as one resource after the other. Only for a server of
            which it is known that a transaction that fails leaves nothing behind: `FhirTarget.probe` tries it out. What
            the server's own CapabilityStatement does not offer is not used.
        doubles: what is done with a second copy that the server made of one write.
        page: how many resources a search asks for at once; pages: after how many it is given up.
        longest: how much of an answer is read, in bytes.
        at_once: how many searches of one question go out at once.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"url": "https://fhir.example.org/r4", "numbering": {"home": "https://clinic.example.org"}}]
        }
    )

    url: ChannelUrl
    numbering: Numbering
    token: Token | None = None
    transactions: bool = False
    doubles: Doubles = Doubles.WITHDRAW
    page: Annotated[int, Field(ge=1, le=1000)] = 200
    pages: Annotated[int, Field(ge=1, le=100_000)] = 1000
    longest: Annotated[int, Field(ge=65_536, le=268_435_456)] = 33_554_432
    at_once: Annotated[int, Field(ge=1, le=100)] = 8
