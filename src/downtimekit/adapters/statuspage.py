"""Notices on a page of Atlassian Statuspage: one incident for each thread, one update of it for each message.

Sources: developer.statuspage.io (Manage API v1: incidents and incident updates, their fields and states; metadata, of
which every value at the top is an object; ``Authorization: OAuth``; bodies of 25,000 characters) in the client that is
generated from it (github.com/alissonlinneker/statuspage-php-sdk, docs/Model); one request a second, and 429 with
Retry-After (community.atlassian.com, article 1455362).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

import anyio
from attrs import field, frozen
from pydantic import ConfigDict, SecretStr

from downtimekit.adapters._channel_settings import permits
from downtimekit.adapters._http import ChannelUrl, Line
from downtimekit.adapters._status_page import Page, Posting, StatusPageSettings, id_of, ids_of, posting
from downtimekit.errors import PortError, Rejected
from downtimekit.interop.status_page import Stage
from downtimekit.models.notice import ReceiptState
from downtimekit.models.strict import Key
from downtimekit.ports.notifier import Capabilities, Message, Sent

_LONGEST = 25_000
_OURS = "downtimekit"
_KEPT = 200  # marks of messages in an incident's metadata
_LATE = timedelta(minutes=2)


class StatuspageSettings(StatusPageSettings):
    """A page of Statuspage; its id and the ids of its components are shown by Statuspage's API, and the token there."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"token": "example", "page": "example", "components": {"ris/west": "c1"}}]}
    )

    name: Key = "statuspage"
    url: ChannelUrl = SecretStr("https://api.statuspage.io/v1")


@frozen
class Statuspage:
    """Keeps one incident up to date for each thread; planned work is a scheduled one.

    The incident holds marks of its thread and of every message in its metadata, so that it is found again by any
    process, and a message that is sent again is not shown again. Where a message comes more than two minutes late, its
    update is shown with the time at which it was owed; where everything is over before the page could be reached, a
    back-dated incident is written. Its subscribers are then told nothing.

    Attributes:
        settings: the page.
        line: over which it calls.

    Raises:
        InvalidInput: the line does not permit the URL.
    """

    Settings: ClassVar[type[StatuspageSettings]] = StatuspageSettings

    settings: StatuspageSettings
    line: Line = field(factory=Line, validator=permits, kw_only=True)
    _turn: anyio.Lock = field(factory=anyio.Lock, init=False, repr=False, eq=False)

    @property
    def capabilities(self) -> Capabilities:
        """What it is and can do; two at once could begin two incidents for one thread."""
        settings = self.settings
        return Capabilities(settings.name, None, needs=settings.needs, idempotent=True, at_once=1, vendor="statuspage")

    async def send(self, message: Message) -> Sent:
        """Show one message.

        Raises:
            Rejected: Statuspage refused it, or it says nothing that the public may read.
            Unreachable: there is no connection, or Statuspage asks to come back later.
            OutcomeUnknown: it was handed over, and Statuspage did not say what became of it.
        """
        post = posting(message, self.settings, longest=_LONGEST)
        async with self._turn:
            incident = await self._found(post.thread)
            if incident is not None and (post.key in _keys(incident) or not post.adds_to(_stage(incident))):
                return Sent(ReceiptState.DELIVERED, f"incident {id_of(incident)} shows it already")
            written = await self._put(post, incident)
        return Sent(ReceiptState.DELIVERED, f"incident {id_of(written)}{await self._dated(post, written)}")

    async def _put(self, post: Posting, incident: Mapping[str, Any] | None) -> Mapping[str, Any]:
        tells = {"deliver_notifications": self.settings.tells and not post.letter.drill}
        if incident is not None:
            document = {"incident": _continued(post, incident) | tells}
            try:
                return await self._page.write("PATCH", self._path(f"/{id_of(incident)}"), document)
            except Rejected:
                if not post.reopens(_stage(incident)):
                    raise
        if post.is_over:
            tells = {"deliver_notifications": False}
        return await self._page.write("POST", self._path(""), {"incident": _begun(post) | tells})

    @property
    def _page(self) -> Page:
        token = self.settings.token.get_secret_value()
        return Page(self.line, self.settings.url.get_secret_value().rstrip("/"), f"OAuth {token}")

    def _path(self, path: str) -> str:
        return f"pages/{self.settings.page}/incidents{path}"

    async def _found(self, thread: str) -> Mapping[str, Any] | None:
        """Return the incident of a thread: open, over, or still to come."""
        size = self.settings.at_a_time
        parts = range(1, -(-self.settings.look_back // size) + 1)
        # The first part without a number, for the reference does not say from which one parts are counted.
        paths = (self._path(f"?limit={size}" + (f"&page={part}" if part > 1 else "")) for part in parts)
        return await self._page.first(paths, full=size, fits=lambda one: _ours(one).get("thread") == thread)

    async def _dated(self, post: Posting, written: Mapping[str, Any]) -> str:
        """Give the update the time at which it was owed, if it was shown late; return a remark if that failed."""
        update = _update(written, post.body)
        shown = _instant(update.get("created_at"))
        incident, number = id_of(written), id_of(update)
        if post.at is None or shown is None or shown - post.at <= _LATE or not (incident and number):
            return ""
        path = self._path(f"/{incident}/incident_updates/{number}")
        document = {"display_at": post.at.isoformat(), "deliver_notifications": False}
        try:
            await self._page.write("PATCH", path, {"incident_update": document})
        except PortError:
            return "; it shows when it was written, and not when it was owed"
        return "; back-dated"


def _begun(post: Posting) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": post.title,
        "status": post.stage().value,
        "body": post.body,
        "metadata": {_OURS: {"thread": post.thread, "keys": {"all": [post.key]}}},
    }
    if post.is_over and post.began is not None:
        # Components cannot be given to an incident of the past.
        return document | {"backfilled": True, "backfill_date": post.began.isoformat()}
    return document | _components(post, post.places) | _window(post, begins=True)


def _continued(post: Posting, incident: Mapping[str, Any]) -> dict[str, Any]:
    before = _stage(incident)
    held = incident.get("metadata")
    keys = [*_keys(incident), post.key][-_KEPT:]
    document: dict[str, Any] = {
        "status": post.stage(before=before).value,
        "body": post.body,
        "metadata": {
            **(held if isinstance(held, dict) else {}),
            _OURS: {"thread": post.thread, "keys": {"all": keys}},
        },
    }
    if before.is_planned:
        document |= _window(post, begins=False)
    return document | _components(post, [*ids_of(incident), *post.places])


def _components(post: Posting, ids: Sequence[str]) -> dict[str, Any]:
    if not ids:
        return {}
    states = {component: state.value for component, state in post.states.items()}
    return {"component_ids": list(dict.fromkeys(ids)), **({"components": states} if states else {})}


def _window(post: Posting, *, begins: bool) -> dict[str, Any]:
    if post.window is None:
        return {}
    since, ends = post.window
    said: dict[str, Any] = {"scheduled_for": since.isoformat(), "scheduled_until": ends.isoformat()}
    # What really happens is told by the next message, and not by the clock.
    by_itself = (
        "scheduled_remind_prior",
        "scheduled_auto_in_progress",
        "scheduled_auto_completed",
        "auto_transition_to_maintenance_state",
        "auto_transition_to_operational_state",
    )
    return said | (dict.fromkeys(by_itself, False) if begins else {})


def _ours(incident: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = incident.get("metadata")
    found = metadata.get(_OURS) if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def _keys(incident: Mapping[str, Any]) -> list[str]:
    keys = _ours(incident).get("keys")
    found = keys.get("all") if isinstance(keys, dict) else None
    return [key for key in found if isinstance(key, str)] if isinstance(found, list) else []


def _stage(incident: Mapping[str, Any]) -> Stage:
    status = incident.get("status")
    return Stage(status) if status in set(Stage) else Stage.INVESTIGATING


def _update(incident: Mapping[str, Any], body: str) -> Mapping[str, Any]:
    updates = incident.get("incident_updates")
    found = [one for one in updates if isinstance(one, dict)] if isinstance(updates, list) else []
    return next((one for one in found if one.get("body") == body), {})


def _instant(found: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(found) if isinstance(found, str) else None
    except ValueError:
        return None
    return at if at is not None and at.utcoffset() is not None else None
