"""A notice as a public status page shows it: how far an incident has come, and how each component stands.

The states are those that Atlassian Statuspage's API names (developer.statuspage.io, incidents and components); other
vendors have the same ones under other words. What counts as a partial and what as a major outage is our own inference.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from downtimekit.interop.public_words import is_to_come
from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.notice import Component, Notice, NoticeEvent, NoticeFacts
from downtimekit.models.ranked import Ranked


class ComponentState(Ranked):
    """How a component stands; each state is worse than those before it."""

    OPERATIONAL = "operational"
    UNDER_MAINTENANCE = "under_maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"


class Stage(Ranked):
    """How far an incident has come; those of planned work after those of an outage."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it."""
        return self in {Stage.RESOLVED, Stage.COMPLETED}

    @property
    def is_planned(self) -> bool:
        """Whether it is one of planned work."""
        return self >= Stage.SCHEDULED

    def beside(self, other: Stage) -> Stage:
        """Return it as one of the same sort as another: a page does not let an incident change its sort."""
        if self.is_planned == other.is_planned:
            return self
        return _AS_PLANNED[self] if other.is_planned else _AS_OUTAGE[self]


_AS_PLANNED = {
    Stage.INVESTIGATING: Stage.IN_PROGRESS,
    Stage.IDENTIFIED: Stage.IN_PROGRESS,
    Stage.MONITORING: Stage.VERIFYING,
    Stage.RESOLVED: Stage.COMPLETED,
}
_AS_OUTAGE = {
    Stage.SCHEDULED: Stage.IDENTIFIED,
    Stage.IN_PROGRESS: Stage.IDENTIFIED,
    Stage.VERIFYING: Stage.MONITORING,
    Stage.COMPLETED: Stage.RESOLVED,
}

TIERS: Mapping[AccessTier, ComponentState] = MappingProxyType(
    {
        AccessTier.LIVE: ComponentState.MAJOR_OUTAGE,
        AccessTier.DEGRADED: ComponentState.DEGRADED_PERFORMANCE,
        AccessTier.READ_ONLY: ComponentState.PARTIAL_OUTAGE,
        AccessTier.DOCUMENT_SITE: ComponentState.PARTIAL_OUTAGE,
        AccessTier.LOCAL_SNAPSHOT: ComponentState.PARTIAL_OUTAGE,
        AccessTier.PAPER: ComponentState.MAJOR_OUTAGE,
    }
)
"""How a component stands that is not released, by what people can work with."""


_OUTAGE: Mapping[TrackState, Stage] = {
    TrackState.DOWN: Stage.INVESTIGATING,
    TrackState.VALIDATING: Stage.MONITORING,
    TrackState.RELEASED: Stage.RESOLVED,
}


def stage(notice: Notice) -> Stage:
    """Return how far the incident of a notice has come; an old notice, without fields, is judged by its event alone."""
    if is_to_come(notice) and not _is_ended(notice):
        return Stage.SCHEDULED
    facts = notice.facts
    found = Stage.RESOLVED if _is_ended(notice) else _OUTAGE[_reached(notice, facts)]
    if facts is not None and facts.scheduled:
        return _AS_PLANNED[found]
    known = notice.event is NoticeEvent.IDENTIFIED or (facts is not None and facts.target)
    return Stage.IDENTIFIED if known and found is Stage.INVESTIGATING else found


def _is_ended(notice: Notice) -> bool:
    """Say whether a downtime was closed, or is none any more anywhere."""
    out = notice.facts is not None and notice.facts.out_elsewhere
    return notice.event is NoticeEvent.CLOSED or (notice.event is NoticeEvent.STOOD_DOWN and not out)


def _reached(notice: Notice, facts: NoticeFacts | None) -> TrackState:
    if facts is not None and facts.out_elsewhere:
        return TrackState.DOWN
    if facts is None or not facts.components:
        by_event = {NoticeEvent.RELEASED: TrackState.RELEASED, NoticeEvent.VALIDATING: TrackState.VALIDATING}
        return by_event.get(notice.event, TrackState.DOWN)
    return max(component.state for component in facts.components)


def component_states(
    notice: Notice,
    *,
    components: Mapping[str, str],
    tiers: Mapping[AccessTier, ComponentState] = TIERS,
) -> dict[str, ComponentState]:
    """Return how the components of a page stand, as far as a notice says it; before planned work begins, nothing.

    A component that stands for several places is as bad as the worst of them; a major outage at some of them is a
    partial one. Planned work that goes past its announced end is an outage like any other.

    Args:
        notice: what is told.
        components: which component stands for a service at a site, as ``ris/west``, or at every site, as ``ris``.
        tiers: how one stands that is not released.
    """
    if notice.facts is None or is_to_come(notice):
        return {}
    found: dict[str, dict[str, ComponentState]] = {}
    for part in notice.facts.components:
        place, component = f"{part.service}/{part.site}", _component(part, components)
        if component is not None:
            found.setdefault(component, {})[place] = _state(part, notice, tiers)
    return {
        component: _worst(states, _places(component, components), _elsewhere(component, notice, components))
        for component, states in found.items()
    }


def components_of(notice: Notice, *, components: Mapping[str, str]) -> tuple[str, ...]:
    """Return the components of a page that a notice is about; see `component_states`."""
    parts = notice.facts.components if notice.facts else ()
    found = (_component(part, components) for part in parts)
    return tuple(dict.fromkeys(component for component in found if component is not None))


def _component(part: Component, components: Mapping[str, str]) -> str | None:
    return components.get(f"{part.service}/{part.site}", components.get(part.service))


def _places(component: str, components: Mapping[str, str]) -> int:
    return sum(1 for place, which in components.items() if which == component and "/" in place)


def _worst(states: Mapping[str, ComponentState], places: int, elsewhere: ComponentState) -> ComponentState:
    worst = max(states.values())
    everywhere = set(states.values()) == {worst} and (len(states) >= places or elsewhere > ComponentState.OPERATIONAL)
    return max(worst if everywhere else min(worst, ComponentState.PARTIAL_OUTAGE), elsewhere)


def _elsewhere(component: str, notice: Notice, components: Mapping[str, str]) -> ComponentState:
    """Return how a component stands at the places that a notice does not tell of."""
    out = notice.facts.out_elsewhere if notice.facts else ()
    told = {f"{part.service}/{part.site}" for part in notice.facts.components} if notice.facts else set()
    places = {place for place, which in components.items() if which == component} - told
    if not any(place.partition("/")[0] in out for place in places):
        return ComponentState.OPERATIONAL
    return ComponentState.UNDER_MAINTENANCE if _is_as_planned(notice) else ComponentState.PARTIAL_OUTAGE


def _state(part: Component, notice: Notice, tiers: Mapping[AccessTier, ComponentState]) -> ComponentState:
    slow = ComponentState.DEGRADED_PERFORMANCE if part.tier is AccessTier.DEGRADED else ComponentState.OPERATIONAL
    if notice.event is NoticeEvent.STOOD_DOWN:
        return ComponentState.OPERATIONAL
    if part.state is TrackState.RELEASED:
        return slow
    return ComponentState.UNDER_MAINTENANCE if _is_as_planned(notice) else tiers[part.tier]


def _is_as_planned(notice: Notice) -> bool:
    """Say whether it is about planned work that has not gone past its end."""
    facts = notice.facts
    if facts is None or not facts.scheduled:
        return False
    return facts.ends is None or notice.at is None or notice.at < facts.ends
