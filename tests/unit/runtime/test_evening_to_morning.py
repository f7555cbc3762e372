"""Paper that was printed in the evening comes back in the downtime of the morning, which has another id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from attrs import evolve

from downtimekit.adapters.offline_page import OfflinePageRenderer
from downtimekit.errors import InvalidInput, Refused
from downtimekit.forms import TECH_NOTES, issued, reprinted
from downtimekit.forms.codes import FoundPage, Matter, Reception, Seal, downtime_tag
from downtimekit.forms.exported import read_export
from downtimekit.models.forms import Layout, Packet
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.runtime import Desk, Outage, run
from tests.evening import BY, TOMORROW, VISITS, House, made
from tests.printing import a_day

SEAL = Seal.of(b"of the evening and the morning..")
RENDERER = OfflinePageRenderer(SEAL)
PLANS = RENDERER.compile([TECH_NOTES], layout=Layout()).plans
KEY = f"west/{TOMORROW}"
"""What stands on the evening's paper: nobody knew yet that there would be a downtime."""


def printed() -> tuple[House, Sequence[FoundPage]]:
    """Return a site after its evening job, and the pages that it printed."""
    house = House(renderer=RENDERER)
    shelf = house.shelves[run(house.job.run).drawer]
    documents = {name: shelf.read(name) or b"" for name in shelf.names() if name.startswith("0")}
    tokens = {name: re.findall(r'"token":"([^"]+)"', content.decode()) for name, content in documents.items()}
    house.clock.advance(timedelta(hours=14))
    return house, [FoundPage(name, token) for name, found in tokens.items() for token in found]


def declared(house: House, id_: str = "west-44") -> Outage:
    """Return the downtime of the morning, in which the evening's paper is handed out."""
    outage = Desk(journal=house.journal, clock=house.clock).declare(
        UNSCHEDULED, id=id_, by=BY, sites=["west"], services=["RIS"]
    )
    outage.issue(house.job.issued(TOMORROW), by=BY)
    return outage


def reception(house: House, outage: Outage) -> Reception:
    """Return what is known where the paper is taken in."""
    standing = outage.standing
    return Reception(
        downtime=outage.id,
        drill=False,
        now=house.clock.now(),
        opened=SEAL.open,
        issued=standing.forms,
        states=standing.sheets,
        plans=PLANS,
    )


def matters(reception: Reception, pages: Sequence[FoundPage]) -> list[Matter]:
    return [finding.matter for sheet in reception.sort(pages).sheets for finding in sheet.findings]


@pytest.mark.parametrize("id_", ["west-44", KEY])
def test_what_was_printed_in_the_evening_belongs_to_the_downtime_of_the_morning(id_: str) -> None:
    house, pages = printed()
    taken_in = reception(house, declared(house, id_)).sort(pages)

    assert [sheet.issued is not None for sheet in taken_in.sheets] == [True] * len(VISITS)
    assert not any(sheet.findings for sheet in taken_in.sheets)


@pytest.mark.parametrize(("id_", "printed_for"), [("west-44", KEY), (KEY, None)])
def test_the_journal_says_under_which_id_a_sheet_was_printed_where_that_is_another(
    id_: str, printed_for: str | None
) -> None:
    house, _ = printed()

    assert {form.printed_for for form in declared(house, id_).standing.forms.values()} == {printed_for}


@pytest.mark.parametrize(
    ("downtime", "known"),
    [("west/2026-03-02", True), (KEY, False)],
    ids=["of another evening", "issued by nobody"],
)
def test_a_page_that_was_not_printed_for_this_morning_is_another_downtimes(downtime: str, *, known: bool) -> None:
    house, pages = printed()
    at = reception(house, declared(house))
    code = SEAL.open(pages[0].token or "").code
    assert code is not None
    page = FoundPage("a page", SEAL.token(evolve(code, downtime=downtime_tag(downtime))))

    assert matters(at if known else evolve(at, issued={}, plans=()), [page]) == [Matter.OTHER_DOWNTIME]


def exported(page: FoundPage, packet: Packet, **changes: object) -> Mapping[str, object]:
    """Return what the offline page exports of the first sheet of a packet."""
    assert packet.appointment
    sheet, moment = packet.sheets[0], "2026-03-03T10:00:00-05:00"
    form = {"key": sheet.form.key, "version": sheet.form.version, "digest": sheet.form.digest, "language": "en"}
    told = {
        "serial": sheet.serial,
        "copy": sheet.copy_number,
        "token": page.token,
        "form": form,
        "drill": False,
        "incomplete": False,
        "begun_at": moment,
        "typed_at": moment,
        "typed_by": "E. Nagy",
        "patient": {"mrn": packet.appointment.patient.mrn},
        "accession": packet.appointment.accession,
    }
    export = {"kind": "downtimekit.offline_export", "schema": 1, "page": "0a1b", "exported_at": moment}
    return {**export, "sheets": [told | changes]}


def test_what_was_typed_into_the_evenings_page_is_taken_in_and_what_is_wrong_with_it_still_told() -> None:
    house, pages = printed()
    at = reception(house, declared(house))
    packet = made(a_day(*VISITS, as_of=house.clock.now()), None)[0]
    (sheet,) = read_export(exported(pages[0], packet), reception=at)
    assert sheet.keyed
    assert sheet.keyed["serial"] == packet.sheets[0].serial

    with pytest.raises(InvalidInput, match="handed out for"):
        read_export(exported(pages[0], packet, accession="A-9"), reception=at)


def test_the_evenings_sheets_are_printed_again_under_the_id_that_stands_on_them() -> None:
    house, _ = printed()
    outage = declared(house)
    packet = made(a_day(*VISITS, as_of=house.clock.now()), None)[0]
    with pytest.raises(Refused, match="issued for something else"):
        outage.reprint(issued([reprinted(packet.model_copy(update={"downtime": outage.id}))]), by=BY)
    outage.reprint(issued([reprinted(packet)]), by=BY)

    form = outage.standing.forms[packet.sheets[0].serial]
    assert (form.copy_number, form.printed_for) == (2, KEY)
