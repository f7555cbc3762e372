"""Risk: what was asked about suicide, homicide, self-harm and violence, what was found, and what was done."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from pydantic import model_validator

from downtimekit.models.behavioural.process_notes import NotePart
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.strict import PatientText


class Risk(StrEnum):
    """What a patient may do to themselves or to others."""

    SUICIDE = "suicide"
    HOMICIDE = "homicide"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"


class RiskLevel(StrEnum):
    """How high the clinician judged the risk to be; it is recorded, never worked out."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    IMMINENT = "imminent"


class RiskFinding(NotePart):
    """What was found about one risk; None stands for a question without an answer.

    Attributes:
        present: there are thoughts, threats or acts; False where the patient denies them and nothing speaks for them.
        plan: there is a plan; intent: the patient means to act; means: the means are at hand.
        words: what was said or seen.
    """

    about: Risk
    present: bool
    plan: bool | None = None
    intent: bool | None = None
    means: bool | None = None
    words: PatientText = ""


class RiskAssessment(NotePart):
    """The assessment of a visit.

    Attributes:
        level: the clinician's own judgement of the whole.
        protective_factors: what speaks against the patient acting.
        action: what was done about it, such as a safety plan, a call or a hold.
    """

    findings: tuple[RiskFinding, ...] = ()
    level: RiskLevel | None = None
    protective_factors: PatientText = ""
    action: PatientText = ""

    @model_validator(mode="after")
    def _each_risk_once(self) -> RiskAssessment:
        about = [finding.about for finding in self.findings]
        twice = [risk for risk in Risk if about.count(risk) > 1]
        if twice:
            raise ValueError(f"is answered more than once about: {', '.join(twice)}")
        return self

    @property
    def unasked(self) -> tuple[Risk, ...]:
        """The risks about which nothing is written."""
        asked = {finding.about for finding in self.findings}
        return tuple(risk for risk in Risk if risk not in asked)


def risk_concerns(risk: RiskAssessment) -> Iterator[Concern]:
    """Yield what an assessment leaves open or contradicts; no concern tells which risk it is about, or what was found.

    That a plan, intent, means, protective factors and an action belong to an assessment is what clinical
    documentation guides ask for; no regulation that we know makes them obligatory.
    """
    if risk.unasked:
        words = "not every risk was assessed: suicide, homicide, self-harm, violence"
        yield Concern("risk_unasked", "findings", words, gravity=Gravity.WARNING)
    for number, finding in enumerate(risk.findings):
        yield from _finding_concerns(finding, f"findings[{number}]")
    if any(finding.present for finding in risk.findings):
        yield from _present_concerns(risk)


def _present_concerns(risk: RiskAssessment) -> Iterator[Concern]:
    if not risk.action:
        yield Concern("risk_without_action", "action", "there is a risk, and nothing is written about what was done")
    if not risk.protective_factors:
        words = "there is a risk, and nothing is written about protective factors"
        yield Concern("protective_factors_missing", "protective_factors", words, gravity=Gravity.WARNING)


def _finding_concerns(finding: RiskFinding, path: str) -> Iterator[Concern]:
    for name in ("plan", "intent", "means"):
        answer = getattr(finding, name)
        if finding.present and answer is None:
            words = f"there is such a risk, and nothing is written about {name}"
            yield Concern("risk_incomplete", f"{path}.{name}", words, gravity=Gravity.WARNING)
        elif answer and not finding.present and name != "means":
            yield Concern("risk_contradicted", f"{path}.{name}", f"there is no such risk, and yet there is {name}")
