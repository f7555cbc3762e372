"""Records of treatment for substance use under 42 CFR Part 2: the mark, and the consent to disclose them.

Entering such a record into the chart of the programme that made it discloses nothing. Sending it to anybody else does:
it needs the patient's written consent (42 CFR 2.31), unless an exception applies, and carries a notice (42 CFR 2.32).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from downtimekit.models.behavioural.process_notes import NotePart
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.strict import PatientText

NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""The shorter of the two statements of which one goes with every disclosure: 42 CFR 2.32(a)(2), as revised by
89 FR 12472. The rule asks for a copy of the consent, or an explanation of its scope, beside it (2.32(b))."""

_ELEMENTS: Mapping[str, str] = {
    "discloser": "2.31(a)(2)",
    "information": "2.31(a)(3)",
    "recipients": "2.31(a)(4)",
    "purpose": "2.31(a)(5)",
    "right_to_revoke_told": "2.31(a)(6)",
    "expires": "2.31(a)(7)",
    "signed_by_patient": "2.31(a)(8)",
    "signed_on": "2.31(a)(9)",
}


class Part2Consent(NotePart):
    """A written consent; the patient whom it names is the one of the record.

    Attributes:
        discloser: who may disclose; recipients: to whom; information: what; purpose: for what.
        right_to_revoke_told: the form says that the consent can be revoked, and how.
        expires: the date, event or condition upon which it ends, in words; "none" where the rule allows that.
        expires_on: that date, where it is one.
        signed_by_patient: by the patient, or who may sign for them; signed_on: when.
        revoked_on: from which day on it no longer counts.
    """

    discloser: PatientText = ""
    information: PatientText = ""
    recipients: PatientText = ""
    purpose: PatientText = ""
    right_to_revoke_told: bool = False
    expires: PatientText = ""
    expires_on: date | None = None
    signed_by_patient: bool = False
    signed_on: date | None = None
    revoked_on: date | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The elements of 42 CFR 2.31(a) that the form lacks."""
        given = {"expires": self.expires or self.expires_on}
        return tuple(name for name in _ELEMENTS if not given.get(name, getattr(self, name)))

    def counts_on(self, day: date) -> bool:
        """Say whether it is complete, signed by then, and neither revoked nor run out.

        An event or a condition in words that ends it is for a person to judge.
        """
        if self.missing or self.signed_on is None or day < self.signed_on:
            return False
        ended = (self.revoked_on is not None and day >= self.revoked_on, self.expires_on and day > self.expires_on)
        return not any(ended)


class Part2Mark(NotePart):
    """Whether a record is protected, and the consent that goes with it.

    Attributes:
        protected: the record was made by, or came from, a Part 2 programme; False where somebody looked and it is not.
    """

    protected: bool
    consent: Part2Consent | None = None


def part2_concerns(mark: Part2Mark) -> Iterator[Concern]:
    """Yield what stands in the way of disclosing a protected record; entering it into its own chart needs none."""
    if not mark.protected:
        return
    if mark.consent is None:
        words = "the record is protected, and no consent is with it: it goes to nobody outside the programme"
        yield Concern("part2_without_consent", "consent", words, "42 CFR 2.31", Gravity.WARNING)
        return
    for name in mark.consent.missing:
        words = f"the consent does not say '{name}', and so does not count"
        yield Concern("part2_consent_incomplete", f"consent.{name}", words, f"42 CFR {_ELEMENTS[name]}")
