"""Status pages on loopback: vendors' APIs with what they remember, and with troubles on request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from attrs import Factory, define, field
from pydantic import SecretStr

from downtimekit.adapters._http import Line
from downtimekit.adapters.instatus import Instatus, InstatusSettings
from downtimekit.adapters.statuspage import Statuspage, StatuspageSettings
from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.notice import Component, Notice, NoticeEvent, NoticeFacts, alike
from downtimekit.models.people import Role
from downtimekit.ports.notifier import Message
from tests.channel_sinks import a_line
from tests.http_servers import Behaviour, Exchange, Server, answering, serving

TOKEN = "planted-page-token"
BEGAN = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
DOWN, VALIDATING, RELEASED = TrackState.DOWN, TrackState.VALIDATING, TrackState.RELEASED
STATUSPAGE_STATES = {"operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"}
INSTATUS_STATES = {state.replace("_", "").upper() for state in STATUSPAGE_STATES}
REALTIME = ("investigating", "identified", "monitoring", "resolved")
Said = Any  # what the vendor is sent, as JSON
PLANNED = ("scheduled", "in_progress", "verifying", "completed")


@define
class FakePage:
    """What every vendor has.

    Attributes:
        now: what its clock shows.
        states: how the components stand.
        incidents: newest first.
        before: what it does instead of answering, for one request after the other; None for nothing else.
        after: the same, when it has done what it was asked.
        told: the updates of which its subscribers were told.
        reopens: whether it lets an incident go on that is over.
    """

    now: datetime = BEGAN
    states: dict[str, str] = Factory(dict)
    incidents: list[dict[str, Any]] = Factory(list)
    before: list[Behaviour | None] = Factory(list)
    after: list[Behaviour | None] = Factory(list)
    told: list[str] = Factory(list)
    reopens: bool = True
    requests: list[str] = Factory(list)
    _numbers: Iterator[int] = field(factory=lambda: count(1))

    async def behave(self, exchange: Exchange) -> None:
        trouble = self.before.pop(0) if self.before else None
        if trouble is not None:
            return await trouble(exchange)
        status, document = self._answer(exchange)
        trouble = self.after.pop(0) if self.after else None
        await (trouble or answering(status, json.dumps(document).encode()))(exchange)

    def _answer(self, exchange: Exchange) -> tuple[int, object]:
        request = exchange.request
        method, _, target = request.line.partition(" ")
        self.requests.append(request.line)
        url = urlsplit(target)
        content = json.loads(request.content) if request.content else None
        query = {name: int(values[0]) for name, values in parse_qs(url.query).items()}
        assert request.headers["authorization"] == self.authorization
        return self.answer(method, url.path, query, content)

    authorization = ""

    def answer(self, method: str, path: str, query: Mapping[str, int], content: Said) -> tuple[int, object]:
        raise NotImplementedError

    def id(self, kind: str) -> str:
        return f"{kind}{next(self._numbers)}"

    def part(self, listed: list[dict[str, Any]], size: int, page: int) -> list[dict[str, Any]]:
        return listed[(page - 1) * size : page * size]

    def parts(self, ids: list[str]) -> list[dict[str, Any]]:
        up = "operational" if self.authorization.startswith("OAuth") else "OPERATIONAL"
        return [{"id": one, "name": one, "status": self.states.get(one, up)} for one in ids]


@define
class FakeStatuspage(FakePage):
    """Statuspage's Manage API v1; it answers 422 to what its reference does not allow."""

    authorization = f"OAuth {TOKEN}"

    def answer(self, method: str, path: str, query: Mapping[str, int], content: Said) -> tuple[int, object]:
        if method == "GET":
            assert path == "/v1/pages/p1/incidents"
            return 200, [self._shown(one) for one in self.part(self.incidents, query["limit"], query.get("page", 1))]
        if method == "POST":
            incident: dict[str, Any] = {"id": self.id("i"), "updates": [], "component_ids": [], "metadata": {}}
            return self._changed(incident, content["incident"], new=True)
        found = re.fullmatch(r"/v1/pages/p1/incidents/(\w+)(?:/incident_updates/(\w+))?", path)
        assert found is not None
        incident = next(one for one in self.incidents if one["id"] == found[1])
        if found[2]:
            update: dict[str, Any] = next(one for one in incident["updates"] if one["id"] == found[2])
            update["display_at"] = content["incident_update"]["display_at"]
            return 200, update
        return self._changed(incident, content["incident"], new=False)

    def _changed(self, incident: dict[str, Any], said: Mapping[str, Any], *, new: bool) -> tuple[int, object]:
        allowed = (*REALTIME, *PLANNED) if new else PLANNED if incident["status"] in PLANNED else REALTIME
        wrong = said["status"] not in allowed or any(not isinstance(v, dict) for v in said["metadata"].values())
        wrong = wrong or not {*said.get("components", {}).values()} <= STATUSPAGE_STATES
        wrong = wrong or (
            new and said["status"] in PLANNED and not said.get("backfilled") and "scheduled_until" not in said
        )
        wrong = wrong or (not new and incident["status"] == "resolved" != said["status"] and not self.reopens)
        if wrong or (said.get("backfilled") and said.get("component_ids")) or not said.get("name", "x"):
            return 422, {"error": ["planted text of the vendor"]}
        incident |= {name: value for name, value in said.items() if name not in {"body", "components"}}
        self.states |= said.get("components", {})
        at = self.now.isoformat()
        update = {
            "id": self.id("u"),
            "body": said["body"],
            "status": said["status"],
            "created_at": at,
            "display_at": at,
        }
        incident["updates"].insert(0, update)
        if said["deliver_notifications"]:
            self.told.append(said["body"])
        if new:
            self.incidents.insert(0, incident)
        return 201 if new else 200, self._shown(incident)

    def _shown(self, incident: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "id": incident["id"],
            "name": incident["name"],
            "status": incident["status"],
            "metadata": incident["metadata"],
            "incident_updates": incident["updates"],
            "components": self.parts(incident["component_ids"]),
        }


@define
class FakeInstatus(FakePage):
    """Instatus' API; it answers 400 where a field is missing that its document says is required."""

    maintenances: list[dict[str, Any]] = Factory(list)
    authorization = f"Bearer {TOKEN}"

    def answer(self, method: str, path: str, query: Mapping[str, int], content: Said) -> tuple[int, object]:
        found = re.fullmatch(r"/v1/p1/(incident|maintenance)s(?:/(\w+)/\1-updates)?", path)
        assert found is not None
        listed = self.incidents if found[1] == "incident" else self.maintenances
        if method == "GET":
            return 200, [self._shown(one) for one in self.part(listed, query["per_page"], query["page"])]
        needed = {"name", "status"} if not found[2] else {"status", "components", "statuses"}
        if found[1] == "maintenance" and not found[2]:
            needed |= {"components", "autoStart", "autoEnd", "notifyStart", "notifyEnd", "notifyEarly", "notify"}
            needed |= {"start", "end"}
        stages = {
            "incident": ("INVESTIGATING", "IDENTIFIED", "MONITORING", "RESOLVED"),
            "maintenance": ("NOTSTARTEDYET", "INPROGRESS", "COMPLETED"),
        }[found[1]]
        states = {one["id"]: one["status"] for one in content["statuses"]}
        wrong = not needed <= set(content) or content["status"] not in stages
        if wrong or not set(states) <= set(content["components"]) or not {*states.values()} <= INSTATUS_STATES:
            return 400, {"error": {"message": "planted text of the vendor"}}
        item = next((one for one in listed if one["id"] == found[2]), None)
        if item is not None and item["status"] == "RESOLVED" != content["status"] and not self.reopens:
            return 400, {"error": {"message": "planted text of the vendor"}}
        if item is None:
            item = {"id": self.id("i"), "updates": []} | {k: v for k, v in content.items() if k not in {"message"}}
            listed.insert(0, item)
        item |= {"status": content["status"], "components": content["components"]}
        item |= {"end": content["end"]} if "end" in content else {}
        self.states |= states
        at = content.get("started", self.now.isoformat())
        item["updates"].append({"id": self.id("u"), "message": content["message"], "started": at})
        if content["notify"]:
            self.told.append(content["message"])
        return 200, self._shown(item)

    def _shown(self, item: Mapping[str, Any]) -> dict[str, Any]:
        return {**item, "components": self.parts(item["components"])}


@contextmanager
def page_of(page: FakePage) -> Iterator[Server]:
    with serving(page.behave) as server:
        yield server


def part(
    service: str = "ris", site: str = "west", state: TrackState = DOWN, tier: AccessTier = AccessTier.PAPER
) -> Component:
    return Component(service=service, site=site, state=state, tier=tier)


def a_notice(event: NoticeEvent, *parts: Component, minutes: int = 0, **facts: Any) -> Notice:
    """Return a notice of an outage of 10 March 2026, so many minutes after it began; its words are for staff."""
    said: dict[str, object] = {
        "downtime": "west-1",
        "since": BEGAN,
        "call": "the help desk, 4711",
        "zone": "America/New_York",
        "stands": alike(parts or (part(),)),
    }
    at = BEGAN + timedelta(minutes=minutes)
    return Notice(
        id=f"west-1/{minutes}/{event}",
        audience=(Role.CHARGE_NURSE,),
        sites=("west",),
        subject="RIS down at west, ticket INC-4711",
        body="Planted, Pat cannot sign in. Ticket INC-4711. Call 4711.",
        event=event,
        at=at,
        facts=NoticeFacts.model_validate(said | facts),
    )


def told(notice: Notice, *, key: str = "", drill: bool = False) -> Message:
    """Return the message for a board."""
    return Message(
        key=key or f"{notice.id}/page",
        name="status page",
        address="",
        subject=notice.subject,
        body=notice.body,
        drill=drill,
        thread="west-1",
        notice=notice,
    )


COMPONENTS = {"ris/west": "cRis", "pacs": "cPacs"}
BACK = part(state=RELEASED, tier=AccessTier.LIVE)
LABELS = {"ris": "Radiology system", "west": "West Clinic"}
WINDOW: dict[str, Any] = {"scheduled": True, "since": BEGAN + timedelta(hours=9), "ends": BEGAN + timedelta(hours=11)}


def statuspage(url: str, *, line: Line | None = None, **settings: Any) -> Statuspage:
    given = {"components": COMPONENTS, "labels": LABELS} | settings
    return Statuspage(
        StatuspageSettings(token=SecretStr(TOKEN), page="p1", url=SecretStr(f"{url}/v1"), **given),
        line=line or a_line(),
    )


def instatus(url: str, *, line: Line | None = None, **settings: Any) -> Instatus:
    given = {"components": COMPONENTS, "labels": LABELS} | settings
    return Instatus(
        InstatusSettings(token=SecretStr(TOKEN), page="p1", url=SecretStr(url), **given), line=line or a_line()
    )
