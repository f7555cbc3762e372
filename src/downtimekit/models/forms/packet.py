"""Packets: the paper for one patient or, without one, blank paper for a site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue, model_validator

from downtimekit.models.forms.definition import FormDefinition
from downtimekit.models.frozen import FrozenMap, frozen
from downtimekit.models.people.languages import Language
from downtimekit.models.plain import NOT_PLAIN, is_plain
from downtimekit.models.schedule import Appointment
from downtimekit.models.strict import PATIENT_DATA, Instant, Key, Strict


class Sheet(Strict):
    """One numbered copy of a form.

    Attributes:
        language: in which it is printed.
        copy_number: 1 for the original; a sheet that is printed again has the same serial and the next number.
        answers: what is known already and printed into the fields, as `read_keyed` takes it.
    """

    serial: Key
    form: FormDefinition
    language: Language = "en"
    copy_number: Annotated[int, Field(ge=1, le=99)] = 1
    answers: Annotated[Mapping[str, JsonValue], AfterValidator(frozen), PATIENT_DATA] = FrozenMap()

    @model_validator(mode="after")
    def _can_be_printed(self) -> Sheet:
        faults = []
        if self.language not in self.form.languages:
            faults.append(f"the form has no words in {self.language}")
        if not is_plain(self.answers):
            faults.append(f"what is known already {NOT_PLAIN}")
        if faults:
            raise ValueError("; ".join(faults))
        return self


class Packet(Strict):
    """The paper for one patient, or blank paper that is kept in stock.

    Attributes:
        site: where it is used.
        appointment: whose it is; None where the patient is written in by hand, or the sheets are about no patient.
        as_of: how old the data are that it was printed from.
        expires: from when on it must not be used any more.
        read_only: the data come from a copy that is only read, such as a read-only site.
        name_alert: another patient of that schedule has the same name, or one like it.
    """

    downtime: Key
    drill: bool = False
    read_only: bool = False
    name_alert: bool = False
    as_of: Instant
    expires: Instant | None = None
    site: Key
    appointment: Appointment | None = None
    sheets: Annotated[tuple[Sheet, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_of_one_piece(self) -> Packet:
        serials = [sheet.serial for sheet in self.sheets]
        faults = []
        if self.appointment is not None and self.appointment.site != self.site:
            faults.append("the appointment is at another site")
        if len(set(serials)) < len(serials):
            faults.append("two sheets have one serial")
        if self.expires is not None and self.expires <= self.as_of:
            faults.append("it expires before its data were taken")
        if faults:
            raise ValueError("; ".join(faults))
        return self
