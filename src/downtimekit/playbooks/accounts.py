"""What was recorded so that a downtime can be closed, as a part of its standing."""

from __future__ import annotations

from attrs import Factory, define, evolve

from downtimekit.models.breast.mqsa.exam import Duty, Sent
from downtimekit.models.closing import AccountsDrawnUp, ClosingFact, DutyExplained, DutySent, ScanExplained, ScanFiled

Due = tuple[str, Duty]
"""An exam, and what must be sent of it."""


@define
class Accounts:
    """What was recorded.

    Attributes:
        sent: what was sent, by exam and duty; explained: what was not, and why.
        scanned: where the scan of each sheet is; unscanned: why a sheet has none.
        drawn_up: what stood outside the record when somebody last looked; None where nobody did.
    """

    sent: dict[Due, tuple[Sent, ...]] = Factory(dict)
    explained: dict[Due, str] = Factory(dict)
    scanned: dict[str, str] = Factory(dict)
    unscanned: dict[str, str] = Factory(dict)
    drawn_up: AccountsDrawnUp | None = None

    def copy(self) -> Accounts:
        """Return what goes its own way from here."""
        return evolve(
            self,
            sent=self.sent.copy(),
            explained=self.explained.copy(),
            scanned=self.scanned.copy(),
            unscanned=self.unscanned.copy(),
        )

    def take(self, fact: ClosingFact) -> None:
        """Take in one more fact."""
        if isinstance(fact, DutySent):
            due = fact.accession, fact.duty
            self.sent[due] = (*self.sent.get(due, ()), Sent(duty=fact.duty, at=fact.at, by=fact.by))
        elif isinstance(fact, DutyExplained):
            self.explained[fact.accession, fact.duty] = fact.reason
        elif isinstance(fact, ScanFiled):
            self.scanned[fact.serial] = fact.where
        elif isinstance(fact, ScanExplained):
            self.unscanned[fact.serial] = fact.reason
        else:
            self.drawn_up = fact

    def sent_of(self, accession: str) -> tuple[Sent, ...]:
        """Return everything that was sent of an exam."""
        return tuple(each for duty in Duty for each in self.sent.get((accession, duty), ()))
