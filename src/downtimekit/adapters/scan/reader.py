"""Read what was filled in by hand out of scans, faxes and photos of forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from attrs import evolve, field, frozen

from downtimekit.adapters.scan.barcodes import SeenCode, codes_in
from downtimekit.adapters.scan.grey import Grey
from downtimekit.adapters.scan.opening import ScanLimits, pages_in, plain_name
from downtimekit.adapters.scan.page import print_on, see_page
from downtimekit.adapters.scan.view import ScannedView
from downtimekit.errors import UnknownName
from downtimekit.forms.codes import FoundPage, Opened, Seal, TokenAnswer
from downtimekit.forms.reading import Reading, ReadPage
from downtimekit.models.forms import FormDefinition, FormPlan, Packet, Sheet
from downtimekit.ports import Press

_SERIAL = "B-000001-Y"
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # it stands in the head only


def _by_digest(plans: Iterable[FormPlan]) -> Mapping[str, FormPlan]:
    return {plan.digest[:8]: plan for plan in plans}


def _blank(form: FormDefinition, language: str) -> Packet:
    sheet = Sheet(serial=_SERIAL, form=form, language=language)
    return Packet(downtime="blank", site="blank", as_of=_ANY_TIME, sheets=(sheet,))


@frozen
class ScanReader:
    """Reads pages by the plans that they were printed by.

    What is read is a proposal: a person confirms it, and whatever is in doubt is said to be.

    Attributes:
        seal: opens the codes on the pages.
        plans: of the forms, from the press that printed them.
        limits: how much is read of one file.
    """

    seal: Seal
    _plans: Mapping[str, FormPlan] = field(converter=_by_digest)
    limits: ScanLimits = field(factory=ScanLimits, kw_only=True)
    _blank: Mapping[tuple[str, int], Grey] = field(factory=dict, kw_only=True, repr=False, eq=False)

    def knowing(self, press: Press, forms: Iterable[FormDefinition]) -> ScanReader:
        """Return a reader that also knows what is printed where people write: units, drawings, boxes for digits.

        Without it, such print passes for handwriting, which a person is asked to type. The blank sheets are made here:
        of a sheet with an answer on it, that answer would never be seen again.

        Args:
            press: that printed the sheets.
            forms: what it was compiled from.

        Raises:
            UnknownName: the press has no plan of a form.
            Rejected: a form cannot be drawn.
        """
        known = dict(self._blank)
        for form in forms:
            plans = [plan for plan in press.plans if plan.form_digest == form.digest]
            if not plans:
                raise UnknownName("form of the press", form.key, known={plan.form for plan in press.plans})
            for plan in plans:
                known.update(self._prints(press.render([_blank(form, plan.language)]), plan))
        return evolve(self, plans=self._plans.values(), blank=known)

    def _prints(self, blank: bytes, plan: FormPlan) -> Iterator[tuple[tuple[str, int], Grey]]:
        for page, picture in enumerate(pages_in(blank, name="blank paper", limits=self.limits), start=1):
            for code in codes_in(picture)[:1]:
                seen = print_on(picture, code, plan)
                if seen is not None:
                    yield (plan.digest[:8], page), seen

    def read(self, data: bytes, *, name: str = "scan") -> Reading:
        """Read a file: the pages of a PDF or a TIFF, or one PNG or JPEG.

        Args:
            data: what the file holds.
            name: of the file, for people; only its last part is used, and nothing is opened by it.

        Raises:
            InvalidInput: the file cannot be read; the error names it, and nothing that stands in it.
        """
        shown = plain_name(name)
        pages: list[ReadPage] = []
        for number, picture in enumerate(pages_in(data, name=shown, limits=self.limits), start=1):
            pages += self._pages(picture, f"{shown}, page {number}", len(pages))
        return Reading(tuple(pages), tuple(self._plans.values()))

    def _pages(self, picture: Grey, where: str, before: int) -> Iterator[ReadPage]:
        """Yield the pages that lie in one picture: mostly one, two where sheets were copied side by side."""
        told = [(code, self.seal.open(code.text)) for code in codes_in(picture)]
        ours = [one for one in told if one[1].answer is not TokenAnswer.NOT_OURS] or told[:1]
        for number, (code, opened) in enumerate(ours):
            place = where if len(ours) == 1 else f"{where}, sheet {number + 1}"
            yield self._page(picture, code, opened, FoundPage(place, code.text, before + number))
        if not ours:
            yield ReadPage(FoundPage(where, None, before), ScannedView(picture))

    def _page(self, picture: Grey, code: SeenCode, opened: Opened, found: FoundPage) -> ReadPage:
        plan = self._plans.get(opened.code.plan) if opened.code else None
        if opened.code is None or plan is None or opened.code.page > len(plan.pages):
            return ReadPage(found, ScannedView(picture))
        number = opened.code.page
        blank = self._blank.get((opened.code.plan, number))
        seen = see_page(picture, code, plan, plan.pages[number - 1], blank=blank)
        return ReadPage(found, seen.view, seen.zones, seen.faxed)
