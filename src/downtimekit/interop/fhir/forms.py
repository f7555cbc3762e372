"""Forms: `models.forms.FormDefinition` and the FHIR R4 resource Questionnaire.

A section is a group, a table a group that repeats, and the *linkId* of a field is its key, under which `answers` gives
the answer. "That field is asked only if" is *enableWhen*; "that field is required only if" is not, for it would take
the question away instead, and is an extension of ours, like what paper has and a screen has not: drawings, room, and
what is typed in twice. What is said in several languages stands beside each text, as the extension *translation*.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from downtimekit.interop.fhir.form_reading import read_form
from downtimekit.interop.fhir.form_writing import written
from downtimekit.interop.fhir.resource import Read, Written
from downtimekit.interop.fhir.systems import Systems
from downtimekit.models.forms import FormDefinition


def to_fhir(form: FormDefinition, *, systems: Systems, own_extensions: bool = True) -> Written:
    """Write a form as a FHIR Questionnaire.

    Args:
        form: the form.
        systems: the clinic's numbering systems.
        own_extensions: whether extensions of ours (``urn:downtimekit:``) say what FHIR has no element for. A server
            that takes only extensions that it knows wants none; what they would say is then a loss.
    """
    return written(form, systems=systems, own_extensions=own_extensions)


def from_fhir(
    found: object,
    *,
    systems: Systems,
    value_sets: Mapping[str, object] = MappingProxyType({}),
    filled_in_by: str = "whoever is asked",
) -> Read[FormDefinition]:
    """Read a form from a FHIR Questionnaire, of anybody's.

    What paper cannot hold is told as a loss. A version that is no whole number is one too: the form is then version 1.
    A question whose boxes stand in a value set that is not at hand becomes a line to write on.

    Args:
        found: the resource, as ``json.loads`` returns it.
        systems: the clinic's numbering systems.
        value_sets: ValueSet resources by their URLs, for questions whose boxes stand there.
        filled_in_by: who fills it in, where the resource does not say so.

    Raises:
        InvalidInput: with every fault.
    """
    return read_form(found, systems=systems, value_sets=value_sets, filled_in_by=filled_in_by)
