"""Notices as alerts of the Common Alerting Protocol: as files in a folder, and posted to a server where there is one.

The folder is the feed's memory: from the names of the files it is known what was alerted of a downtime before, which
later alerts have to refer to (see `downtimekit.interop.cap`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, ClassVar

import anyio
import anyio.to_thread
from attrs import field, frozen
from pydantic import ConfigDict, Field, StringConstraints

from downtimekit.adapters._channel_settings import Token
from downtimekit.adapters._disk import write_whole
from downtimekit.adapters._http import Call, ChannelUrl, Line, judged
from downtimekit.adapters._letter import sendable
from downtimekit.adapters._wording import cut
from downtimekit.errors import Rejected, Unreachable
from downtimekit.interop.cap import CapDraft, CapOrigin, CapReference, CapScope, write_cap
from downtimekit.interop.public_words import LANGUAGES, public_text
from downtimekit.models.dependency import Dependency
from downtimekit.models.notice import ENGLISH, Notice, NoticeText, ReceiptState
from downtimekit.models.strict import Key, Name, Strict
from downtimekit.ports.notifier import Capabilities, Message, Sent

_FILE = re.compile(r"[0-9a-f]{16}-(?P<sent>[0-9]{8}T[0-9]{6}Z)-(?P<identifier>[0-9a-f]{32})\.xml")
_TIME = "%Y%m%dT%H%M%SZ"
_LONGEST_SUBJECT = 200
_NO_NEEDS: frozenset[Dependency] = frozenset()


class CapFeedSettings(Strict):
    """Where alerts go, and who alerts whom.

    Attributes:
        name: what receipts call it.
        folder: where the files go; it is made when it is not there, and must outlive the process.
        sender: by which the sender is known everywhere, such as ``alerts@clinic.example.org``; it stays the same.
        sender_name: what the sender is called.
        scope, restriction: whom the alerts are for.
        words: whether the notice's own words are told. They are written for staff, and may name a ticket, a phone
            number, or what somebody typed; else only services, times and how a service can be used are told.
        labels: what services and sites are called, by their keys.
        collected: whether something outside reads the folder, so that what stands there has been told.
        url: of a server that takes alerts, too; token: for one that wants it, as ``Authorization: Bearer``.
        needs: what must be up for the server to be reached.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"folder": "alerts", "sender": "alerts@clinic.example.org"}]}
    )

    name: Key = "cap"
    folder: Path
    sender: Annotated[str, StringConstraints(pattern=r"^[^\s,<&]{1,200}$")]
    sender_name: Annotated[str, StringConstraints(max_length=200)] = ""
    scope: CapScope = CapScope.RESTRICTED
    restriction: Name = "staff of the sites that are named"
    words: bool = False
    labels: Mapping[Key, Name] = Field(default_factory=dict)
    collected: bool = False
    url: ChannelUrl | None = None
    token: Token | None = None
    needs: frozenset[Dependency] = frozenset({Dependency.CUSTOMER_INTERNET})


def _permits(feed: CapFeed, _: object, line: Line) -> None:
    if feed.settings.url is not None:
        line.checked_url(feed.settings.url.get_secret_value())


@frozen
class CapFeed:
    """Alerts once for each message; what follows in a thread updates what was alerted before, or cancels it.

    An alert is written before it is posted, and what is posted again is the same, to the letter.

    Attributes:
        settings: where it goes.
        line: over which it calls.
        now: tells the time for messages without a notice.

    Raises:
        InvalidInput: the line does not permit the URL.
    """

    Settings: ClassVar[type[CapFeedSettings]] = CapFeedSettings

    settings: CapFeedSettings
    line: Line = field(factory=Line, validator=_permits, kw_only=True)
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC), kw_only=True, repr=False)
    _turn: anyio.Lock = field(factory=anyio.Lock, init=False, repr=False, eq=False)

    @property
    def capabilities(self) -> Capabilities:
        """Nothing leaves the folder, unless it is collected or there is a server."""
        settings = self.settings
        needs = settings.needs if settings.url else _NO_NEEDS
        local = settings.url is None and not settings.collected
        return Capabilities(settings.name, None, needs=needs, idempotent=True, local=local, at_once=1)

    async def send(self, message: Message) -> Sent:
        """Alert of one message.

        Raises:
            Rejected: the server refused it, or it says nothing that may be told.
            Unreachable: the folder cannot be written to, there is no connection, or the server asks to come back later.
            OutcomeUnknown: it was posted, and the server did not say what became of it.
        """
        letter = sendable(message, kind=None)
        texts = _texts(letter, self.settings)
        try:
            async with self._turn:
                path, content = await anyio.to_thread.run_sync(self._put, letter, texts)
        except OSError as error:
            raise Unreachable(f"the folder for alerts cannot be written to: {error.strerror}") from error
        settings = self.settings
        if settings.url is None:
            state = ReceiptState.ACCEPTED if settings.collected else ReceiptState.QUEUED
            return Sent(state, f"stands in the file {path.name}")
        headers = {"Content-Type": "application/cap+xml"}
        if settings.token is not None:
            headers["Authorization"] = f"Bearer {settings.token.get_secret_value()}"
        answer = judged(await self.line.call(Call("POST", settings.url.get_secret_value(), headers, content)))
        return Sent(ReceiptState.ACCEPTED, f"the server answered {answer.status}")

    def _put(self, letter: Message, texts: Sequence[NoticeText]) -> tuple[Path, bytes]:
        """Write an alert, unless it stands there already."""
        thread, identifier = _digest(letter.thread or letter.key)[:16], _digest(letter.key)[:32]
        before = dict(self._alerted(thread))
        if identifier in before:
            path, _ = before[identifier]
            return path, path.read_bytes()
        sent = _sent(letter) or self.now()
        earlier = [reference for _, reference in before.values() if reference.sent <= sent]
        draft = CapDraft(
            notice=_notice(letter),
            reference=CapReference(self.settings.sender, identifier, sent),
            texts=texts,
            earlier=sorted(earlier, key=lambda reference: (reference.sent, reference.identifier)),
            drill=letter.drill,
            key=letter.key,
            labels=self.settings.labels,
        )
        content = write_cap(draft, origin=self._origin)
        path = self.settings.folder / f"{thread}-{sent.astimezone(UTC):{_TIME}}-{identifier}.xml"
        write_whole(path, content)
        return path, content

    def _alerted(self, thread: str) -> Iterator[tuple[str, tuple[Path, CapReference]]]:
        """Yield what was alerted in a thread, by its identifier."""
        for path in self.settings.folder.glob(f"{thread}-*.xml"):
            if found := _FILE.fullmatch(path.name):
                sent = datetime.strptime(found["sent"], _TIME).replace(tzinfo=UTC)
                yield found["identifier"], (path, CapReference(self.settings.sender, found["identifier"], sent))

    @property
    def _origin(self) -> CapOrigin:
        settings = self.settings
        return CapOrigin(settings.sender, settings.sender_name, settings.scope, settings.restriction)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _sent(letter: Message) -> datetime | None:
    at = letter.notice.at if letter.notice else None
    return at.replace(microsecond=0) if at else None


def _notice(letter: Message) -> Notice:
    return letter.notice or Notice(id=_digest(letter.key), audience=(), sites=(), subject="-", body="")


def _texts(letter: Message, settings: CapFeedSettings) -> Sequence[NoticeText]:
    """Return what is told, in one language after the other.

    Raises:
        Rejected: nothing may be told.
    """
    return _words(letter) if settings.words else _fields(letter, settings.labels)


def _words(letter: Message) -> Sequence[NoticeText]:
    subject = cut(letter.subject, _LONGEST_SUBJECT)
    mine = NoticeText.model_construct(language=letter.language, subject=subject, body=letter.body)
    others = (letter.notice.text(), *letter.notice.texts) if letter.notice else ()
    return [mine, *(text for text in others if text.language != letter.language)]


def _fields(letter: Message, labels: Mapping[str, str]) -> Sequence[NoticeText]:
    notice = letter.notice
    if notice is None or notice.facts is None:
        raise Rejected("the notice says nothing in fields, and its words may not be told")
    there = {said.partition("-")[0] for said in (ENGLISH, letter.language, *(text.language for text in notice.texts))}
    found = (public_text(notice, language=said, labels=labels) for said in LANGUAGES if said in there)
    return [text for text in found if text is not None]
