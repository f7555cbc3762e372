"""The ground under every model: frozen, closed to unknown fields, and silent about patients."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, ClassVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


class _PatientData:
    """Marks a type as patient data, wherever it stands in a field's annotation."""


PATIENT_DATA = _PatientData()


class Strict(BaseModel):
    """A model that crosses a boundary.

    Instances never change, unknown fields are refused, and neither a ``repr`` nor a validation error
    shows a field whose type is marked with `PATIENT_DATA`.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True, defer_build=True
    )

    _silent: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Find the fields that a repr must not show."""
        super().__pydantic_init_subclass__(**kwargs)
        cls._silent = frozenset(
            name
            for name, field in cls.model_fields.items()
            if PATIENT_DATA in field.metadata or _is_marked(field.annotation)
        )

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Yield what a repr shows."""
        return ((name, value) for name, value in super().__repr_args__() if name not in self._silent)


class Confidential(Strict):
    """A model that is patient data as a whole: its repr shows its name only."""

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Yield nothing."""
        return iter(())


def _is_marked(annotation: object) -> bool:
    return annotation is PATIENT_DATA or any(_is_marked(part) for part in get_args(annotation))


def _zoned(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("needs a time zone or an offset from UTC")
    return moment


Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""A short text that may be shown anywhere: a role, a site, a staff member."""

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$")]
"""An identifier that is safe in URLs and message headers; it never names a patient."""

PatientText = Annotated[str, StringConstraints(max_length=4000), PATIENT_DATA]
"""Free text about a patient."""

Instant = Annotated[datetime, AfterValidator(_zoned)]
"""A moment that is known without asking where the clock hung."""
