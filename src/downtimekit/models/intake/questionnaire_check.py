"""What does not fit together in a questionnaire. Nothing is put right: the patient is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from attrs import frozen

from downtimekit.models.breast.location import Side
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.intake.family import FamilyCancer, FamilyLine, Relation, RelativeWithCancer
from downtimekit.models.intake.life import MenopauseStatus
from downtimekit.models.intake.questionnaire import Questionnaire, VisitReason
from downtimekit.models.intake.symptoms import Symptom
from downtimekit.models.partial_date import earliest


@frozen
class _Asked:
    """What was answered, by whom and when: an age in years and a day, where they are known."""

    answers: Questionnaire
    age: int | None
    on: date | None


_Check = Callable[[_Asked], Iterator[Concern]]


def questionnaire_concerns(
    questionnaire: Questionnaire, *, age: int | None = None, on: date | None = None
) -> tuple[Concern, ...]:
    """Return everything that does not fit together.

    Args:
        questionnaire: the answers.
        age: of the patient, in completed years; None where the birth date is not known.
        on: the day on which it was filled in; nothing that was done lies after it.
    """
    asked = _Asked(questionnaire, age, on)
    return tuple(concern for check in _CHECKS for concern in check(asked))


def age_on(born: date, *, on: date) -> int:
    """Return a patient's age in completed years; whoever is born on 29 February is a year older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


_AGES = {
    "menarche_age": "the first period",
    "age_at_first_birth": "the first birth",
    "menopause_age": "menopause",
}
_ORDER = (
    ("menarche_age", "age_at_first_birth", "the first birth lies before the first period"),
    ("menarche_age", "menopause_age", "menopause lies before the first period"),
    ("age_at_first_birth", "menopause_age", "menopause lies before the first birth"),
)


def _ages(asked: _Asked) -> Iterator[Concern]:
    answers = asked.answers
    for earlier, later, words in _ORDER:
        first, second = getattr(answers, earlier), getattr(answers, later)
        if first is not None and second is not None and second < first:
            yield Concern("ages", later, words)
    for name, what in _AGES.items():
        value = getattr(answers, name)
        if asked.age is not None and value is not None and value > asked.age:
            yield Concern("ages", name, f"{what} lies after the patient's present age")


def _births(asked: _Asked) -> Iterator[Concern]:
    answers = asked.answers
    if answers.births == 0 and answers.age_at_first_birth is not None:
        yield Concern("births", "age_at_first_birth", "an age at the first birth, and no birth")
    if answers.births and answers.age_at_first_birth is None:
        yield _warn("births", "age_at_first_birth", "births, and no age at the first one")
    if answers.births and answers.pregnancies == 0:
        yield Concern("births", "pregnancies", "births, and no pregnancy")


def _menopause(asked: _Asked) -> Iterator[Concern]:
    answers = asked.answers
    if answers.menopause is MenopauseStatus.BEFORE and answers.menopause_age is not None:
        yield Concern("menopause", "menopause_age", "an age at menopause, and it is still to come")
    if answers.menopause is MenopauseStatus.AFTER and answers.menopause_age is None:
        yield _warn("menopause", "menopause_age", "menopause is over; the age is missing")
    past = answers.menopause is MenopauseStatus.AFTER
    if past and (answers.pregnant_or_nursing or answers.cycle_week is not None):
        path = "pregnant_or_nursing" if answers.pregnant_or_nursing else "cycle_week"
        yield Concern("menopause", path, "does not fit with a menopause that is over")


def _symptoms(asked: _Asked) -> Iterator[Concern]:
    answers = asked.answers
    ticked = {Side.LEFT: answers.symptoms_left, Side.RIGHT: answers.symptoms_right}
    for number, detail in enumerate(answers.symptom_details):
        path = f"symptom_details[{number}]"
        if detail.symptom not in ticked[detail.side]:
            yield Concern("symptom_not_ticked", path, "is about a symptom that is not ticked for this breast")
        if detail.cyclic is not None and detail.symptom is not Symptom.PAIN:
            yield _warn("odd_detail", f"{path}.cyclic", "only pain comes and goes with the period")
        about_discharge = detail.discharge is not None or detail.spontaneous is not None
        if about_discharge and detail.symptom is not Symptom.NIPPLE_DISCHARGE:
            yield _warn("odd_detail", path, "says what discharge looks like, of another symptom")
    if answers.reason is VisitReason.SCREENING and any(ticked.values()):
        words = "a symptom was noticed, and the visit is for screening: is a diagnostic exam meant?"
        yield _warn("symptom_at_screening", "reason", words)


def _history(asked: _Asked) -> Iterator[Concern]:
    answers = asked.answers
    biopsies = any(procedure.kind.is_biopsy for procedure in answers.procedures)
    cancer = any(procedure.result and procedure.result.is_cancer for procedure in answers.procedures)
    yield from _yes_or_no("previous_biopsy", answers.previous_biopsy, biopsies, "biopsies")
    if answers.breast_cancer is False and cancer:
        yield Concern("contradiction", "breast_cancer", "no breast cancer, and a result that is one")
    yield from _yes_or_no("implants", answers.implants, bool(answers.implant_details), "implants")
    current = any(hormone.current for hormone in answers.hormones)
    yield from _yes_or_no("hormone_therapy", answers.hormone_therapy, current, "hormones that are taken now")
    for number, hormone in enumerate(answers.hormones):
        if hormone.current and hormone.stopped_years_ago is not None:
            yield Concern("contradiction", f"hormones[{number}]", "is taken now, and was stopped")


def _yes_or_no(name: str, answer: bool | None, listed: bool, what: str) -> Iterator[Concern]:
    if answer is False and listed:
        yield Concern("contradiction", name, f"no, and {what} are listed")
    if answer and not listed:
        yield _warn("not_listed", name, f"yes, and no {what} are listed")


def _future(asked: _Asked) -> Iterator[Concern]:
    answers, on = asked.answers, asked.on
    if on is None:
        return
    when = {"last_mammogram_on": answers.last_mammogram_on, "last_period": answers.last_period}
    when |= {f"procedures[{number}].on": procedure.on for number, procedure in enumerate(answers.procedures)}
    for path, told in when.items():
        if told is not None and earliest(told) > on:
            yield Concern("future", path, "lies after the day on which this was filled in")
    for number, implant in enumerate(answers.implant_details):
        if implant.year is not None and implant.year > on.year:
            yield Concern("future", f"implant_details[{number}].year", "lies after the day on which this was filled in")


def _family(asked: _Asked) -> Iterator[Concern]:
    answers = asked.answers
    for number, relative in enumerate(answers.relatives):
        yield from _relative(f"relatives[{number}]", relative)
    rows = Counter((relative.relation, relative.cancer) for relative in answers.relatives)
    for (relation, _), times in rows.items():
        if times > 1 and relation in (Relation.MOTHER, Relation.FATHER):
            yield Concern("relatives", "relatives", f"the {relation.value} is listed twice with the same cancer")
    for name, relation in (("sisters", Relation.SISTER), ("daughters", Relation.DAUGHTER)):
        have = getattr(answers, name)
        if have is not None and have < max(rows[relation, cancer] for cancer in FamilyCancer):
            yield Concern("relatives", name, "more are listed with cancer than there are")


def _breast_cancer_in_the_family(asked: _Asked) -> Iterator[Concern]:
    told, relatives = asked.answers.relatives_with_breast_cancer, asked.answers.relatives
    if told is None:
        return
    if relatives and told != sum(relative.cancer.is_breast for relative in relatives):
        yield Concern("relatives", "relatives_with_breast_cancer", "is another number than are listed")
    elif told and not relatives:
        yield _warn("not_listed", "relatives", "relatives with breast cancer, and none is listed")


def _relative(path: str, relative: RelativeWithCancer) -> Iterator[Concern]:
    line, relation = relative.line, relative.relation
    if (relation, line) in _IMPOSSIBLE_LINES:
        yield Concern("relatives", f"{path}.line", f"a {relation.value} is on the other side of the family")
    woman = relation.female
    if woman is not None and woman != _OF_WOMEN.get(relative.cancer, woman):
        yield Concern("relatives", f"{path}.cancer", f"does not fit a {relation.value.replace('_', ' ')}")
    if relative.bilateral and relative.cancer not in _PAIRED:
        yield Concern("relatives", f"{path}.bilateral", "there are not two of this organ")


_IMPOSSIBLE_LINES = frozenset({(Relation.MOTHER, FamilyLine.PATERNAL), (Relation.FATHER, FamilyLine.MATERNAL)})
_OF_WOMEN = {
    FamilyCancer.BREAST: True,
    FamilyCancer.OVARIAN: True,
    FamilyCancer.PROSTATE: False,
    FamilyCancer.MALE_BREAST: False,
}
_PAIRED = frozenset({FamilyCancer.BREAST, FamilyCancer.MALE_BREAST, FamilyCancer.OVARIAN})
_CHECKS: tuple[_Check, ...] = (
    *(_ages, _births, _menopause, _symptoms, _history, _future),
    *(_family, _breast_cancer_in_the_family),
)


def _warn(code: str, path: str, words: str) -> Concern:
    return Concern(code, path, words, gravity=Gravity.WARNING)
