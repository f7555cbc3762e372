"""Notices on a FHIR R4 server, each as a Communication that whoever looks there finds.

Sources: HL7 FHIR R4, RESTful API (3.1.0.4.1, update as create; 3.1.0.8.1, conditional create by ``If-None-Exist``) and
Communication. Two conditional creates at once can both create, as servers do not lock what is not there
(hapifhir/hapi-fhir #4597); so an update by an id that follows from the message's key is the usual way.
"""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import ClassVar
from urllib.parse import quote

from attrs import field, frozen
from pydantic import ConfigDict

from downtimekit.adapters._channel_settings import ChannelSettings, Token, permits
from downtimekit.adapters._http import Call, ChannelUrl, Line, judged
from downtimekit.adapters._letter import sendable
from downtimekit.adapters._wording import cut
from downtimekit.interop.fhir import Systems, notices
from downtimekit.models.dependency import Dependency
from downtimekit.models.notice import Notice, ReceiptState
from downtimekit.models.strict import Key, Name
from downtimekit.ports.notifier import Capabilities, Message, Sent

_JSON = "application/fhir+json; charset=utf-8"
_LONGEST_SUBJECT = 200


class Way(StrEnum):
    """How a Communication is put on the server, so that it stands there once."""

    UPDATE = "update"
    """By an id of ours; the server must let clients choose ids."""
    CONDITIONAL_CREATE = "conditional_create"
    """By its identifier, under an id that the server chooses."""


class FhirCommunicationSettings(ChannelSettings):
    """A FHIR server.

    Attributes:
        url: its base, such as ``https://fhir.clinic.example/r4``.
        token: for servers that want one, as ``Authorization: Bearer``.
        home: before the names of the clinic's numbering systems; see `downtimekit.interop.fhir.Systems`.
        needs: the clinic's own network, as a rule.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"url": "https://fhir.example.org/r4", "home": "https://clinic.example.org"}]}
    )

    name: Key = "fhir"
    url: ChannelUrl
    home: Name
    token: Token | None = None
    way: Way = Way.UPDATE
    needs: frozenset[Dependency] = frozenset({Dependency.CUSTOMER_NETWORK})


@frozen
class FhirCommunication:
    """Puts every message on a FHIR server; a drill is marked there as test health data.

    The server is asked to answer no more than that it has it: who reads it there, nobody says.

    Attributes:
        settings: the server.
        line: over which it calls.

    Raises:
        InvalidInput: the line does not permit the URL.
    """

    Settings: ClassVar[type[FhirCommunicationSettings]] = FhirCommunicationSettings

    settings: FhirCommunicationSettings
    line: Line = field(factory=Line, validator=permits, kw_only=True)

    @property
    def capabilities(self) -> Capabilities:
        """What it is and can do."""
        return Capabilities(self.settings.name, None, needs=self.settings.needs, idempotent=True)

    async def send(self, message: Message) -> Sent:
        """Put one message on the server.

        Raises:
            Rejected: the server refused it.
            Unreachable: there is no connection, or the server asks to come back later.
            OutcomeUnknown: it was handed over, and the server did not say what became of it.
        """
        letter = sendable(message, kind=None)
        systems = Systems(self.settings.home)
        written = notices.published(_notice(letter), key=letter.key, systems=systems)
        headers = {"Content-Type": _JSON, "Accept": _JSON, "Prefer": "return=minimal"}
        if self.settings.token is not None:
            headers["Authorization"] = f"Bearer {self.settings.token.get_secret_value()}"
        url, resource = f"{self.settings.url.get_secret_value().rstrip('/')}/Communication", dict(written.resource)
        method = "POST"
        if self.settings.way is Way.UPDATE:
            resource["id"] = f"downtimekit-{hashlib.sha256(letter.key.encode()).hexdigest()[:40]}"
            method, url = "PUT", f"{url}/{resource['id']}"
        else:
            headers["If-None-Exist"] = f"identifier={quote(f'{systems.key}|{letter.key}', safe='')}"
        content = json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode()
        answer = judged(await self.line.call(Call(method, url, headers, content)))
        return Sent(ReceiptState.ACCEPTED, f"the server answered {answer.status}")


def _notice(letter: Message) -> Notice:
    """Return the notice with the words of the message, which may be those of several."""
    said = {"subject": cut(letter.subject, _LONGEST_SUBJECT), "body": letter.body, "drill": letter.drill}
    number = hashlib.sha256(letter.key.encode()).hexdigest()
    bare = Notice(id=number, audience=(), sites=(), subject="-", body="")
    return (letter.notice or bare).model_copy(update=said)
