"""The numbers of the law, as a value: a state, a site or a change of the law may have other ones."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from downtimekit.models.breast.assessment import SUSPICIOUS, Assessment
from downtimekit.models.breast.modality import MAMMOGRAPHIC, Modality
from downtimekit.models.strict import Strict

Days = Annotated[int, Field(ge=1, le=366)]
Years = Annotated[int, Field(ge=1, le=100)]


class MqsaRules(Strict):
    """What 21 CFR 900.12(c) asks for, as revised by 88 FR 15126, effective 10 September 2024; days are calendar days.

    The current text of the regulation was not opened: the numbers are from FDA's pages about it, except where said.

    Attributes:
        modalities: what the law holds for; that it holds for contrast-enhanced mammography is not verified.
        report_days: from the exam to the report; lay_summary_days: to the letter to the patient.
        suspicious: the categories that hurry; suspicious_days: from the interpretation to report and letter.
        priors_followup_days: from a report that needs priors to the one that follows it, with priors or without.
        record_transfer_days: from a patient's request (not verified).
        recommended_provider_days: business days, and recommended only, by FDA's guidance before 2024.
        recommended_lay_days: the same, for the letter.
        referral: the categories for which somebody without a provider must be referred to one.
        retention_years: how long mammograms and reports are kept, at least; retention_years_last: where no further
            mammogram is done at the facility. State or local law may ask for more.
    """

    modalities: frozenset[Modality] = MAMMOGRAPHIC
    report_days: Days = 30
    lay_summary_days: Days = 30
    suspicious: frozenset[Assessment] = SUSPICIOUS
    suspicious_days: Days = 7
    priors_followup_days: Days = 30
    record_transfer_days: Days = 15
    recommended_provider_days: Days = 3
    recommended_lay_days: Days = 5
    referral: frozenset[Assessment] = SUSPICIOUS | {Assessment.PROBABLY_BENIGN}
    retention_years: Years = 5
    retention_years_last: Years = 10


FEDERAL = MqsaRules()
"""The federal numbers."""
