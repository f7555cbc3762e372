"""Propose what is down: try every row of the table at every site, and put together what fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from attrs import frozen

from downtimekit.models.downtime import OutageTarget
from downtimekit.models.downtime.observation import Answer, Observation
from downtimekit.playbooks.naming.evidence import Evidence, weighed
from downtimekit.playbooks.naming.proposal import Aside, AsideKind, Ask, Candidate, Fit, Proposal, listed
from downtimekit.playbooks.naming.shipped import DEFAULT
from downtimekit.playbooks.naming.table import SEVERITY, CheckKind, Condition, NamingTable, Row, Where

_FITS = list(Fit)


@frozen
class _Tried:
    """One row at one site: how it fits, and how each of its conditions stands there."""

    row: Row
    site: str
    fit: Fit
    stand: tuple[tuple[Condition, Answer], ...]


def propose(observations: Iterable[Observation], *, now: datetime, table: NamingTable = DEFAULT) -> Proposal:
    """Propose what is down, from what people and checks found out. It decides nothing.

    Args:
        observations: of any age, from any number of sites, in any order; one that is there twice counts once.
        now: the time for which to propose; it decides which observations are too old.
        table: the rules.
    """
    evidence = weighed(observations, now=now, table=table)
    groups: dict[tuple[OutageTarget, str], list[_Tried]] = defaultdict(list)
    for row in table.rows:
        for site in evidence.sites:
            tried = _tried(row, site=site, evidence=evidence)
            if tried:
                groups[row.target, row.playbook].append(tried)
    ordered = sorted(groups.values(), key=_place)
    candidates = tuple(_candidate(group, evidence=evidence) for group in ordered)
    return Proposal(
        at=now,
        table=table.name,
        version=table.version,
        digest=table.digest,
        candidates=candidates,
        asks=tuple(_all_asks(candidates, evidence=evidence)),
        asides=(*evidence.asides, *_unexplained(candidates, evidence=evidence)),
    )


def _tried(row: Row, *, site: str, evidence: Evidence) -> _Tried | None:
    """Return how a row fits at a site; None where something speaks against it, or nothing for it."""
    stand = tuple((condition, evidence.state(condition, site=site)) for condition in row.when)
    held = [state for condition, state in stand if state in condition.answers]
    if len(held) == len(stand):
        return _Tried(row, site, Fit.FITS, stand)
    if any(state not in condition.answers and state is not Answer.UNKNOWN for condition, state in stand):
        return None
    return _Tried(row, site, Fit.POSSIBLE, stand) if any(state.is_bad for state in held) else None


def _place(group: Iterable[_Tried]) -> tuple[int, int, str]:
    """Return where a candidate stands in the order: by how its best row fits, then by that row's rank."""
    return min((_FITS.index(tried.fit), tried.row.rank, tried.row.name) for tried in group)


def _candidate(group: Sequence[_Tried], *, evidence: Evidence) -> Candidate:
    fit = min((tried.fit for tried in group), key=_FITS.index)
    leading = sorted((tried for tried in group if tried.fit is fit), key=lambda tried: (tried.row.rank, tried.row.name))
    sites = sorted({tried.site for tried in leading})
    because = dict.fromkeys(tried.row.because for tried in leading if fit is Fit.FITS)
    return Candidate(
        target=leading[0].row.target,
        playbook=leading[0].row.playbook,
        fit=fit,
        sites=tuple(sites),
        perhaps_at=tuple(sorted({tried.site for tried in group}.difference(sites))),
        rules=tuple(dict.fromkeys(tried.row.name for tried in leading)),
        reasons=(*_reasons(leading, evidence=evidence), *because),
        asks=tuple(_asks(group, evidence=evidence)),
    )


def _reasons(leading: Iterable[_Tried], *, evidence: Evidence) -> Iterator[str]:
    """Yield what is known of everything that the conditions ask for, each answer with its sites."""
    known: dict[tuple[str, Answer], set[str]] = defaultdict(set)
    for tried in leading:
        for condition, state in tried.stand:
            if state is Answer.UNKNOWN:
                continue
            if condition.where is Where.HERE or evidence.is_shared(condition.check):
                known[condition.check, state].add(tried.site)
            else:
                for other, there in evidence.others(condition.check, site=tried.site):
                    known[condition.check, there].add(other)
    for (check, state), sites in known.items():
        kind = evidence.kinds[check]
        yield kind.says(state) if kind.shared else f"{kind.says(state)} at {listed(sorted(sites))}"


def _asks(group: Sequence[_Tried], *, evidence: Evidence) -> Iterator[Ask]:
    """Yield what is not known, and would speak against a candidate, or for it."""
    unknown: dict[tuple[str, Where], set[str]] = defaultdict(set)
    for tried in group:
        for condition, state in tried.stand:
            if state is Answer.UNKNOWN and condition.check in evidence.kinds and _matters(condition):
                where = Where.HERE if evidence.is_shared(condition.check) else condition.where
                unknown[condition.check, where].add(tried.site)
    for (check, where), sites in unknown.items():
        yield _ask(evidence.kinds[check], where=where, sites=sites, targets=(group[0].row.target,))


def _ask(kind: CheckKind, *, where: Where, sites: Iterable[str], targets: Iterable[OutageTarget]) -> Ask:
    """Return a request to look at something, in words; what is the same from everywhere is looked at anywhere."""
    apart = tuple(dict.fromkeys(targets))
    at = () if kind.shared else tuple(sorted(sites))
    place = "" if kind.shared else "Ask another site: " if where is Where.ELSEWHERE else f"At {listed(at)}: "
    bears = ", ".join(target.label for target in apart)
    return Ask(
        check=kind.check, where=where, sites=at, tells_apart=apart, words=f"{place}{kind.asks} (bears on: {bears})"
    )


def _matters(condition: Condition) -> bool:
    return not SEVERITY.keys() <= set(condition.answers)


def _all_asks(candidates: Sequence[Candidate], *, evidence: Evidence) -> Iterator[Ask]:
    """Yield what to look at next, each once, with the candidates that hang on it."""
    alike: dict[tuple[str, Where], list[Ask]] = defaultdict(list)
    for candidate in candidates:
        for ask in candidate.asks:
            alike[ask.check, ask.where].append(ask)
    for (check, where), asks in sorted(alike.items(), key=lambda item: -len(item[1])):
        sites = {site for ask in asks for site in ask.sites}
        targets = [target for ask in asks for target in ask.tells_apart]
        yield _ask(evidence.kinds[check], where=where, sites=sites, targets=targets)


def _unexplained(candidates: Iterable[Candidate], *, evidence: Evidence) -> Iterator[Aside]:
    """Yield what is bad at a site for which there is no candidate."""
    taken_up = {site for candidate in candidates for site in (*candidate.sites, *candidate.perhaps_at)}
    for (check, site), state in evidence.states.items():
        if not state.is_bad or site in taken_up or (taken_up and evidence.is_shared(check)):
            continue
        kind = evidence.kinds[check]
        words = f"{kind.says(state)}{f' at {site}' if site else ''}: the rules do not say what that means"
        yield Aside(kind=AsideKind.UNEXPLAINED, check=check, site=site or evidence.sites[0], words=words)
