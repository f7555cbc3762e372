"""Port: who finds the patients that a sheet may mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from downtimekit.models.matching import Candidate
from downtimekit.models.patient import WrittenIdentity


class PatientMatcher(Protocol):
    """Finds candidates for what is written on sheets: an index on this machine, or a master patient index elsewhere.

    Promises:
        - an answer for each question, in the order of the questions; the likeliest candidate first.
        - `CERTAIN` is given to one candidate at most, never to one with a veto, and only where nobody else comes near.
        - the same question on the same index has the same answer.
        - no error holds patient data.

    Raises:
        Unreachable: the index cannot be asked now.
    """

    async def candidates(self, written: Sequence[WrittenIdentity], *, limit: int = 5) -> Sequence[Sequence[Candidate]]:
        """Return who may be meant.

        Args:
            written: what stands on each sheet.
            limit: how many candidates at most for each; those who are certainly not meant are left out.
        """
        ...
