"""The downtime plan as PDF: every page of it can be printed, read and told from an older one."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from downtimekit.adapters.pdf.measures import PAGES, PageName
from downtimekit.adapters.plan_pdf import PlanPdf
from downtimekit.errors import Rejected
from downtimekit.playbooks import UNSCHEDULED, Playbook
from downtimekit.playbooks.library import SCHEDULED, SHIPPED
from downtimekit.playbooks.plans import Plan, plan
from tests.ward import a_downtime


def read(made: Plan, page: PageName = "Letter") -> list[str]:
    reader = PdfReader(BytesIO(PlanPdf(page=page).render(made)))
    return [sheet.extract_text() for sheet in reader.pages]


@pytest.mark.parametrize("playbook", SHIPPED, ids=lambda playbook: playbook.name)
def test_every_phase_task_and_notice_is_on_paper(playbook: Playbook) -> None:
    made = plan(playbook)
    pages = read(made)
    words = " ".join(" ".join(pages).split())

    labels = [phase.label for phase in made.phases] + [task.label for phase in made.phases for task in phase.tasks]
    assert [label for label in labels if label not in words] == []
    assert [notice.subject for notice in made.notices if notice.subject not in words] == []
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert f"version {playbook.version} ({playbook.digest[:8]})" in page


@pytest.mark.parametrize("page", PAGES)
def test_it_is_drawn_for_the_paper_at_hand_and_as_the_same_bytes(page: PageName) -> None:
    first, second = (PlanPdf(page=page).render(plan(SCHEDULED)) for _ in range(2))
    box = PdfReader(BytesIO(first)).pages[0].mediabox

    assert first == second
    assert (float(box.width) * 25.4 / 72, float(box.height) * 25.4 / 72) == pytest.approx(PAGES[page], abs=0.1)


def test_the_last_pages_are_the_picture_whole() -> None:
    made = plan(UNSCHEDULED)
    pictures = [page for page in read(made) if "To do" not in page and "Who is told what" not in page][-2:]
    words = " ".join(" ".join(pictures).split())

    assert "An arrow from box to box leads to the next phase." in words
    assert "sets the clock: The next update to staff" in words


def test_a_drill_is_marked_on_every_page() -> None:
    drill = read(plan(UNSCHEDULED, downtime=a_downtime(drill=True)))

    assert all("DRILL: NOT FOR PATIENT CARE" in page for page in drill)
    assert not any("DRILL" in page for page in read(plan(UNSCHEDULED)))


def test_a_letter_that_the_font_lacks_is_refused_and_not_left_out() -> None:
    rude = UNSCHEDULED.model_copy(update={"title": "\ue000"})

    with pytest.raises(Rejected, match="the plan: holds a character"):
        PlanPdf().render(plan(rude))
