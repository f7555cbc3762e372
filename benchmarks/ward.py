"""A downtime to measure on: declared, walked on, and told as the journal keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from downtimekit.models.downtime import Downtime
from downtimekit.models.facts import FACT, Declared, Fact
from downtimekit.models.people import Role, Staff
from downtimekit.playbooks import UNSCHEDULED, Standing
from downtimekit.playbooks.decide import Report, declare
from downtimekit.playbooks.due import decide_at
from downtimekit.playbooks.scope import EVERYTHING, Scope
from downtimekit.playbooks.table import playbook_of

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
NURSE = Staff(name="Carla Chen", role=Role.CHARGE_NURSE)
INTERFACES = ("adt-in", "oru-out")

ROAD: Sequence[tuple[str, Mapping[str, str]]] = (
    ("help_desk_contacted", {"ticket": "INC-4711"}),
    ("target_identified", {"target": "customer_wan"}),
    ("vendor_support_contacted", {"ticket": "V-20391"}),
    ("staff_told", {}),
    ("update_given", {"news": "The line is being mended."}),
    ("service_restored", {}),
    ("interface_validated", {"interface": "adt-in"}),
    ("interface_validated", {"interface": "oru-out"}),
    ("released", {}),
    ("backfill_started", {}),
)
"""The usual way from the declaration to the back-fill."""


def beginning(sites: int = 1, services: int = 1, *, id: str = "west-1") -> list[Fact]:
    """Return the facts that declare a downtime of some sites and services."""
    downtime = Downtime(
        id=id,
        playbook=UNSCHEDULED.name,
        playbook_digest=UNSCHEDULED.digest,
        sites=tuple(f"site-{number}" for number in range(sites)),
        services=tuple(f"service-{number}" for number in range(services)),
        interfaces=INTERFACES,
        began_at=NOON,
    )
    return list(declare(UNSCHEDULED, downtime=downtime))


def walked(
    facts: Sequence[Fact], road: Sequence[tuple[str, Mapping[str, str]]], *, scope: Scope = EVERYTHING
) -> list[Fact]:
    """Return the facts with those that follow from a row of signals, each about a part of the downtime."""
    facts = list(facts)
    for signal, details in road:
        facts += decide_at(folded(facts), Report(signal, details, scope), now=NOON)
    return facts


def folded(facts: Sequence[Fact]) -> Standing:
    """Return where a downtime stands after some facts."""
    declared, *others = facts
    if not isinstance(declared, Declared):
        raise TypeError("a downtime begins with its declaration")
    standing = Standing.begin(declared, playbook_of(UNSCHEDULED.table))
    for version, fact in enumerate(others, 2):
        standing.fold(fact, version=version, at=NOON)
    return standing


def kept(facts: Sequence[Fact]) -> list[bytes]:
    """Return facts as a journal keeps them."""
    return [FACT.dump_json(fact) for fact in facts]


def read_back(texts: Sequence[bytes]) -> list[Fact]:
    """Return facts as they come out of a journal, which share nothing with those that went in."""
    return [FACT.validate_json(text) for text in texts]
