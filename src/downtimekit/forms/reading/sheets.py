"""Sheets that were read: what each seems to say, what stands against it, and how a person confirms it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from attrs import evolve, field, frozen

from downtimekit.errors import Fault, InvalidInput, UnknownName
from downtimekit.forms.codes import Finding, FoundPage, Matter, Reception, SortedSheet, Weight
from downtimekit.forms.doing import apart
from downtimekit.forms.form_book import FormBook
from downtimekit.forms.keying import SHIPPED
from downtimekit.forms.reading.content import content_of
from downtimekit.forms.reading.marks import Why
from downtimekit.forms.reading.pages import PageView, ReadPage
from downtimekit.forms.reading.printed_in import with_printed
from downtimekit.forms.reading.proposals import Proposed, proposals_of, with_rules
from downtimekit.models.capture import Doubt, ReviewCode
from downtimekit.models.forms import FormDefinition, FormPlan

_NOTHING: Mapping[str, object] = MappingProxyType({})
_NO_ANSWERS: Mapping[str, Mapping[str, object]] = MappingProxyType({})


@frozen
class ReadSheet:
    """One printing of one sheet, as far as it came in.

    Attributes:
        sorted: its pages, and what was found about them.
        fields: what each field seems to say, by path in the order of the form; empty where the plan is not known.
        form: what it was printed from, where that is known.
    """

    sorted: SortedSheet
    fields: Mapping[str, Proposed] = field(repr=False)
    form: FormDefinition | None = field(repr=False)

    @property
    def serial(self) -> str:
        """The number that is printed on it."""
        return self.sorted.serial

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found about it and its pages."""
        pages = (*self.sorted.pages, *self.sorted.again)
        return (*self.sorted.findings, *(finding for page in pages for finding in page.findings))

    @property
    def to_decide(self) -> tuple[Proposed, ...]:
        """The fields that a person must answer, in the order of the form."""
        return tuple(proposed for proposed in self.fields.values() if not proposed.is_sure)

    def confirm(
        self,
        answers: Mapping[str, object] = _NOTHING,
        *,
        entry: Mapping[str, object],
        settled: Collection[Matter] = (),
        undecided: Collection[str] = (),
    ) -> dict[str, object]:
        """Return the sheet as `read_keyed` takes it, after a person has looked at it.

        Args:
            answers: what the person says, by path; it stands for what was read. None says that nothing is there. Every
                field that is in doubt, or has handwriting in it, needs one.
            entry: who and when, and whose the sheet is: everything beside the serial and the content; it stands for
                what the answers tell of it.
            settled: the findings that were looked into, of those that ask for it.
            undecided: fields that this person cannot decide either; they are left out, and become a `Doubt`.

        Raises:
            InvalidInput: something is still open, or there is no such field; every fault is told.
        """
        faults = [*self._unsettled(settled), *self._unknown(answers, undecided), *self._open(answers, undecided)]
        if faults:
            raise InvalidInput(f"sheet {self.serial}", faults)
        said = {path: proposed.value for path, proposed in self.fields.items() if proposed.is_sure} | dict(answers)
        kept = {path: value for path, value in said.items() if value is not None and path not in undecided}
        beside, content = apart(kept, self.form)
        keyed = {**beside, **entry, "serial": self.serial, "content": content_of(content, self.form)}
        doubts = [doubt.model_dump(mode="json") for doubt in self._doubts(answers, undecided)]
        return keyed | ({"doubts": doubts} if doubts else {})

    def _unsettled(self, settled: Collection[Matter]) -> Iterator[Fault]:
        for finding in self.findings:
            if finding.weight is not Weight.TELLS and finding.matter not in settled:
                yield Fault("", finding.words)

    def _unknown(self, answers: Mapping[str, object], undecided: Collection[str]) -> Iterator[Fault]:
        # Of another version or layout of the form nothing is known: a person keys the whole sheet.
        if self.fields:
            for path in sorted({*answers, *undecided} - set(self.fields)):
                yield Fault(path, "is no field of this sheet")

    def _open(self, answers: Mapping[str, object], undecided: Collection[str]) -> Iterator[Fault]:
        for proposed in self.to_decide:
            told = proposed.path in answers or proposed.path in undecided or proposed.why is Why.NO_PAGE
            if not told and proposed.why is not None:
                yield Fault(proposed.path, proposed.why.words)

    def _doubts(self, answers: Mapping[str, object], undecided: Collection[str]) -> Iterator[Doubt]:
        lost = {path for path, proposed in self.fields.items() if proposed.why is Why.NO_PAGE and path not in answers}
        left = [f"content.{path}" for path in self.fields if path in lost or path in undecided]
        if left:
            yield Doubt(code=ReviewCode.MARK_UNCLEAR, fields=tuple(left))


@frozen
class AsidePage:
    """A page of which no code says where it belongs: a person keys it from sight.

    Attributes:
        findings: why.
        view: its picture.
    """

    found: FoundPage
    findings: tuple[Finding, ...]
    view: PageView = field(repr=False)


@frozen
class ReadPaper:
    """Everything that was read and sorted.

    Attributes:
        sheets: by serial and copy; aside: the pages that belong to none.
    """

    sheets: tuple[ReadSheet, ...]
    aside: tuple[AsidePage, ...]

    def sheet(self, serial: str) -> ReadSheet:
        """Return the sheet with a number; of several printings, that which was printed last.

        Raises:
            UnknownName: no page of it came in.
        """
        copies = [sheet for sheet in self.sheets if sheet.serial == serial]
        if not copies:
            raise UnknownName("sheet that came in", serial, known={sheet.serial for sheet in self.sheets})
        return max(copies, key=lambda sheet: sheet.sorted.copy_number)


@frozen
class Reading:
    """Pages that were read out of files.

    Attributes:
        pages: in the order of the pile.
        plans: by which they were read.
    """

    pages: tuple[ReadPage, ...]
    plans: tuple[FormPlan, ...] = field(repr=False)

    @classmethod
    def joined(cls, readings: Sequence[Reading]) -> Reading:
        """Return the pages of several files as one pile, in that order; a sheet may be spread over them."""
        pages = [page for reading in readings for page in reading.pages]
        placed = (evolve(page, found=evolve(page.found, position=number)) for number, page in enumerate(pages))
        return cls(tuple(placed), tuple({plan.digest: plan for reading in readings for plan in reading.plans}.values()))

    def sort(
        self,
        reception: Reception,
        *,
        forms: FormBook = SHIPPED,
        printed: Mapping[str, Mapping[str, object]] = _NO_ANSWERS,
    ) -> ReadPaper:
        """Return the pages by sheets, and what each of these seems to say.

        Args:
            reception: what is known where paper is taken in; the plans of this reading are added to it.
            forms: the definitions that sheets were printed from: their rules show answers that exclude each other.
            printed: the answers that were printed in, by serial as `Sheet.answers` holds them: they are proposed, and
                a person looks whether anything is written over them. Without them, they are typed like handwriting.

        Raises:
            InvalidInput: two files have one name.
        """
        told = evolve(reception, plans=[*reception.plans.values(), *self.plans])
        paper = told.sort(page.found for page in self.pages)
        by_place = {page.found.where: page for page in self.pages}
        sheets = tuple(
            _sheet(sheet, by_place, told.plans, forms, printed.get(sheet.serial, {})) for sheet in paper.sheets
        )
        aside = (AsidePage(page.found, page.findings, by_place[page.found.where].view) for page in paper.aside)
        return ReadPaper(tuple(sheets), tuple(aside))


def _sheet(
    sheet: SortedSheet,
    by_place: Mapping[str, ReadPage],
    plans: Mapping[str, FormPlan],
    forms: FormBook,
    printed: Mapping[str, object],
) -> ReadSheet:
    pages: dict[int, list[ReadPage]] = {}
    names = set()
    for page in (*sheet.pages, *sheet.again):
        if page.code is not None:
            pages.setdefault(page.code.page, []).append(by_place[page.found.where])
            names.add(page.code.plan)
    plan = plans.get(names.pop()) if len(names) == 1 else None
    if plan is None or any(finding.matter is Matter.OTHER_PLAN for finding in sheet.findings):
        return ReadSheet(sheet, {}, None)
    form = forms.printed_from(plan.form_digest)
    found = with_printed(proposals_of(plan, pages), printed)
    return ReadSheet(sheet, with_rules(found, form) if form else found, form)
