"""Content items as DICOM data sets, both ways (DICOM PS3.3, C.17.3.2 and C.18)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, timezone, tzinfo

from attrs import frozen
from pydicom.dataset import Dataset
from pydicom.valuerep import format_number_as_ds

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.dicom.content import Code, Image, Item, Measured, Relationship, Value, ValueType

_SHORT = 16
_DEEPEST = 32
# A scheme whose codes may mean something else in another version needs it (DICOM PS3.3, 8.2). The codes of BI are those
# of the fourth edition, on which CID 6027 stands; how that is written could not be looked up.
_VERSIONS = {"BI": "4.0"}
_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{1,6}))?([+-]\d{4})?")
_OFFSET = re.compile(r"[+-]\d{4}")


def code_set(code: Code) -> Dataset:
    """Return a code; one that is longer than 16 characters stands in the attribute for long ones."""
    found = Dataset()
    if len(code.value) <= _SHORT:
        found.CodeValue = code.value
    else:
        found.LongCodeValue = code.value
    found.CodingSchemeDesignator = code.scheme
    if code.scheme in _VERSIONS:
        found.CodingSchemeVersion = _VERSIONS[code.scheme]
    found.CodeMeaning = code.meaning or code.value
    return found


def code_from(found: Dataset | None) -> Code | None:
    """Return a code of a data set; None where there is none."""
    if found is None:
        return None
    value = found.get("CodeValue") or found.get("LongCodeValue") or found.get("URNCodeValue")
    scheme = found.get("CodingSchemeDesignator")
    return Code(str(scheme), str(value), str(found.get("CodeMeaning", ""))) if value and scheme else None


def first(found: Dataset, keyword: str) -> Dataset | None:
    """Return the first item of a sequence; None where there is none."""
    sequence = found.get(keyword)
    return sequence[0] if sequence else None


def dicom_moment(moment: datetime, zone: tzinfo) -> str:
    """Return a moment as VR DT, by the clock of the whole object.

    In UTC the offset stands only in the object's *Timezone Offset From UTC*: dcmtk 3.6.7 takes ``+0000`` for an error.
    """
    here = moment.astimezone(zone)
    fraction = f".{here:%f}" if here.microsecond else ""
    return f"{here:%Y%m%d%H%M%S}{fraction}" + (f"{here:%z}" if here.utcoffset() else "")


def zone_of(found: Dataset) -> tzinfo | None:
    """Return where the clock of an object hangs; None where it does not say."""
    offset = _OFFSET.fullmatch(str(found.get("TimezoneOffsetFromUTC", "")))
    return _zone(offset[0]) if offset else None


def _zone(offset: str) -> tzinfo | None:
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:]))
    if ahead >= timedelta(days=1):
        return None
    return timezone(-ahead if offset[0] == "-" else ahead)


def moment_from(found: object, zone: tzinfo | None) -> datetime | None:
    """Return a moment; None where neither it nor the whole object has an offset: it could be anywhere."""
    read = _MOMENT.fullmatch(str(found))
    meant = None if read is None else _zone(read[8]) if read[8] else zone
    if read is None or meant is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(read[part]) for part in range(1, 7))
        return datetime(year, month, day, hour, minute, second, int((read[7] or "0").ljust(6, "0")), meant)
    except ValueError:
        return None


def item_set(item: Item, *, zone: tzinfo) -> Dataset:
    """Return a content item with everything below it; its moments by the clock of the whole object."""
    found = Dataset()
    if item.relation is not None:
        found.RelationshipType = item.relation.value
    found.ValueType = item.kind.value
    if item.name is not None:
        found.ConceptNameCodeSequence = [code_set(item.name)]
    value = dicom_moment(item.value, zone) if isinstance(item.value, datetime) else item.value
    _WRITERS[item.kind](found, value)
    if item.items:
        found.ContentSequence = [item_set(below, zone=zone) for below in item.items]
    return found


def _write_container(found: Dataset, _: Value) -> None:
    found.ContinuityOfContent = "SEPARATE"


def _write_code(found: Dataset, value: Value) -> None:
    if isinstance(value, Code):
        found.ConceptCodeSequence = [code_set(value)]


def _write_number(found: Dataset, value: Value) -> None:
    if not isinstance(value, Measured):
        return
    measured = Dataset()
    measured.MeasurementUnitsCodeSequence = [code_set(value.unit)]
    measured.NumericValue = format_number_as_ds(float(value.number))
    if float(measured.NumericValue) != value.number:
        measured.FloatingPointValue = float(value.number)  # 16 characters do not say every number
    found.MeasuredValueSequence = [measured]


def _write_image(found: Dataset, value: Value) -> None:
    if isinstance(value, Image):
        found.ReferencedSOPSequence = [sop_set(value)]


def sop_set(image: Image) -> Dataset:
    """Return the reference to an image."""
    referenced = Dataset()
    referenced.ReferencedSOPClassUID = image.sop_class
    referenced.ReferencedSOPInstanceUID = image.sop_instance
    return referenced


def _writes(keyword: str) -> Callable[[Dataset, Value], None]:
    return lambda found, value: setattr(found, keyword, value)


_WRITERS: Mapping[ValueType, Callable[[Dataset, Value], None]] = {
    ValueType.CONTAINER: _write_container,
    ValueType.CODE: _write_code,
    ValueType.TEXT: _writes("TextValue"),
    ValueType.PNAME: _writes("PersonName"),
    ValueType.DATETIME: _writes("DateTime"),
    ValueType.NUM: _write_number,
    ValueType.IMAGE: _write_image,
}


@frozen
class Around:
    """What an object says once for all of its items.

    Attributes:
        zone: where its clock hangs, where it says so.
        series: the series of each image that it names as its evidence.
    """

    zone: tzinfo | None
    series: Mapping[str, str]


def around(found: Dataset) -> Around:
    """Return what an object says for all of its items."""
    return Around(zone_of(found), _series_of(found.get("CurrentRequestedProcedureEvidenceSequence") or ()))


def item_from(found: Dataset, *, around: Around, depth: int = 0) -> Item:
    """Return the content item of a data set; what is not known is kept, and marked.

    Args:
        found: the data set.
        around: what the object says for all of its items.
        depth: below how many items it stands.

    Raises:
        InvalidInput: the tree is deeper than any report.
    """
    if depth > _DEEPEST:
        raise InvalidInput("DICOM SR", [Fault("", "has items nested deeper than any report has")])
    kind, relation = found.get("ValueType"), found.get("RelationshipType")
    known = kind in set(ValueType) and (relation in set(Relationship) or not depth)
    items = tuple(item_from(below, around=around, depth=depth + 1) for below in found.get("ContentSequence") or ())
    sort = ValueType(kind) if known else ValueType.CONTAINER
    name = code_from(first(found, "ConceptNameCodeSequence"))
    value = _READERS[sort](found, around) if known else None
    unread = not known or (value is None and sort is not ValueType.CONTAINER)
    tied = Relationship(relation) if known and depth else None
    return Item(sort, name, value, tied, items, unknown=unread)


def _read_number(found: Dataset, _: Around) -> Measured | None:
    measured = first(found, "MeasuredValueSequence")
    unit = code_from(first(measured, "MeasurementUnitsCodeSequence")) if measured is not None else None
    if measured is None or unit is None:
        return None
    number = measured.get("FloatingPointValue", measured.get("NumericValue"))
    return Measured(float(number), unit) if isinstance(number, int | float) else None


def _read_image(found: Dataset, around: Around) -> Image | None:
    referenced = first(found, "ReferencedSOPSequence")
    if referenced is None:
        return None
    instance = str(referenced.get("ReferencedSOPInstanceUID", ""))
    return Image(str(referenced.get("ReferencedSOPClassUID", "")), instance, around.series.get(instance, ""))


def _reads(keyword: str) -> Callable[[Dataset, Around], str | None]:
    return lambda found, _: str(found.get(keyword, "")) or None


_READERS: Mapping[ValueType, Callable[[Dataset, Around], Value]] = {
    ValueType.CONTAINER: lambda found, _: None,
    ValueType.CODE: lambda found, _: code_from(first(found, "ConceptCodeSequence")),
    ValueType.TEXT: _reads("TextValue"),
    ValueType.PNAME: lambda found, _: person(found.get("PersonName", "")) or None,
    ValueType.DATETIME: lambda found, around: moment_from(found.get("DateTime"), around.zone),
    ValueType.NUM: _read_number,
    ValueType.IMAGE: _read_image,
}


def person(name: object) -> str:
    """Return a person's name as people write it: ``Dr. Rosa Reyes, MD``."""
    family, given, middle, prefix, suffix = (*str(name).partition("=")[0].split("^"), "", "", "", "", "")[:5]
    said = " ".join(part for part in (prefix, given, middle, family) if part)
    return f"{said}, {suffix}" if suffix else said


def _series_of(evidence: Iterable[Dataset]) -> dict[str, str]:
    """Return the series of each image that is named as evidence."""
    return {
        str(image.get("ReferencedSOPInstanceUID", "")): str(series.get("SeriesInstanceUID", ""))
        for study in evidence
        for series in study.get("ReferencedSeriesSequence") or ()
        for image in series.get("ReferencedSOPSequence") or ()
    }
