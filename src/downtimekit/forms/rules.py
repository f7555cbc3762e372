"""Rules by which a visit gets its forms: who comes for what, and where, decides on the sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import field, frozen

from downtimekit.models.forms import FormDefinition
from downtimekit.models.schedule import Appointment

FormsFor = Callable[[Appointment], Sequence[FormDefinition]]
"""Says which forms a visit gets, in the order in which they lie in the packet."""


def _forms(forms: Sequence[FormDefinition]) -> tuple[FormDefinition, ...]:
    return tuple(forms)


def _folded(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


def _set(words: Sequence[str]) -> frozenset[str]:
    return frozenset(words)


@frozen
class FormRule:
    """Forms, and the visits that get them; what is left empty asks for nothing.

    Attributes:
        forms: in the order in which they lie in the packet.
        visit_types: the visit's kind is one of these, in any case.
        exams: one of these stands in what is done, in any case, such as ``mammogram``.
        sites: the visit is at one of these.
    """

    forms: Sequence[FormDefinition] = field(converter=_forms)
    visit_types: frozenset[str] = field(default=(), kw_only=True, converter=_folded)
    exams: frozenset[str] = field(default=(), kw_only=True, converter=_folded)
    sites: frozenset[str] = field(default=(), kw_only=True, converter=_set)

    def fits(self, visit: Appointment) -> bool:
        """Tell whether a visit gets these forms."""
        exam, kind = visit.exam.casefold(), (visit.visit_type or "").casefold()
        return (
            (not self.visit_types or kind in self.visit_types)
            and (not self.exams or any(word in exam for word in self.exams))
            and (not self.sites or visit.site in self.sites)
        )


def forms_by(*rules: FormRule) -> FormsFor:
    """Return what gives a visit the forms of every rule that fits, each form once, in the order of the rules."""

    def forms_for(visit: Appointment) -> tuple[FormDefinition, ...]:
        found = {form.key: form for rule in rules if rule.fits(visit) for form in rule.forms}
        return tuple(found.values())

    return forms_for
