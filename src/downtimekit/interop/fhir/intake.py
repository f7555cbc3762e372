"""Intake: `models.intake.Questionnaire` and `models.intake.TechNotes`, each as a FHIR R4 QuestionnaireResponse.

The answers are the fields of the model: see `answers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from downtimekit.interop.fhir.answers import Answers
from downtimekit.interop.fhir.filed import Filed, exam, named, numbered, subject, visit
from downtimekit.interop.fhir.kinds import INSTANT
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Written
from downtimekit.interop.fhir.systems import Systems
from downtimekit.interop.fhir.template import Template, blank, must, part, sole
from downtimekit.models.intake import Questionnaire, TechNotes
from downtimekit.models.strict import Strict

Content = TypeVar("Content", bound=Strict)


def response(model: type[Strict], systems: Systems, *, elsewhere: tuple[str, ...] = ()) -> Mapping[str, Template]:
    """Return a QuestionnaireResponse as it is written.

    Args:
        model: whose fields are the answers.
        systems: the clinic's numbering systems.
        elsewhere: the fields that stand in another resource.
    """
    return {
        "resourceType": must("QuestionnaireResponse"),
        "identifier": numbered(systems.key, "about.key"),
        "basedOn": [sole(exam(systems))],
        "status": must("completed", "amended"),
        "subject": subject(systems),
        "encounter": visit(systems),
        "authored": blank("about.occurred_at", INSTANT),
        "author": named("about.performed_by"),
        "item": Answers(("content",), model, elsewhere),
    }


@lru_cache
def _template(model: type[Content], systems: Systems) -> ResourceTemplate[Filed[Content]]:
    filed = Filed[model]  # type: ignore[valid-type]  # pydantic makes the class when it runs
    return ResourceTemplate(filed, part(response(model, systems)), absent={"content": {}})


def to_fhir(filed: Filed[Questionnaire] | Filed[TechNotes], *, systems: Systems) -> Written:
    """Write a questionnaire or a technologist's notes as a FHIR QuestionnaireResponse."""
    return _template(type(filed.content), systems).write(filed)


def questionnaire_from_fhir(found: object, *, systems: Systems) -> Read[Filed[Questionnaire]]:
    """Read a questionnaire from a FHIR QuestionnaireResponse.

    Raises:
        InvalidInput: with every fault.
    """
    return _template(Questionnaire, systems).read(found, at="QuestionnaireResponse")


def tech_notes_from_fhir(found: object, *, systems: Systems) -> Read[Filed[TechNotes]]:
    """Read a technologist's notes from a FHIR QuestionnaireResponse.

    Raises:
        InvalidInput: with every fault.
    """
    return _template(TechNotes, systems).read(found, at="QuestionnaireResponse")
