"""Give every node its own numbers beforehand, so that nobody has to ask for one during a downtime."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from downtimekit.errors import Fault, InvalidInput
from downtimekit.forms.numbers.printed import printed_all
from downtimekit.models.numbers import NumberRange, RealNumbers
from downtimekit.models.reading import read

_LOOKED_AT = 200
"""How many numbers at each end of a range are compared with what real ones look like."""


def split(whole: NumberRange, nodes: Sequence[str]) -> tuple[NumberRange, ...]:
    """Divide a range among nodes, in equal parts and without a number left over.

    Args:
        whole: what there is; its own node is not asked for.
        nodes: who gets a part, each once. The parts are named after the whole and the node.

    Raises:
        InvalidInput: there are no nodes, one is named twice, or there are fewer numbers than nodes.
    """
    if not nodes or len(set(nodes)) < len(nodes) or whole.size < len(nodes):
        words = "at least one is needed, each once, and no more than there are numbers"
        raise InvalidInput(f"number range {whole.id}", [Fault("nodes", words)])
    size, more = divmod(whole.size, len(nodes))
    parts, first = [], whole.first
    for place, node in enumerate(nodes):
        last = first + size - (0 if place < more else 1)
        told = {"id": f"{whole.id}/{node}", "node": node, "first": first, "last": last}
        parts.append(read(NumberRange, dict(whole) | told, source=f"number range {whole.id}"))
        first = last + 1
    return tuple(parts)


def check_grant(wanted: NumberRange, known: Iterable[NumberRange], *, real: Iterable[RealNumbers] = ()) -> None:
    """Refuse a range that could give out a number twice, or one that is taken for a real one.

    Args:
        wanted: the range.
        known: every range that was ever granted, to any node; those that ended too, for their paper is still about.
        real: what real numbers look like.

    Raises:
        InvalidInput: it shares numbers, its id or its prefix with another, or its numbers look like real ones. Every
            fault is told.
    """
    faults = [fault for other in known for fault in _clashes(wanted, other)]
    if any(_looks_real(wanted, each.pattern) for each in real if each.kind is wanted.kind):
        faults.append(Fault("prefix", f"its numbers look like real numbers ({wanted.kind}): choose another prefix"))
    if faults:
        raise InvalidInput(f"number range {wanted.id}", faults)


def _clashes(wanted: NumberRange, other: NumberRange) -> Iterator[Fault]:
    if wanted.id == other.id:
        yield Fault("id", f"was granted before, to {other.node}")
    if wanted.prefix != other.prefix:
        return
    # "A" with five digits and "A" with six would be told apart by nobody at a counter.
    if (wanted.kind, wanted.digits, wanted.hyphens) != (other.kind, other.digits, other.hyphens):
        yield Fault("prefix", f"is that of {other.id}, which has numbers of another kind or form")
    elif wanted.first <= other.last and other.first <= wanted.last:
        low, high = max(wanted.first, other.first), min(wanted.last, other.last)
        yield Fault("first", f"{low} to {high} are in {other.id} already, which {other.node} holds")


def _looks_real(wanted: NumberRange, pattern: str) -> bool:
    low, high = min(wanted.first + _LOOKED_AT, wanted.last), max(wanted.last - _LOOKED_AT, wanted.first)
    examples = (*printed_all(wanted, wanted.first, low), *printed_all(wanted, high, wanted.last))
    return any(re.fullmatch(pattern, spelling) for text in examples for spelling in (text, text.replace("-", "")))
