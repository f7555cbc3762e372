"""Observations for tests, from a few words; nobody in them exists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from downtimekit.models.downtime.observation import Answer, Observation
from downtimekit.models.people import Role, Staff

NOW = datetime(2026, 3, 3, 14, tzinfo=UTC)
NURSE = Staff(name="Carla Chen", role=Role.CHARGE_NURSE)
_ANSWERS = {"+": Answer.UP, "~": Answer.SLOW, "-": Answer.DOWN, "?": Answer.UNKNOWN}


def seen(what: str, *, minutes_ago: float = 1) -> list[Observation]:
    """Return what a nurse saw, from words such as ``west: vendor- internet+; east: vendor~``."""
    return [
        Observation(
            check=word[:-1],
            site=site.strip(),
            answer=_ANSWERS[word[-1]],
            at=NOW - timedelta(minutes=minutes_ago),
            by=NURSE,
        )
        for site, _, words in (part.partition(":") for part in what.split(";"))
        for word in words.split()
    ]


def probed(check: str, site: str, answer: Answer, *, minutes_ago: float) -> Observation:
    """Return what an automatic check found."""
    at = NOW - timedelta(minutes=minutes_ago)
    return Observation(check=check, site=site, answer=answer, at=at, probe=f"{check}-probe")
