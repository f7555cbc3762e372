"""Pictures as Mermaid flowcharts, for wikis and tickets that draw them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from downtimekit.playbooks.guards import GUARDS, Guards
from downtimekit.playbooks.pictures.ladder import Kind, Ladder, Rung, Way, ladder
from downtimekit.playbooks.pictures.walked import Walked
from downtimekit.playbooks.table import Playbook


def mermaid(playbook: Playbook, *, walked: Walked = (), guards: Guards = GUARDS) -> str:
    """Return a picture of a playbook, and of a downtime's path through it, as a Mermaid flowchart.

    Args:
        playbook: the rules.
        walked: what the journal holds of a downtime, each fact with its time; see `svg`.
        guards: the rules that it names, for the words of a host's own.
    """
    return "\n".join(_lines(ladder(playbook, walked=walked, guards=guards))) + "\n"


def _lines(steps: Ladder) -> Iterator[str]:
    yield "flowchart TD"
    yield f"    accTitle: {_plain(f'{steps.title}, {steps.subtitle}')}"
    for number, rung in enumerate(steps.rungs):
        yield f'    p{number}["{_node(rung)}"]'
    ways = [way for way in steps.ways if way.kind is not Kind.STAYS]
    for way in ways:
        yield f'    p{way.source} -->|"{_words(way)}"| p{way.target}'
    yield from _strong(steps, ways)


def _strong(steps: Ladder, ways: Sequence[Way]) -> Iterator[str]:
    gone = [str(number) for number, way in enumerate(ways) if way.steps]
    if gone:
        yield f"    linkStyle {','.join(gone)} stroke-width:4px"
    if steps.is_walked:
        yield "    classDef reached stroke-width:4px"
        yield "    classDef here stroke-width:4px,stroke-dasharray:6 3"
    for number, rung in enumerate(steps.rungs):
        if rung.was_reached:
            yield f"    class p{number} {'here' if rung.here else 'reached'}"


def _node(rung: Rung) -> str:
    parts = [f"<b>{_safe(rung.phase.label)}</b>", f"<i>{_safe(rung.meaning)}</i>"]
    if rung.came:
        parts.append(f"<b>{_safe(f'Last come to at {rung.came}')}</b>")
    if rung.here:
        parts.append(f"<b>{_safe(rung.here)}</b>")
    parts += [f"by the clock: {_safe(clock)}" for clock in rung.clocks]
    parts += [f"- {_words(way)}" for way in rung.ways if way.kind is Kind.STAYS]
    return "<br/>".join(parts)


def _words(way: Way) -> str:
    label = f"<b>{_safe(way.label)}</b> <b>{_safe(way.steps)}</b>" if way.steps else _safe(way.label)
    clocks = [f"by the clock: {_safe(clock)}" for clock in way.clocks]
    small = [f"<small>{_safe(one)}</small>" for one in way.small]
    return "<br/>".join([label, *clocks, *small])


def _safe(words: str) -> str:
    """Return words in which nothing means anything to Mermaid or HTML: other letters become numbers."""
    return "".join(
        character if character.isalnum() or character in " .,:()+-/'" else f"#{ord(character)};"
        for character in words.replace("\u00a0", " ")
        if character.isprintable()
    )


def _plain(words: str) -> str:
    """Return words for a line that Mermaid takes to its end, in which it knows no numbers of letters."""
    return "".join(
        character if character.isalnum() or character in " .,:()+-" else " "
        for character in words.replace("\u00a0", " ")
        if character.isprintable()
    )
