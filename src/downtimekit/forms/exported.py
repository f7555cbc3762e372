"""What the offline page exports becomes sheets for `read_keyed`; what is wrong with it is said all at once.

A capture file comes from a device that nobody vouches for: nothing in it is believed but the code of a sheet, which is
sealed. Which sheet, of which form, for which downtime: the code and what was issued say it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from attrs import field, frozen
from pydantic import Field, JsonValue, StringConstraints

from downtimekit.errors import Fault, InvalidInput, NewerDocument
from downtimekit.forms.codes import FoundPage, Matter, PageCode, Reception, SortedPaper
from downtimekit.forms.doing import doing_of
from downtimekit.forms.form_book import FormBook
from downtimekit.forms.keying import SHIPPED
from downtimekit.models.forms import FormDefinition
from downtimekit.models.paper import IssuedForm
from downtimekit.models.plain import is_plain
from downtimekit.models.reading import read
from downtimekit.models.strict import PATIENT_DATA, Instant, Strict

KIND = "downtimekit.offline_export"
SCHEMA = 1
"""The newest schema of a capture file that this release reads."""

_LARGEST = 32 * 1024 * 1024
# When it was typed is known here, and so is the form's own digest, whichever layout it was shown in.
_SEEN_OTHERWISE = frozenset({Matter.EXPIRED, Matter.WAS_MISSING, Matter.OTHER_PLAN})

Short = Annotated[str, StringConstraints(max_length=200)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _Form(Strict):
    key: Short
    version: Annotated[int, Field(ge=1)]
    digest: Digest
    language: Short


class _Signature(Strict):
    field: Short
    at: Instant
    changed: bool


class _Sheet(Strict):
    serial: Short
    copy_number: Annotated[int, Field(ge=1, le=99, alias="copy")]
    token: Short
    form: _Form
    drill: bool
    incomplete: bool
    begun_at: Instant
    typed_at: Instant
    typed_by: Short
    performed_by: Short | None = None
    occurred_at: Short | None = None
    signatures: Annotated[tuple[_Signature, ...], Field(max_length=100)] = ()
    patient: Annotated[Mapping[Short, JsonValue], PATIENT_DATA] = {}
    accession: Annotated[Short | None, PATIENT_DATA] = None
    content: Annotated[Mapping[Short, JsonValue], PATIENT_DATA] = {}


class _Export(Strict):
    kind: Literal["downtimekit.offline_export"]
    page: Short
    exported_at: Instant
    sheets: Annotated[tuple[_Sheet, ...], Field(min_length=1, max_length=10_000)]


@frozen
class ExportedSheet:
    """One sheet of a capture file.

    Attributes:
        path: where it stands in the file, such as ``sheets[0]``.
        keyed: what `read_keyed` takes; None where nothing of the sheet can be believed.
        faults: what stands against the sheet, each under its path; `read_keyed` looks at the answers.
        incomplete: the page told who typed that something was missing, and it was exported nevertheless.
        drill: its code says that it is a drill's.
        changed_after_signing: the fields of signatures after which something was typed.
    """

    path: str
    keyed: Mapping[str, Any] | None = field(repr=False)
    faults: tuple[Fault, ...] = ()
    incomplete: bool = False
    drill: bool = False
    changed_after_signing: tuple[str, ...] = ()


def read_export(
    file: bytes | str | Mapping[str, object],
    *,
    reception: Reception,
    forms: FormBook = SHIPPED,
    source: str = "export",
) -> tuple[ExportedSheet, ...]:
    """Read a capture file, whole or not at all.

    Args:
        file: as it was exported, or parsed; a locked file is opened by `adapters.offline_page.locking.open_export`.
        reception: what is known where paper is taken in: downtime, keys, issued sheets, and the time.
        forms: the definitions that pages were made from, in all their versions.
        source: what was read, for the error.

    Raises:
        InvalidInput: with every fault of every sheet; it holds nothing of the patient.
        NewerDocument: a later release wrote it.
    """
    sheets = exported_sheets(file, reception=reception, forms=forms, source=source)
    faults = [fault for sheet in sheets for fault in sheet.faults]
    if faults:
        raise InvalidInput(source, faults)
    return sheets


def exported_sheets(
    file: bytes | str | Mapping[str, object],
    *,
    reception: Reception,
    forms: FormBook = SHIPPED,
    source: str = "export",
) -> tuple[ExportedSheet, ...]:
    """Read a capture file, and say of each sheet what stands against it; a sheet with faults is for a person.

    Raises:
        InvalidInput: it is no capture file; with every fault, and nothing of the patient.
        NewerDocument: a later release wrote it.
    """
    export = _opened(file, source)
    found = [FoundPage(f"sheets[{number}]", sheet.token) for number, sheet in enumerate(export.sheets)]
    paper = reception.sort(found)
    codes = {page.found.where: page.code for sheet in paper.sheets for page in (*sheet.pages, *sheet.again)}
    said: dict[str, list[str]] = {page.where: [] for page in found}
    for where, words in _said_of(paper):
        said[where].append(words)
    return tuple(
        _looked_at(
            sheet,
            path=page.where,
            code=codes.get(page.where),
            said=said[page.where],
            known=_Known(reception.issued, forms),
        )
        for page, sheet in zip(found, export.sheets, strict=True)
    )


@frozen
class _Known:
    issued: Mapping[str, IssuedForm]
    forms: FormBook

    def sheet(self, code: PageCode | None) -> IssuedForm | None:
        return self.issued.get(code.serial) if code else None


def _said_of(paper: SortedPaper) -> Iterator[tuple[str, str]]:
    """Yield what the sorting found about each sheet that must not be taken in without a person."""
    for page in paper.aside:
        yield from ((page.found.where, finding.words) for finding in page.findings)
    for sheet in paper.sheets:
        for page in (*sheet.pages, *sheet.again):
            for finding in (*sheet.findings, *page.findings):
                if finding.matter not in _SEEN_OTHERWISE:
                    yield page.found.where, finding.words


def _looked_at(sheet: _Sheet, *, path: str, code: PageCode | None, said: Sequence[str], known: _Known) -> ExportedSheet:
    issued = known.sheet(code)
    form = known.forms.printed_from(issued.form_digest) if issued else None
    faults = [Fault(f"{path}.token", words) for words in said]
    if code is not None:
        faults += [Fault(f"{path}.{name}", words) for name, words in _against_code(sheet, code)]
    if issued is not None:
        faults += [Fault(f"{path}.{name}", words) for name, words in _against_issue(sheet, issued, known.forms)]
    return ExportedSheet(
        path=path,
        keyed=_keyed(sheet, code, form) if code else None,
        faults=tuple(faults),
        incomplete=sheet.incomplete,
        drill=code.drill if code else sheet.drill,
        changed_after_signing=tuple(signed.field for signed in sheet.signatures if signed.changed),
    )


def _against_code(sheet: _Sheet, code: PageCode) -> Iterator[tuple[str, str]]:
    if sheet.serial != code.serial:
        yield "serial", "is not the number that the sheet's code gives"
    if sheet.copy_number != code.copy_number:
        yield "copy", "is not the copy that the sheet's code gives"
    if sheet.drill != code.drill:
        yield "drill", "is not what the sheet's code says"
    if code.expires is not None and sheet.begun_at >= code.expires:
        yield "begun_at", "it was begun after its time was over: ask who typed it, and from what"
    if sheet.typed_at < sheet.begun_at:
        yield "typed_at", "the last entry is earlier than the first: the clock of the device was changed"


def _against_issue(sheet: _Sheet, issued: IssuedForm, forms: FormBook) -> Iterator[tuple[str, str]]:
    if sheet.form.digest != issued.form_digest:
        yield "form.digest", "it was typed into another version of the form than was handed out"
    elif forms.printed_from(sheet.form.digest) is None:
        yield "form.digest", "is a version of a form that is not known here"
    if issued.mrn is not None and sheet.patient.get("mrn") != issued.mrn:
        yield "patient.mrn", "is not the number of whom the sheet was handed out for"
    if issued.accession is not None and sheet.accession != issued.accession:
        yield "accession", "is not the exam that the sheet was handed out for"


def _keyed(sheet: _Sheet, code: PageCode, form: FormDefinition | None) -> Mapping[str, Any]:
    told: dict[str, Any] = {
        "serial": code.serial,
        "patient": dict(sheet.patient),
        "accession": sheet.accession,
        "performed_by": sheet.performed_by,
        "occurred_at": sheet.occurred_at,
        "recorded_at": sheet.typed_at.isoformat(),
        "entered_by": sheet.typed_by,
        "content": dict(sheet.content),
    }
    told |= doing_of(form, sheet.content) if form else {}
    return {name: value for name, value in told.items() if value is not None}


def _opened(file: bytes | str | Mapping[str, object], source: str) -> _Export:
    tree = _tree_of(file)
    if isinstance(tree, str):
        raise InvalidInput(source, [Fault("", tree)])
    schema = tree.get("schema")
    if tree.get("kind") == KIND and type(schema) is int and schema > SCHEMA:
        raise NewerDocument(source, schema=schema, known=SCHEMA)
    if tree.get("kind") == KIND and (type(schema) is not int or schema < 1):
        raise InvalidInput(source, [Fault("schema", "is not the number of a schema")])
    return read(_Export, {name: value for name, value in tree.items() if name != "schema"}, source=source)


def _tree_of(file: bytes | str | Mapping[str, object]) -> Mapping[str, object] | str:
    """Return the parsed file, or in words why it is none."""
    if isinstance(file, bytes | str):
        if len(file) > _LARGEST:
            return "is larger than any capture file"
        try:
            file = json.loads(file, object_pairs_hook=_without_repeats, parse_constant=_no_number)
        except (ValueError, RecursionError):
            return "is not a capture file: it is no JSON, or names something twice"
    if not isinstance(file, Mapping) or not is_plain(file):
        return "is not a capture file"
    return file


def _without_repeats(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _no_number(written: str) -> object:
    raise ValueError  # NaN and Infinity are no JSON (RFC 8259, 6)
