"""The rules that a playbook's moves and tasks name: each says what stands against it, in words, and what would help.

A rule looks at the standing and at what the signal says; it reads no clock and asks nobody. Codes, serial numbers and
exam numbers may stand in a reason; a patient may not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sized

from attrs import frozen

from downtimekit.errors import Reason
from downtimekit.models.breast import ReportStatus
from downtimekit.models.capture import Capture, RecordKind
from downtimekit.models.paper import SheetState
from downtimekit.playbooks.standing import Standing

_SHOWN = 5


@frozen
class Situation:
    """What a rule looks at.

    Attributes:
        details: what the signal says; empty when it is only asked what would be allowed.
    """

    standing: Standing
    details: Mapping[str, str]


Guard = Callable[[Situation], Iterator[Reason]]


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _many(things: Sized, name: str) -> str:
    return f"1 {name} is" if len(things) == 1 else f"{len(things)} {name}s are"


def _is_valid(standing: Standing, interface: str) -> bool:
    undone = (
        standing.last_heard("interface_failed", subject=interface),
        standing.last_heard("service_lost"),
        standing.last_heard("service_restored"),
    )
    return standing.last_heard("interface_validated", subject=interface) > max(undone)


def _heard_since_lost(standing: Standing, signal: str) -> bool:
    return standing.last_heard(signal) > standing.last_heard("service_lost")


def interface_is_known(situation: Situation) -> Iterator[Reason]:
    """The interface is one of those that were declared."""
    known = situation.standing.downtime.interfaces
    named = situation.details.get("interface")
    if named is not None and named not in known:
        yield Reason(
            "interface_unknown",
            f"'{named}' is no interface of this downtime",
            f"name one of: {', '.join(known) or 'none was declared'}",
        )


def earlier_interfaces_are_valid(situation: Situation) -> Iterator[Reason]:
    """Interfaces are validated in their order."""
    known = situation.standing.downtime.interfaces
    named = situation.details.get("interface")
    if named in known:
        for earlier in known[: known.index(named)]:
            if not _is_valid(situation.standing, earlier):
                yield Reason(
                    "interface_out_of_order",
                    f"interface '{earlier}' comes first and is not validated",
                    f"validate '{earlier}'",
                )


def interface_is_valid(situation: Situation) -> Iterator[Reason]:
    """The interface was validated since the service came back, and did not fail after that."""
    interface = situation.details["interface"]
    if not _is_valid(situation.standing, interface):
        yield Reason(
            "interface_not_validated",
            f"interface '{interface}' is not validated",
            f"signal 'interface_validated' for '{interface}'",
        )


def interfaces_are_valid(situation: Situation) -> Iterator[Reason]:
    """Up is not released: every interface is validated first."""
    for interface in situation.standing.downtime.interfaces:
        yield from interface_is_valid(Situation(situation.standing, {"interface": interface}))


def staff_were_told(situation: Situation) -> Iterator[Reason]:
    """Somebody confirmed that all impacted staff were told, and again where the service went down again."""
    if not _heard_since_lost(situation.standing, "staff_told"):
        yield Reason("staff_not_told", "nobody confirmed that all impacted staff were told", "signal 'staff_told'")


def vendor_support_was_contacted(situation: Situation) -> Iterator[Reason]:
    """Vendor support was contacted, whatever the target, and again where the service went down again."""
    if not _heard_since_lost(situation.standing, "vendor_support_contacted"):
        yield Reason(
            "vendor_not_contacted",
            "vendor support was not contacted",
            "signal 'vendor_support_contacted' with a ticket",
        )


def paper_balances(situation: Situation) -> Iterator[Reason]:
    """Every numbered sheet that was issued is returned, voided, or declared missing."""
    out = [serial for serial, state in situation.standing.sheets.items() if state is SheetState.OUT]
    if out:
        yield Reason(
            "paper_out",
            f"{len(out)} of {_many(situation.standing.sheets, 'numbered sheet')} neither returned nor voided:"
            f" {_listed(out)}",
            "type them in, void them, or declare them missing",
        )


def nothing_was_captured(situation: Situation) -> Iterator[Reason]:
    """No sheet came back, so that nothing has to be entered."""
    if situation.standing.captures or situation.standing.refused:
        yield Reason("captured", "sheets were typed in that are not in the chart", "go on to back-fill")


def _open(standing: Standing, kinds: frozenset[RecordKind]) -> list[Capture]:
    return [capture for capture in standing.open_captures() if capture.kind in kinds]


def questionnaires_are_entered(situation: Situation) -> Iterator[Reason]:
    """Every questionnaire that was typed in is in the chart."""
    waiting = _open(situation.standing, frozenset({RecordKind.QUESTIONNAIRE}))
    if waiting:
        yield Reason(
            "questionnaires_waiting",
            f"{_many(waiting, 'questionnaire')} not in the chart: {_listed(c.serial or c.id for c in waiting)}",
            "plan, agree and apply the back-fill",
        )


def everything_is_entered(situation: Situation) -> Iterator[Reason]:
    """Every sheet that was typed in is in the chart, and none waits for a person."""
    standing = situation.standing
    waiting = _open(standing, frozenset(RecordKind))
    if waiting:
        yield Reason(
            "captures_waiting",
            f"{_many(waiting, 'typed sheet')} not in the chart: {_listed(c.serial or c.id for c in waiting)}",
            "decide what is held for a person, then plan, agree and apply the back-fill",
        )
    if standing.refused:
        yield Reason(
            "captures_refused",
            f"{_many(standing.refused, 'sheet')} typed in with faults:"
            f" {_listed(r.serial or r.capture for r in standing.refused.values())}",
            "type them in again",
        )
    if standing.rejected:
        yield Reason(
            "writes_rejected", f"{_many(standing.rejected, 'record')} refused by the system", "plan the back-fill again"
        )


def reports_are_final(situation: Situation) -> Iterator[Reason]:
    """Every report that was entered is final."""
    unsigned = [
        accession for accession, status in situation.standing.statuses.items() if status is not ReportStatus.FINAL
    ]
    if unsigned:
        yield Reason(
            "reports_not_final",
            f"{_many(unsigned, 'report')} not final: {_listed(unsigned)}",
            "have a radiologist sign them, then type in and enter the signed sheet",
        )


def nobody_is_left_to_tell(situation: Situation) -> Iterator[Reason]:
    """Every notice reached everybody: no call is still to be made, none failed."""
    open_receipts = list(situation.standing.unsettled_receipts())
    if open_receipts:
        people = dict.fromkeys(receipt.contact for receipt in open_receipts)
        yield Reason(
            "notices_open",
            f"{_many(open_receipts, 'message')} not known to have arrived: {_listed(people)}",
            "make the calls on the call sheet and record the answers",
        )
    untold = list(situation.standing.untold())
    if untold:
        yield Reason(
            "notices_untold",
            f"{_many(untold, 'notice')} told to nobody: {_listed(notice.id for notice in untold)}",
            "deliver what is owed, or tell people and record who has it",
        )


GUARDS: Mapping[str, Guard] = {
    guard.__name__: guard
    for guard in (
        interface_is_known,
        earlier_interfaces_are_valid,
        interface_is_valid,
        interfaces_are_valid,
        staff_were_told,
        vendor_support_was_contacted,
        paper_balances,
        nothing_was_captured,
        questionnaires_are_entered,
        everything_is_entered,
        reports_are_final,
        nobody_is_left_to_tell,
    )
}
"""The rules by the names that playbooks use."""
