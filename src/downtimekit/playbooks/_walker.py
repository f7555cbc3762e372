"""The only place that knows `transitions`: it moves a private cursor along a playbook's table.

Guards are decided before (see `decide`), because a refused condition of `transitions` answers a bare False. Nothing of
the machine leaves this module; the cursor is a throw-away, so that threads share only tables.
"""

from __future__ import annotations

from attrs import define
from transitions.core import Machine, MachineError

from downtimekit.playbooks.table import Playbook


@define
class _Cursor:
    state: str


class Walker:
    """Walks one playbook."""

    def __init__(self, playbook: Playbook) -> None:
        self._machine = Machine(
            model=None,
            states=[phase.name for phase in playbook.phases],
            initial=playbook.first_phase,
            auto_transitions=False,
            transitions=[
                {"trigger": move.signal, "source": source, "dest": move.target or source}
                for move in playbook.moves
                for source in move.sources
            ],
        )

    def walk(self, signal: str, *, phase: str) -> str | None:
        """Return the phase that a signal leads to, or None where it leads nowhere."""
        event = self._machine.events.get(signal)
        if event is None:
            return None
        cursor = _Cursor(phase)
        try:
            event.trigger(cursor)
        except MachineError:
            return None
        return cursor.state

    def triggers(self, *, phase: str) -> list[str]:
        """Return the signals that lead somewhere from a phase, in the table's order."""
        return self._machine.get_triggers(phase)
