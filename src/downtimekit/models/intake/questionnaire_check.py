"""What does not fit together in a questionnaire. Nothing is put right: the patient is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from attrs import frozen

from downtimekit.models.breast.location import Side
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.intake.family import FamilyCancer, FamilyLine, Relation, RelativeWithCancer
from downtimekit.models.intake.life import MenopauseStatus, OvariesRemoved
from downtimekit.models.intake.questionnaire import Questionnaire, VisitReason
from downtimekit.models.intake.symptoms import Symptom, SymptomDetail
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


def _present_age(asked: _Asked) -> Iterator[Concern]:
    for name, what in _AGES.items():
        value = getattr(asked.answers, name)
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
    if answers.menopause is MenopauseStatus.AFTER:
        yield from _after_menopause(answers)


def _without_ovaries(asked: _Asked) -> Iterator[Concern]:
    answers = asked.answers
    if answers.ovaries_removed is OvariesRemoved.BOTH and answers.menopause is MenopauseStatus.BEFORE:
        yield _warn("menopause", "menopause", "both ovaries were removed, and menopause is still to come")


def _after_menopause(answers: Questionnaire) -> Iterator[Concern]:
    for path in ("pregnant_or_nursing", "cycle_week"):
        if getattr(answers, path):
            yield Concern("menopause", path, "does not fit with a menopause that is over")


def _symptoms(asked: _Asked) -> Iterator[Concern]:
    answers = asked.answers
    ticked = {Side.LEFT: answers.symptoms_left, Side.RIGHT: answers.symptoms_right}
    for number, detail in enumerate(answers.symptom_details):
        path = f"symptom_details[{number}]"
        if detail.symptom not in ticked[detail.side]:
            yield Concern("symptom_not_ticked", path, "is about a symptom that is not ticked for this breast")
        yield from _odd_details(detail, path)
    if answers.reason is VisitReason.SCREENING and any(ticked.values()):
        words = "a symptom was noticed, and the visit is for screening: is a diagnostic exam meant?"
        yield _warn("symptom_at_screening", "reason", words)


def _odd_details(detail: SymptomDetail, path: str) -> Iterator[Concern]:
    if detail.cyclic is not None and detail.symptom is not Symptom.PAIN:
        yield _warn("odd_detail", f"{path}.cyclic", "only pain comes and goes with the period")
    about_discharge = detail.discharge is not None or detail.spontaneous is not None
    if about_discharge and detail.symptom is not Symptom.NIPPLE_DISCHARGE:
        yield _warn("odd_detail", path, "says what discharge looks like, of another symptom")


def _history(asked: _Asked) -> Iterator[Concern]:
    answers = asked.answers
    biopsies = any(procedure.kind.is_biopsy for procedure in answers.procedures)
    cancer = any(procedure.result and procedure.result.is_cancer for procedure in answers.procedures)
    yield from _yes_or_no("previous_biopsy", answers.previous_biopsy, biopsies, "biopsies")
    if answers.breast_cancer is False and cancer:
        yield Concern("contradiction", "breast_cancer", "no breast cancer, and a result that is one")
    yield from _yes_or_no("implants", answers.implants, bool(answers.implant_details), "implants")


def _hormones(asked: _Asked) -> Iterator[Concern]:
    answers = asked.answers
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


def _dated(answers: Questionnaire) -> Iterator[tuple[str, str]]:
    """Yield the path and the date of everything that has one, as far as it is known."""
    when = {"last_mammogram_on": answers.last_mammogram_on, "last_period": answers.last_period}
    when |= {f"procedures[{number}].on": procedure.on for number, procedure in enumerate(answers.procedures)}
    for number, implant in enumerate(answers.implant_details):
        when[f"implant_details[{number}].year"] = None if implant.year is None else str(implant.year)
    yield from ((path, told) for path, told in when.items() if told is not None)


def _future(asked: _Asked) -> Iterator[Concern]:
    answers, on = asked.answers, asked.on
    if on is None:
        return
    for path, told in _dated(answers):
        if earliest(told) > on:
            yield Concern("future", path, "lies after the day on which this was filled in")


def _before_birth(asked: _Asked) -> Iterator[Concern]:
    answers, age, on = asked.answers, asked.age, asked.on
    if age is None or on is None:
        return
    first = on.year - age - 1
    for path, told in _dated(answers):
        if earliest(told).year < first:
            yield Concern("before_birth", path, "lies before the patient was born")


def _children(asked: _Asked) -> Iterator[Concern]:
    for number, relative in enumerate(asked.answers.relatives):
        told = relative.age_at_diagnosis
        if told is None or asked.age is None or relative.relation not in (Relation.DAUGHTER, Relation.SON):
            continue
        if told >= asked.age:
            words = f"a {relative.relation.value} cannot have been older then than the patient is now"
            yield Concern("relatives", f"relatives[{number}].age_at_diagnosis", words)


def _family(asked: _Asked) -> Iterator[Concern]:
    answers = asked.answers
    for number, relative in enumerate(answers.relatives):
        yield from _relative(f"relatives[{number}]", relative)
    rows = Counter((relative.relation, relative.cancer) for relative in answers.relatives)
    for (relation, _), times in rows.items():
        if times > 1 and relation in (Relation.MOTHER, Relation.FATHER):
            yield Concern("relatives", "relatives", f"the {relation.value} is listed twice with the same cancer")
    yield from _more_than_there_are(answers, rows)


def _more_than_there_are(
    answers: Questionnaire, rows: Mapping[tuple[Relation, FamilyCancer], int]
) -> Iterator[Concern]:
    for name, relation in (("sisters", Relation.SISTER), ("daughters", Relation.DAUGHTER)):
        have = getattr(answers, name)
        if have is not None and have < max(rows.get((relation, cancer), 0) for cancer in FamilyCancer):
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
    *(
        _ages,
        _present_age,
        _births,
        _menopause,
        _without_ovaries,
        _symptoms,
        _history,
        _hormones,
        _future,
        _before_birth,
    ),
    *(_family, _children, _breast_cancer_in_the_family),
)


def _warn(code: str, path: str, words: str) -> Concern:
    return Concern(code, path, words, gravity=Gravity.WARNING)
