"""Notices on a page of Instatus: one incident, or one maintenance, for each thread, and one update for each message.

Source: Instatus' own OpenAPI document 2.0.0 (github.com/instatushq/openapi, instatus.yaml: paths, required fields,
``started`` of an incident and of an update, states) and instatus.com/help/api.

Its incidents have no field for an id of somebody else's. So every update ends in a reference, a mark of its thread and
its message, by which it is found again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import anyio
from attrs import field, frozen
from pydantic import ConfigDict, SecretStr

from downtimekit.adapters._channel_settings import permits
from downtimekit.adapters._http import ChannelUrl, Line
from downtimekit.adapters._status_page import Page, Posting, StatusPageSettings, id_of, ids_of, posting
from downtimekit.errors import Rejected
from downtimekit.interop.status_page import ComponentState, Stage
from downtimekit.models.notice import ReceiptState
from downtimekit.models.strict import Key
from downtimekit.ports.notifier import Capabilities, Message, Sent

_LONGEST = 10_000  # characters; the vendor names no limit
_STAGES: Mapping[Stage, str] = {
    Stage.INVESTIGATING: "INVESTIGATING",
    Stage.IDENTIFIED: "IDENTIFIED",
    Stage.MONITORING: "MONITORING",
    Stage.RESOLVED: "RESOLVED",
    Stage.SCHEDULED: "NOTSTARTEDYET",
    Stage.IN_PROGRESS: "INPROGRESS",
    Stage.VERIFYING: "INPROGRESS",  # the public part of the API knows three states of a maintenance
    Stage.COMPLETED: "COMPLETED",
}


class InstatusSettings(StatusPageSettings):
    """A page of Instatus."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"token": "example", "page": "example", "components": {"ris/west": "c1"}}]}
    )

    name: Key = "instatus"
    url: ChannelUrl = SecretStr("https://api.instatus.com")


@frozen
class Instatus:
    """Keeps one incident up to date for each thread; planned work is a maintenance.

    Every update is shown with the time at which it was owed, and an incident with the time at which it began; so what
    could not be told in time is back-dated. Where everything is over before the page could be reached, an incident that
    is resolved is written, and its subscribers are told nothing.

    Attributes:
        settings: the page.
        line: over which it calls.

    Raises:
        InvalidInput: the line does not permit the URL.
    """

    Settings: ClassVar[type[InstatusSettings]] = InstatusSettings

    settings: InstatusSettings
    line: Line = field(factory=Line, validator=permits, kw_only=True)
    _turn: anyio.Lock = field(factory=anyio.Lock, init=False, repr=False, eq=False)

    @property
    def capabilities(self) -> Capabilities:
        """What it is and can do; two at once could begin two incidents for one thread."""
        settings = self.settings
        return Capabilities(settings.name, None, needs=settings.needs, idempotent=True, at_once=1, vendor="instatus")

    async def send(self, message: Message) -> Sent:
        """Show one message.

        Raises:
            Rejected: Instatus refused it, or it says nothing that the public may read.
            Unreachable: there is no connection, or Instatus asks to come back later.
            OutcomeUnknown: it was handed over, and Instatus did not say what became of it.
        """
        post = posting(message, self.settings, longest=_LONGEST)
        kind = "maintenance" if post.window else "incident"
        async with self._turn:
            found = await self._found(post, kind)
            if found is not None and (_reference(post) in _said(found) or not post.adds_to(_stage(found))):
                return Sent(ReceiptState.DELIVERED, f"{kind} {id_of(found)} shows it already")
            shown = await self._put(post, kind, found)
        return Sent(ReceiptState.DELIVERED, f"{kind} {shown}")

    async def _put(self, post: Posting, kind: str, found: Mapping[str, Any] | None) -> str:
        """Put it on the page, and return the id under which it stands there."""
        path = f"v1/{self.settings.page}/{kind}s"
        tells = {"notify": self.settings.tells and not post.letter.drill}
        if found is not None:
            try:
                await self._page.write("POST", f"{path}/{id_of(found)}/{kind}-updates", _continued(post, found) | tells)
                return id_of(found)
            except Rejected:
                if not post.reopens(_stage(found)):
                    raise
        if post.is_over:
            tells = {"notify": False}
        return id_of(await self._page.write("POST", path, _begun(post, kind) | tells))

    @property
    def _page(self) -> Page:
        token = self.settings.token.get_secret_value()
        return Page(self.line, self.settings.url.get_secret_value().rstrip("/"), f"Bearer {token}")

    async def _found(self, post: Posting, kind: str) -> Mapping[str, Any] | None:
        """Return what the page shows of a thread."""
        size = self.settings.at_a_time
        parts = range(1, -(-self.settings.look_back // size) + 1)
        paths = (f"v1/{self.settings.page}/{kind}s?page={part}&per_page={size}" for part in parts)
        ours = re.compile(rf"\b{post.thread}-[0-9a-f]+\b")
        return await self._page.first(paths, full=size, fits=lambda one: bool(ours.search(_said(one))))


def _begun(post: Posting, kind: str) -> dict[str, Any]:
    past = post.is_over
    document = {"name": post.title, **_told(post, post.stage(), () if past else post.places)}
    if past:
        document["statuses"] = []
    if post.began is not None and kind == "incident":
        document["started"] = post.began.isoformat()
    if post.window is not None:
        since, ends = post.window
        by_itself = ("autoStart", "autoEnd", "notifyStart", "notifyEnd", "notifyEarly")
        # What really happens is told by the next message, and not by the clock.
        document |= dict.fromkeys(by_itself, False) | {"start": since.isoformat(), "end": ends.isoformat()}
        document["duration"] = round((ends - since).total_seconds() / 60)
        document.pop("started", None)
    return document


def _continued(post: Posting, found: Mapping[str, Any]) -> dict[str, Any]:
    document = _told(post, post.stage(before=_stage(found)), [*ids_of(found), *post.places])
    return document | ({"end": post.window[1].isoformat()} if post.window else {})


def _told(post: Posting, now: Stage, components: Sequence[str]) -> dict[str, Any]:
    document: dict[str, Any] = {
        "message": f"{post.body}\n\nRef. {_reference(post)}",
        "status": _STAGES[now],
        "components": list(dict.fromkeys(components)),
        "statuses": [{"id": component, "status": _word(state)} for component, state in post.states.items()],
    }
    return document | ({"started": post.at.isoformat()} if post.at else {})


def _reference(post: Posting) -> str:
    return f"{post.thread}-{post.key}"


def _said(item: Mapping[str, Any]) -> str:
    return "\n".join(_messages(item))


def _messages(item: Mapping[str, Any]) -> Iterator[str]:
    updates = item.get("updates")
    for update in updates if isinstance(updates, list) else []:
        message = update.get("message") if isinstance(update, dict) else None
        if isinstance(message, str):
            yield message


def _stage(found: Mapping[str, Any]) -> Stage:
    return next((stage for stage, word in _STAGES.items() if word == found.get("status")), Stage.INVESTIGATING)


def _word(state: ComponentState) -> str:
    return state.value.replace("_", "").upper()
