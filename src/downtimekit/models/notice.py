"""Notices to contacts, and receipts: what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from attrs import frozen
from pydantic import Field

from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.news import NoticeEvent
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.people.channels import ChannelKind
from downtimekit.models.people.languages import Language
from downtimekit.models.people.staff import Role
from downtimekit.models.ranked import Severity
from downtimekit.models.strict import Instant, Key, Name, Strict
from downtimekit.models.zones import Zone

__all__ = [
    "ENGLISH",
    "Alike",
    "Component",
    "Notice",
    "NoticeEvent",
    "NoticeFacts",
    "NoticeText",
    "PassedOver",
    "Receipt",
    "ReceiptState",
    "Suppression",
    "alike",
]

ENGLISH = "en"


@frozen(kw_only=True)
class Component:
    """How one service at one site stands."""

    service: str
    site: str
    state: TrackState
    tier: AccessTier


class Alike(Strict):
    """Some services at some sites, each of which stands the same at each: one of these says it of a thousand tracks."""

    services: Annotated[tuple[Key, ...], Field(min_length=1)]
    sites: Annotated[tuple[Key, ...], Field(min_length=1)]
    state: TrackState
    tier: AccessTier


def alike(components: Iterable[Component]) -> tuple[Alike, ...]:
    """Return the same in few: what stands the same together, as far as each service does so at the same sites."""
    sites: dict[tuple[TrackState, AccessTier, str], list[str]] = {}
    for one in components:
        sites.setdefault((one.state, one.tier, one.service), []).append(one.site)
    services: dict[tuple[TrackState, AccessTier, tuple[str, ...]], list[str]] = {}
    for (state, tier, service), where in sites.items():
        services.setdefault((state, tier, tuple(where)), []).append(service)
    return tuple(
        Alike(services=tuple(names), sites=where, state=state, tier=tier)
        for (state, tier, where), names in services.items()
    )


class NoticeFacts(Strict):
    """What a notice says, for those who read fields and not sentences. Nothing in it is about a patient.

    Attributes:
        downtime: its id: what is told of one downtime belongs together under it.
        scheduled: whether the work was planned.
        target: what is down, as the playbook names it; empty as long as nobody knows.
        since: when it began, or begins.
        next_update: by when the next news was promised; None where none is.
        ends: the announced end of planned work.
        ended_at: when the services that it is about were released to their users again.
        call: whom to call.
        zone: of the clock by which staff are told.
        stands: how what it is about stands.
        out_elsewhere: services of the downtime that are out at sites which it is not about.
    """

    downtime: Key
    scheduled: bool = False
    target: str = ""
    severity: Severity | None = None
    since: Instant
    next_update: Instant | None = None
    ends: Instant | None = None
    ended_at: Instant | None = None
    call: Name
    zone: Zone
    stands: tuple[Alike, ...] = ()
    out_elsewhere: tuple[Key, ...] = ()

    @property
    def components(self) -> tuple[Component, ...]:
        """How each service at each site stands that it is about."""
        return tuple(
            Component(service=service, site=site, state=part.state, tier=part.tier)
            for part in self.stands
            for site in part.sites
            for service in part.services
        )

    @property
    def is_over(self) -> bool:
        """Whether everything that it is about can be used again."""
        return bool(self.stands) and all(part.state is TrackState.RELEASED for part in self.stands)

    @property
    def is_all_over(self) -> bool:
        """Whether the whole downtime is over, and not only what it is about."""
        return self.is_over and not self.out_elsewhere


class NoticeText(Strict):
    """The words of a notice in one language.

    Attributes:
        body: plain text, whole lines.
        short: what fits into a text message; the subject, where it is empty.
    """

    language: Language = ENGLISH
    subject: Name
    body: str
    short: str = ""


class Notice(Strict):
    """A message that is owed to everybody with one of the roles. It never holds patient data.

    Attributes:
        topic: the name of its rule in the playbook: a later one of the same topic about the same takes its place.
        subject, body, short: the words in English.
        texts: the words in other languages.
        at: when it was owed; None in records of before 0.2, which say it by their entry.
        facts: the same in fields; None in records of before 0.2.
    """

    id: Key
    audience: tuple[Role, ...]
    sites: tuple[Key, ...]
    subject: Name
    body: str
    drill: bool = False
    short: str = ""
    texts: tuple[NoticeText, ...] = ()
    topic: str = ""
    event: NoticeEvent = NoticeEvent.OTHER
    at: Instant | None = None
    facts: NoticeFacts | None = None

    def text(self, languages: Iterable[str] = ()) -> NoticeText:
        """Return the words in the first of some languages in which there are any; in English where there are none."""
        own = NoticeText.model_construct(
            language=ENGLISH, subject=self.subject, body=self.body, short=self.short or self.subject
        )
        there = {ENGLISH: own} | {text.language: text for text in self.texts}
        for language in languages:
            # Whoever reads es-MX reads es.
            found = there.get(language) or there.get(language.partition("-")[0])
            if found is not None:
                return found
        return own


class ReceiptState(StrEnum):
    """What became of one notice to one contact; the states are never confused with each other."""

    QUEUED = "queued"
    """Somebody must still act: a call stands on the call sheet."""
    ACCEPTED = "accepted"
    """The channel took it; whether it arrived is not known."""
    DELIVERED = "delivered"
    """The channel says that it arrived; whether anybody has read it is not known."""
    ACKNOWLEDGED = "acknowledged"
    """The contact said that they have it."""
    FAILED = "failed"
    """It did not go out."""
    UNKNOWN = "unknown"
    """It may have gone out; nobody can tell."""
    SUPPRESSED = "suppressed"
    """It was not sent on purpose; `Receipt.why` and the remark say why."""
    EXPIRED = "expired"
    """It was worth nothing any more before it could be sent."""


class Suppression(StrEnum):
    """Why a notice was not sent to somebody, or a way to reach them was passed over."""

    SAME_FATE = "same_fate"
    """The way needs what is down."""
    QUIET_HOURS = "quiet_hours"
    DUPLICATE = "duplicate"
    """The same was sent to the same address, for somebody else."""
    SUPERSEDED = "superseded"
    """A later notice says what holds now."""
    ACKNOWLEDGED = "acknowledged"
    """Enough people have said that they have it."""
    OPTED_OUT = "opted_out"
    UNVERIFIED = "unverified"
    """Nobody knows whether the address is theirs, and the rule asks for one that is."""
    PATIENT_DATA = "patient_data"
    """It would carry patient data."""
    DRILL = "drill"
    NO_CHANNEL = "no_channel"
    """No channel here takes such addresses."""
    BROKEN = "broken"
    """The channel failed again and again, and is left alone for a while."""


class PassedOver(Strict):
    """A way to reach somebody that was not tried, and why."""

    kind: ChannelKind | None
    why: Suppression
    remark: str = ""


class Receipt(Strict):
    """What became of a notice to one contact over one channel.

    Attributes:
        contact: the contact's id, or the name of a board: a status page, a room, a pager service.
        channel: the kind of address that it went to; via: the name of the channel that took it.
        attempt: counts from 1 how often this contact was tried with this notice.
        level: of the escalation at which they were asked, from 1; 0 where they are of the audience.
        passed: the ways that were passed over before this one.
    """

    notice: Key
    contact: Key
    state: ReceiptState
    channel: ChannelKind | None = None
    at: Instant
    remark: str = ""
    via: str = ""
    attempt: Annotated[int, Field(ge=1)] = 1
    level: Annotated[int, Field(ge=0)] = 0
    why: Suppression | None = None
    passed: tuple[PassedOver, ...] = ()
