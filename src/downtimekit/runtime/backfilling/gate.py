"""The gate before the chart: nothing is entered until the interfaces are validated and the service is released."""

from __future__ import annotations

from collections.abc import Sequence

from downtimekit.errors import Reason
from downtimekit.playbooks import Standing
from downtimekit.playbooks.decide import refusal
from downtimekit.runtime.outage import Outage


def reasons_against(standing: Standing) -> Sequence[Reason]:
    """Return why nothing may be entered now, at no site; nothing where something may."""
    if standing.may_enter or standing.open_sites():
        return ()
    words = "nothing is entered before the interfaces are validated and the service is released"
    return [Reason("gate_interfaces_not_validated", words, "signal 'released', then 'backfill_started'")]


def pass_gate(outage: Outage, what: str) -> Standing:
    """Return where a downtime stands, where records may be entered.

    Raises:
        Refused: they may not.
    """
    standing = outage.standing
    if reasons := reasons_against(standing):
        raise refusal(what, reasons, standing=standing, now=outage.clock.now(), guards=outage.guards)
    return standing


def may_send(standing: Standing, key: str) -> bool:
    """Say whether a record may be entered now: everything is released, or the site where it was written is."""
    return standing.may_enter or standing.decisions[key].site in standing.open_sites()
