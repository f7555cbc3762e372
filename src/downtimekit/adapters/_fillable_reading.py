"""From the fields of a PDF that came back to sheets as `read_keyed` takes them; nothing in it is believed unchecked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import define, field, frozen

from downtimekit.adapters._fillable_fields import by_path, is_code
from downtimekit.errors import Fault
from downtimekit.forms.codes import FoundPage, PageCode, Reception, Weight
from downtimekit.forms.doing import apart
from downtimekit.forms.form_book import FormBook
from downtimekit.forms.reading.content import content_of
from downtimekit.models.forms import FieldKind, FormDefinition
from downtimekit.models.zones import moment

_MOMENTS = ("occurred_at", "recorded_at")


@frozen
class CameBack:
    """A sheet that came back.

    Attributes:
        label: what it is called in faults; only a number that was handed out is repeated.
        serial: as its fields say.
        answers: what stands in them, by path.
        tokens: of its pages.
    """

    label: str
    serial: str
    answers: Mapping[str, object] = field(repr=False)
    tokens: Sequence[str] = field(repr=False)

    @property
    def pages(self) -> Iterator[FoundPage]:
        """Its pages, as paper is sorted; a sheet without a code is a page without one."""
        for number, token in enumerate(self.tokens or [None], start=1):
            yield FoundPage(f"{self.label}, page {number}", token)


@define
class Reading:
    """Reads what came back, and gathers what is wrong with it.

    Attributes:
        zone: of the clock by which times were typed.
    """

    reception: Reception
    forms: FormBook
    zone: str
    faults: list[Fault] = field(factory=list)

    def keyed(self, found: Iterable[tuple[str, str, str | None]]) -> tuple[dict[str, Any], ...]:
        """Return the sheets on which something stands, as `read_keyed` takes them.

        Args:
            found: the sheet, the name and the value of each field.
        """
        sheets = tuple(sheet for sheet in self._sheets(found) if sheet.answers)
        codes = self._codes(sheets)
        return tuple(self._keyed(sheet, codes) for sheet in sheets)

    def _sheets(self, found: Iterable[tuple[str, str, str | None]]) -> Iterator[CameBack]:
        by_serial: dict[str, dict[str, str | None]] = {}
        twice = set()
        for serial, name, value in found:
            fields = by_serial.setdefault(serial, {})
            if name in fields:
                twice.add(serial)
            fields[name] = value
        for number, (serial, fields) in enumerate(by_serial.items(), start=1):
            label = serial if serial in self.reception.issued else f"sheet {number}"
            if serial in twice:
                self.faults.append(Fault(label, "is in the document more than once"))
            answers = by_path({name: value for name, value in fields.items() if not is_code(name)})
            tokens = [value for name, value in fields.items() if is_code(name) and value]
            yield CameBack(label, serial, answers, tokens)

    def _codes(self, sheets: Sequence[CameBack]) -> Mapping[str, PageCode]:
        """Return what is believed of the codes, by where they are, and tell what stands against the sheets."""
        paper = self.reception.sort(page for sheet in sheets for page in sheet.pages)
        label = {page.where: sheet.label for sheet in sheets for page in sheet.pages}
        codes = {}
        for page in paper.aside:
            self.faults += [Fault(label[page.found.where], finding.words) for finding in page.findings]
        for sorted_sheet in paper.sheets:
            for page in (*sorted_sheet.pages, *sorted_sheet.again):
                findings = (*sorted_sheet.findings, *page.findings)
                told = [finding.words for finding in findings if finding.weight is not Weight.TELLS]
                self.faults += [Fault(label[page.found.where], words) for words in told]
                if page.code is not None:
                    codes[page.found.where] = page.code
        return codes

    def _keyed(self, sheet: CameBack, codes: Mapping[str, PageCode]) -> dict[str, Any]:
        if any(codes[page.where].serial != sheet.serial for page in sheet.pages if page.where in codes):
            self.faults.append(Fault(sheet.label, "its number is not the one that its code gives"))
        issued = self.reception.issued.get(sheet.serial)
        form = self.forms.printed_from(issued.form_digest) if issued else None
        kinds = _kinds(form)
        said = {path: self._typed(sheet.label, path, value, kinds) for path, value in sheet.answers.items()}
        beside, answers = apart(said, form)
        content = content_of(answers, form)
        return {"serial": sheet.serial, **beside, **({"content": content} if content else {})}

    def _typed(self, label: str, path: str, value: object, kinds: Mapping[str, FieldKind]) -> object:
        is_moment = kinds.get(path, FieldKind.DATE_TIME if path in _MOMENTS else None) is FieldKind.DATE_TIME
        if not is_moment or not isinstance(value, str):
            return value
        try:
            typed = datetime.fromisoformat(value.strip().replace(" ", "T"))
        except ValueError:
            self.faults.append(Fault(f"{label}.{path}", "is not a date and time (write YYYY-MM-DD HH:MM)"))
            return value
        return (typed if typed.utcoffset() is not None else moment(typed, zone=self.zone)).isoformat()


def _kinds(form: FormDefinition | None) -> Mapping[str, FieldKind]:
    return {asked.key: asked.kind for asked in form.fields()} if form else {}
