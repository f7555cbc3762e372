"""The ground under every model: frozen, closed to unknown fields, and silent about patients."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timezone
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, TzInfo, core_schema

from downtimekit.models.silence import checked, written


class _PatientData:
    """Marks a type as patient data, wherever it stands in a field's annotation."""


PATIENT_DATA = _PatientData()


class Strict(BaseModel):
    """A model that crosses a boundary.

    Instances never change, unknown fields are refused, a ``repr`` shows no field whose type is marked with
    `PATIENT_DATA`, and a validation error holds nothing of what was read. An instance that was made or copied without
    being checked, and holds what it must not, is not written: that raises `InvalidInput`.
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

    if not TYPE_CHECKING:  # for whom the signatures stay those that pydantic gives them

        def __init__(self, /, **values: object) -> None:
            checked(super().__init__, **values)

        # Else pydantic would call it for every model inside another, which is slow and silences nothing more.
        __init__.__pydantic_base_init__ = True

        @classmethod
        def model_validate(cls, found: object, **how: object) -> Strict:
            """As in pydantic; an error holds no input."""
            return checked(cls.__pydantic_validator__.validate_python, found, **how)

        @classmethod
        def model_validate_json(cls, text: str | bytes | bytearray, **how: object) -> Strict:
            """As in pydantic; an error holds no input."""
            return checked(cls.__pydantic_validator__.validate_json, text, **how)

        @classmethod
        def model_validate_strings(cls, found: object, **how: object) -> Strict:
            """As in pydantic; an error holds no input."""
            return checked(cls.__pydantic_validator__.validate_strings, found, **how)

        def __setattr__(self, name: str, value: object) -> None:
            checked(super().__setattr__, name, value)

        def __delattr__(self, name: str) -> None:
            checked(super().__delattr__, name)

        def model_dump(self, **how: object) -> dict[str, object]:
            """As in pydantic; what does not belong into the model is refused."""
            return written(super().model_dump, type(self).__name__, **how)

        def model_dump_json(self, **how: object) -> str:
            """As in pydantic; what does not belong into the model is refused."""
            return written(super().model_dump_json, type(self).__name__, **how)


class Confidential(Strict):
    """A model that is patient data as a whole: its repr shows its name only."""

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Yield nothing."""
        return iter(())


def _is_marked(annotation: object) -> bool:
    return annotation is PATIENT_DATA or any(_is_marked(part) for part in get_args(annotation))


ADAPTER = ConfigDict(hide_input_in_errors=True, defer_build=True)
"""What a ``TypeAdapter`` of a union needs: it does not take over its models' silence, and is built when it is used."""


class _OfKnownKind:
    """Keeps an unknown kind out of the error: pydantic repeats it, and it may be anything."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the union's schema with words of our own."""
        union = handler(source)
        words = "is of a kind that is not known, or does not say of which"
        return {**union, "custom_error_type": "unknown_kind", "custom_error_message": words}


OF_KNOWN_KIND = _OfKnownKind()
"""Stands in every union of models, before the ``Field`` that names the field by which they are told apart."""


# Digits without marks, such as 20260303 or 202603030915, are taken for seconds or milliseconds since 1970; these bounds
# keep such a day from becoming one of the summer of 1970, or of the year 2612.
_EARLIEST, _LATEST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _zoned(moment: datetime) -> datetime:
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("needs a time zone or an offset from UTC")
    if not _EARLIEST <= moment < _LATEST:
        raise ValueError(f"must lie in the years {_EARLIEST.year} to {_LATEST.year - 1}")
    if isinstance(moment.tzinfo, timezone | TzInfo):
        return moment
    # Python compares and subtracts two datetimes of one named zone as the wall shows them, an hour wrong across a
    # change of the clocks, and one in the hour that comes twice equals none of another zone (PEP 495).
    return moment.replace(tzinfo=timezone(offset), fold=0)


class _Zoned:
    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return a schema that reads JSON without asking Python: there, a moment has an offset and no zone's name."""
        return core_schema.json_or_python_schema(
            json_schema=core_schema.datetime_schema(tz_constraint="aware", ge=_EARLIEST, lt=_LATEST),
            python_schema=core_schema.no_info_after_validator_function(_zoned, handler(source)),
        )


Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""A short text that may be shown anywhere: a role, a site, a staff member."""

KEY_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$"

Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
"""An identifier that is safe in URLs and message headers; it never names a patient."""

PatientText = Annotated[str, StringConstraints(max_length=4000), PATIENT_DATA]
"""Free text about a patient."""

Instant = Annotated[datetime, _Zoned()]
"""A moment that is known without asking where the clock hung; a named zone becomes its offset at that moment."""
