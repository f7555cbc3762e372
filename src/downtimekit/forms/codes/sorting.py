"""Sort the pages that came in: to which sheet each belongs, what is missing, and what does not belong.

Nothing is dropped and nothing is guessed: every page is in the result once, with everything that stands against it.
The same pages in another order give the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from attrs import evolve, field, frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.forms.codes.findings import NO_CODE, OF_TOKENS, Finding, Matter, Weight
from downtimekit.forms.codes.page_code import PageCode, downtime_tag
from downtimekit.forms.codes.seal import Opened
from downtimekit.models.forms import FormPlan
from downtimekit.models.paper import IssuedForm, SheetState


@frozen
class FoundPage:
    """A page that came in.

    Attributes:
        where: where it was found, such as ``monday.tif, image 3``; unlike that of every other page.
        token: what its code says; None where no code could be read.
        position: its place in the pile, where there is one.
    """

    where: str
    token: str | None = None
    position: int | None = None


@frozen
class SortedPage:
    """A page, and what is to be said about it.

    Attributes:
        code: what its code says; None where that cannot be believed or read.
    """

    found: FoundPage
    code: PageCode | None
    findings: tuple[Finding, ...] = ()


@frozen
class SortedSheet:
    """One printing of one sheet: the pages of it that came in.

    Attributes:
        issued: what is known of the sheet; None where nobody issued it.
        pages: in order, one of a number.
        again: more pages with a number that is in ``pages`` already; which of them counts, a person decides.
        missing: the numbers of the pages that did not come in.
        findings: about the sheet as a whole.
    """

    serial: str
    copy_number: int
    issued: IssuedForm | None
    pages: tuple[SortedPage, ...]
    again: tuple[SortedPage, ...]
    missing: tuple[int, ...]
    findings: tuple[Finding, ...]

    @property
    def asks(self) -> bool:
        """Whether a person has to decide something before the sheet is read."""
        pages = (finding for page in (*self.pages, *self.again) for finding in page.findings)
        return any(finding.weight is not Weight.TELLS for finding in (*self.findings, *pages))


@frozen
class SortedPaper:
    """All pages that came in.

    Attributes:
        sheets: by serial and copy.
        aside: the pages of which no code says where they belong.
    """

    sheets: tuple[SortedSheet, ...]
    aside: tuple[SortedPage, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """Everything that was found, a line each, for a clerk: which sheet or page, and what is to be done."""
        of_sheets = (
            f"{sheet.serial}, copy {sheet.copy_number}: {finding.words}"
            for sheet in self.sheets
            for finding in (*sheet.findings, *(finding for page in sheet.again for finding in page.findings))
        )
        return (
            *of_sheets,
            *(f"{page.found.where}: {finding.words}" for page in self.aside for finding in page.findings),
        )


@frozen
class _Pile:
    """Pages by where they belong.

    Attributes:
        printings: by what their codes have in common, which is all but the page.
        of_serial: these again, by serial.
        after: which page lies after the one that was found at a place.
    """

    printings: Mapping[PageCode, Sequence[SortedPage]]
    of_serial: Mapping[str, Sequence[PageCode]]
    after: Mapping[str, SortedPage]

    @classmethod
    def of(cls, pages: Sequence[SortedPage]) -> _Pile:
        printings: dict[PageCode, list[SortedPage]] = {}
        for page in pages:
            if page.code is not None:
                printings.setdefault(evolve(page.code, page=1), []).append(page)
        of_serial: dict[str, list[PageCode]] = {}
        for code in printings:
            of_serial.setdefault(code.serial, []).append(code)
        after = {one.found.where: other for one, other in pairwise(pages) if other.found.position is not None}
        return cls(printings, of_serial, after)


def _by_digest(plans: Iterable[FormPlan]) -> Mapping[str, FormPlan]:
    return {plan.digest[:8]: plan for plan in plans}


@frozen
class Reception:
    """What is known where paper is taken in again.

    Attributes:
        downtime: the id of the downtime whose paper is expected, beside what was printed under another id and issued
            in it; drill: whether that is a drill.
        now: when the paper is sorted.
        opened: opens a token: `Seal.open`.
        issued: the sheets that were issued, by serial; states: where they are.
        plans: the plans by which the forms were printed.
    """

    downtime: str
    drill: bool
    now: datetime
    opened: Callable[[str], Opened]
    issued: Mapping[str, IssuedForm]
    states: Mapping[str, SheetState] = field(factory=dict)
    plans: Mapping[str, FormPlan] = field(factory=tuple, converter=_by_digest)

    def sort(self, pages: Iterable[FoundPage]) -> SortedPaper:
        """Return the pages by the sheets to which they belong.

        Raises:
            InvalidInput: two pages are said to have been found at one place.
        """
        looked_at = [self._looked_at(found) for found in _in_order(pages)]
        pile = _Pile.of(looked_at)
        sheets = tuple(self._sheet(code, pile) for code in sorted(pile.printings, key=_order))
        return SortedPaper(sheets, tuple(page for page in looked_at if page.code is None))

    def _looked_at(self, found: FoundPage) -> SortedPage:
        if found.token is None:
            return SortedPage(found, None, (NO_CODE,))
        opened = self.opened(found.token)
        findings = () if opened.code else (OF_TOKENS[opened.answer],)
        return SortedPage(found, opened.code, findings)

    def _sheet(self, code: PageCode, pile: _Pile) -> SortedSheet:
        pages: dict[int, SortedPage] = {}
        again = []
        for page in pile.printings[code]:
            number = page.code.page if page.code else 0
            first = pages.setdefault(number, page)
            if first is not page:
                again.append(evolve(page, findings=(_duplicate(number, first.found),)))
        missing = tuple(number for number in range(1, code.pages + 1) if number not in pages)
        return SortedSheet(
            serial=code.serial,
            copy_number=code.copy_number,
            issued=self.issued.get(code.serial),
            pages=tuple(pages[number] for number in sorted(pages)),
            again=tuple(again),
            missing=missing,
            findings=(*self._findings(code, pile), *(_gap(number, code, pages, pile.after) for number in missing)),
        )

    def _findings(self, code: PageCode, pile: _Pile) -> Iterator[Finding]:
        """Yield what stands against a sheet; of another downtime's, this one's record says nothing."""
        yield from self._occasion(code)
        if self._is_expected(code):
            yield from self._record(code)
            yield from self._printing(code, pile.of_serial[code.serial])
        if code.expires is not None and code.expires <= self.now:
            words = "its time is over: nobody may fill it in any more; what was written before that counts"
            yield Finding(Matter.EXPIRED, words)

    def _is_expected(self, code: PageCode) -> bool:
        """Tell whether a sheet was printed for this downtime, or was issued in it and printed before it."""
        issued = self.issued.get(code.serial)
        before = issued.printed_for if issued else None
        return code.downtime in {downtime_tag(downtime) for downtime in (self.downtime, before) if downtime}

    def _occasion(self, code: PageCode) -> Iterator[Finding]:
        if not self._is_expected(code):
            words = "it was printed for another downtime: take it in there"
            yield Finding(Matter.OTHER_DOWNTIME, words)
        if code.drill and not self.drill:
            words = "it is paper of a drill: ask who wrote on it, for if that is real it must be copied to a real form"
            yield Finding(Matter.DRILL_PAPER, words)
        if self.drill and not code.drill:
            words = "it is no paper of a drill: a real patient may be meant; keep it, and ask who wrote on it"
            yield Finding(Matter.REAL_PAPER, words)

    def _record(self, code: PageCode) -> Iterator[Finding]:
        issued, state = self.issued.get(code.serial), self.states.get(code.serial)
        if issued is None:
            words = "nobody recorded that it was issued: ask where it was printed before it is read"
            yield Finding(Matter.NEVER_ISSUED, words)
            return
        if state is SheetState.VOIDED:
            yield Finding(Matter.VOIDED, "it was voided as not used, and came back: ask whether it was used after all")
        if state is SheetState.RETURNED:
            yield Finding(Matter.RETURNED, "it came back before: compare both, so that nothing is entered twice")
        if state is SheetState.MISSING:
            yield Finding(Matter.WAS_MISSING, "it was recorded as missing, and is found")

    def _printing(self, code: PageCode, came_in: Iterable[PageCode]) -> Iterator[Finding]:
        issued = self.issued.get(code.serial)
        plan = self.plans.get(code.plan)
        newest = max([*(other.copy_number for other in came_in), issued.copy_number if issued else 1])
        if code.copy_number < newest:
            words = f"it is copy {code.copy_number}, and copy {newest} was printed later: compare what stands on both"
            yield Finding(Matter.OLDER_COPY, words)
        if issued is not None and code.copy_number > issued.copy_number:
            words = f"nobody recorded that copy {code.copy_number} was printed: ask where it comes from"
            yield Finding(Matter.COPY_NOT_ISSUED, words)
        if any(other.copy_number == code.copy_number and other != code for other in came_in):
            words = "its pages say different things about one and the same copy: look at them side by side"
            yield Finding(Matter.TWO_PRINTINGS, words)
        if plan is None or (issued is not None and plan.form_digest != issued.form_digest):
            words = "it was printed from another version or layout of the form: no box is read from it; key it"
            yield Finding(Matter.OTHER_PLAN, words)


def _in_order(pages: Iterable[FoundPage]) -> list[FoundPage]:
    """Return pages as they lie in the pile, and then those that lie in none."""
    found = sorted(pages, key=lambda page: (page.position is None, page.position or 0, page.where))
    if len({page.where for page in found}) < len(found):
        raise InvalidInput("pages", [Fault("where", "two pages are said to have been found at one place")])
    return found


def _order(code: PageCode) -> tuple[object, ...]:
    return code.serial, code.copy_number, code.downtime, code.drill, code.plan, code.pages, str(code.expires)


def _duplicate(number: int, first: FoundPage) -> Finding:
    words = f"page {number} came in twice, first as {first.where}: look at both, for one may say more than the other"
    return Finding(Matter.DUPLICATE, words)


def _gap(number: int, code: PageCode, pages: Mapping[int, SortedPage], after: Mapping[str, SortedPage]) -> Finding:
    """Return that a page is missing, and what lies in the pile where it should."""
    words = f"page {number} of {code.pages} is missing: look for it before the rest is read"
    before = pages.get(number - 1)
    there = after.get(before.found.where) if before else None
    if there is not None and there.code is None:
        words += f"; it may be the page after page {number - 1}, whose code was not read: {there.found.where}"
    elif there is not None and there.code is not None:
        words += f"; in its place lies page {there.code.page} of {there.code.serial}: {there.found.where}"
    return Finding(Matter.MISSING_PAGE, words)
