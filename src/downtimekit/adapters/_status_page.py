"""What the channels to public status pages have in common: what may stand on one, and how a thread is found again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from attrs import evolve, field, frozen
from pydantic import Field, StringConstraints

from downtimekit.adapters._channel_settings import ChannelSettings, Token
from downtimekit.adapters._http import Answer, Call, Line, judged
from downtimekit.adapters._letter import one_line, sendable
from downtimekit.adapters._wording import cut
from downtimekit.errors import OutcomeUnknown, Rejected, Unreachable
from downtimekit.interop.public_words import public_text
from downtimekit.interop.status_page import TIERS, ComponentState, Stage, component_states, components_of, stage
from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.notice import ENGLISH, NoticeEvent
from downtimekit.models.people.languages import Language
from downtimekit.models.strict import Key
from downtimekit.ports.notifier import Message

_LONGEST_LIST = 8_388_608  # bytes: a hundred incidents with all that was ever said of them
_LONGEST_TITLE = 200  # Statuspage takes 255, Instatus names no limit
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MARK = 20  # of 64 characters of a digest

Place = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*(/[A-Za-z0-9._:/-]+)?$", max_length=200)]
"""A service at a site, as ``ris/west``, or a service everywhere, as ``ris``."""

PageId = Annotated[str, StringConstraints(pattern=rf"^{_ID.pattern}$")]
"""An id that a vendor gave a page or a component."""


class StatusPageSettings(ChannelSettings):
    """A page that everybody can read.

    Attributes:
        token: with which the page may be written to.
        page: its id.
        components: which component stands for a service at a site, or at every site. What is not named here is not
            shown as a component.
        labels: what the public calls services and sites, by their keys; a key stands for itself.
        language: of what is said; English and Spanish are known.
        words: whether the notice's own words are shown. They are written for staff, and may name a ticket, a phone
            number, or what somebody typed; else only services, times and how a service can be used are told.
        tells: whether the vendor tells the page's subscribers; of a drill it never does.
        tiers: how a component stands, by what people can work with, where not as `TIERS` says.
        at_a_time: how many incidents are asked for at once; look_back: through how many a thread is looked for.
    """

    token: Token
    page: PageId
    components: Mapping[Place, PageId] = Field(default_factory=dict)
    labels: Mapping[Key, Annotated[str, StringConstraints(min_length=1, max_length=100)]] = Field(default_factory=dict)
    language: Language = ENGLISH
    words: bool = False
    tells: bool = True
    tiers: Mapping[AccessTier, ComponentState] = Field(default_factory=dict)
    at_a_time: Annotated[int, Field(ge=1, le=100)] = 50
    look_back: Annotated[int, Field(ge=1, le=1000)] = 200


@frozen
class Posting:
    """What is put on a page.

    Attributes:
        thread, key: marks, by which the page shows what it was given; nothing can be read from them.
        states: how components stand, by their ids; places: all that it is about, also before work begins.
    """

    letter: Message = field(repr=False)
    thread: str
    key: str
    title: str
    body: str
    states: Mapping[str, ComponentState]
    places: Sequence[str]

    @property
    def window(self) -> tuple[datetime, datetime] | None:
        """When planned work begins and ends; None where it is about none, or nobody says when it ends."""
        facts = self.letter.notice and self.letter.notice.facts
        return (facts.since, facts.ends) if facts and facts.scheduled and facts.ends else None

    @property
    def began(self) -> datetime | None:
        """When it began; None where the notice does not say."""
        facts = self.letter.notice and self.letter.notice.facts
        return facts.since if facts else None

    @property
    def at(self) -> datetime | None:
        """When it was owed; None where the notice does not say."""
        return self.letter.notice.at if self.letter.notice else None

    @property
    def is_over(self) -> bool:
        """Whether it is about what is over, and so need not begin an incident in the present."""
        return self._stage.is_last

    def adds_to(self, before: Stage) -> bool:
        """Whether it says anything to the public that an incident which has come so far does not say already.

        That the paper is back in the chart is no news to them.
        """
        notice = self.letter.notice
        return not (before.is_last and notice is not None and notice.event is NoticeEvent.CLOSED)

    def reopens(self, before: Stage) -> bool:
        """Whether it is about what was over, and is not any more; vendors may want another incident for that."""
        return before.is_last and not self.stage(before=before).is_last

    def stage(self, *, before: Stage | None = None) -> Stage:
        """Return how far the incident has come.

        Args:
            before: how far it had come; a notice without fields changes nothing of that.
        """
        if before is None:
            return self._stage if self.window else self._stage.beside(Stage.INVESTIGATING)
        return before if self.began is None else self._stage.beside(before)

    @property
    def _stage(self) -> Stage:
        notice = self.letter.notice
        return Stage.INVESTIGATING if notice is None else stage(notice)


def posting(message: Message, settings: StatusPageSettings, *, longest: int) -> Posting:
    """Return what is put on a page for a message.

    Args:
        message: what is told.
        settings: of the page.
        longest: how many characters the vendor takes.

    Raises:
        Rejected: it has an address; or it says nothing that the public may read.
    """
    letter = sendable(message, kind=None)
    title, body = _words(letter, settings)
    notice = letter.notice
    states: Mapping[str, ComponentState] = {}
    places: Sequence[str] = ()
    if notice is not None and not letter.drill:  # in a drill nothing has failed, and no component is shown as if it had
        states = component_states(notice, components=settings.components, tiers={**TIERS, **settings.tiers})
        places = components_of(notice, components=settings.components)
    thread = mark(letter.thread or letter.key)
    return Posting(letter, thread, mark(letter.key), title, cut(body, longest), states, places)


def mark(text: str) -> str:
    """Return a mark for a thread or a key, from which it cannot be read."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]


def _words(letter: Message, settings: StatusPageSettings) -> tuple[str, str]:
    notice = letter.notice
    title, body = letter.subject, letter.body
    if not settings.words:
        public = public_text(notice, language=settings.language, labels=settings.labels) if notice else None
        if public is None:
            raise Rejected("the notice says nothing in fields, and its words are not for the public")
        title, body = one_line(public.subject), public.body
    return cut(_marked(title, letter.drill), _LONGEST_TITLE), _marked(body, letter.drill)


def _marked(text: str, drill: bool) -> str:
    # An update is read by itself: the title above it does not say of it that it is of a drill.
    return f"DRILL: {text}" if drill and not text.startswith("DRILL") else text


@frozen
class Page:
    """A vendor's API, as far as every one of them is the same: JSON, a token, and lists in parts.

    Attributes:
        root: before every path.
        authorization: the header with the token.
    """

    line: Line
    root: str = field(repr=False)
    authorization: str = field(repr=False)

    async def write(self, method: str, path: str, document: object) -> Mapping[str, Any]:
        """Send a document, and return the object that the vendor answers.

        Raises:
            Rejected, Unreachable, OutcomeUnknown: see `Line.call` and `judged`; unknown, too, where what answers yes
                shows nothing of what it wrote: a sign-in page of a network in between says 200 as well.
        """
        call = Call.of_json(method, f"{self.root}/{path}", document, headers={"Authorization": self.authorization})
        # The answer is the whole incident, with all that was ever said of it.
        answer = judged(await self.line.call(evolve(call, longest=_LONGEST_LIST)))
        shown = answer.fields()
        if not shown:
            raise OutcomeUnknown(f"the server answered {answer.status}, and not as a status page does")
        return shown

    async def first(
        self, paths: Iterable[str], *, full: int, fits: Callable[[Mapping[str, Any]], bool]
    ) -> Mapping[str, Any] | None:
        """Go through a list, part by part until one is not full, and return the first item that fits; None for none.

        Args:
            paths: of the parts.
            full: how many there are in a part that is full.
            fits: says whether it is the one.

        Raises:
            Rejected, Unreachable: it could not be read.
        """
        for path in paths:
            items = await self.items(path)
            found = next((item for item in items if fits(item)), None)
            if found is not None or len(items) < full:
                return found
        return None

    async def items(self, path: str) -> list[Mapping[str, Any]]:
        """Return one part of a list.

        Raises:
            Rejected, Unreachable: it could not be read. Nothing was written, so nothing can be unknown.
        """
        headers = {"Authorization": self.authorization}
        try:
            answer = await self.line.call(Call("GET", f"{self.root}/{path}", headers, longest=_LONGEST_LIST))
            return _listed(judged(answer))
        except OutcomeUnknown as error:
            raise Unreachable(f"the page could not be read, and nothing was written to it: {error}") from error


def _listed(answer: Answer) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list):
        raise OutcomeUnknown("the list that came back is none")
    return [item for item in found if id_of(item)]


def id_of(item: object) -> str:
    """Return the id of what a vendor shows; empty where it has none that may stand in a path and in a receipt."""
    found = item.get("id") if isinstance(item, dict) else None
    return found if isinstance(found, str) and _ID.fullmatch(found) else ""


def ids_of(incident: Mapping[str, Any]) -> list[str]:
    """Return the ids of an incident's components."""
    held = incident.get("components")
    return [part for part in map(id_of, held) if part] if isinstance(held, list) else []
