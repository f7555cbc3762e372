"""Keying: the same sheet twice or three times, what could not be read, what is missing, what was typed anew."""

from __future__ import annotations

from downtimekit.backfill import BackfillRules
from downtimekit.models.breast import Assessment, Density, Finding
from downtimekit.models.capture import Doubt, RecordKind, ReviewCode
from downtimekit.models.paperwork import Scan
from tests.clinic import a_therapist_note
from tests.unit.backfill.cases.judging import Case, a_chart, held, says
from tests.ward import ANSWERS, NORA, a_capture, a_form, a_report

IMPLANTS = ANSWERS.model_copy(update={"implants": True})
MASS = Finding.model_validate({"number": 1, "side": "left", "kind": "mass"})
GROUP = a_therapist_note(group_size=2)
SCAN = Scan(title="Consent", file="scan-1.pdf", sha256="0" * 64)
TWICE = BackfillRules(typed_twice=frozenset({RecordKind.QUESTIONNAIRE}))
MERGED = says("merge_captures")
TORN = "double_entry_discrepancy"

KEYING = (
    Case(
        "two people type a sheet in alike: one record",
        [a_capture("c1", serial="W-1"), a_capture("c2", serial="W-1", keyed=250, entered_by="Front Desk")],
        {"c1": says("create"), "c2": MERGED},
        rules=TWICE,
    ),
    Case(
        "two people type a sheet in differently: a person looks at the paper",
        [a_capture("c1", serial="W-1"), a_capture("c2", serial="W-1", keyed=250, content=IMPLANTS)],
        {"c1": says("review", TORN), "c2": says("merge_captures", TORN)},
    ),
    Case(
        "of three keyings one differs: two against one settles nothing",
        [
            a_capture("c1", serial="W-1"),
            a_capture("c2", serial="W-1", keyed=250, content=IMPLANTS),
            a_capture("c3", serial="W-1", keyed=260),
        ],
        {"c1": says("review", TORN), "c2": says("merge_captures", TORN), "c3": says("merge_captures", TORN)},
    ),
    Case(
        "three keyings alike are one record",
        [a_capture(f"c{n}", serial="W-1", keyed=240 + n) for n in (1, 2, 3)],
        {"c1": says("create"), "c2": MERGED, "c3": MERGED},
    ),
    Case(
        "the second keying that the site asks for is missing",
        [a_capture("c1", serial="W-1")],
        {"c1": says("review", "second_keying_missing")},
        rules=TWICE,
    ),
    Case(
        "the same person typed it twice, which is no second pair of eyes",
        [a_capture("c1", serial="W-1"), a_capture("c2", serial="W-1", keyed=250, entered_by="ROBIN ROE")],
        {"c1": says("review", "second_keying_missing"), "c2": says("merge_captures", "second_keying_missing")},
        rules=TWICE,
    ),
    Case(
        "the clerk could not read an answer",
        [a_capture(doubts=(Doubt(code=ReviewCode.ILLEGIBLE, fields=("menarche_age",)),))],
        {"c1": says("review", "illegible")},
    ),
    Case(
        "one of two sheets of a record was refused and is not typed again yet",
        [a_capture()],
        {"c1": says("review", "page_missing")},
        paper={"refused": frozenset({("A-1", RecordKind.QUESTIONNAIRE)})},
    ),
    Case(
        "the second page of a report comes back before the first",
        [
            a_capture("p2", serial="W-2", minute=40, keyed=230, content=a_report(density=Density.FATTY)),
            a_capture("p1", serial="W-1", minute=30, keyed=260, content=a_report(findings=[MASS])),
        ],
        {"p1": says("create", report="preliminary"), "p2": says("merge_captures", report="preliminary")},
    ),
    Case(
        "a keying is put right before anything is entered",
        [a_capture("c2", content=IMPLANTS, keyed=260, replaces=("c1",))],
        {"c2": says("create"), "c1": says("superseded")},
        paper={"superseded": ("c1",)},
    ),
    Case(
        "a keying is put right twice",
        [a_capture("c3", keyed=280, replaces=("c2",))],
        {"c3": says("create"), "c1": says("superseded"), "c2": says("superseded")},
        paper={"superseded": ("c1", "c2")},
    ),
    Case(
        "a keying is put right after it was entered: the record is updated",
        [a_capture("c2", content=IMPLANTS, keyed=260, replaces=("c1",))],
        {"c2": says("update"), "c1": says("superseded")},
        chart=a_chart(records=[held(ANSWERS, key="west-1/questionnaire/0")]),
        paper={"superseded": ("c1",), "settled": {"c1": "chart-1"}},
    ),
    Case(
        "a final report that was typed wrongly is corrected beside it",
        [a_capture("c2", content=a_report(Assessment.BENIGN, final=True), keyed=260, minute=90, replaces=("c1",))],
        {"c2": says("amend", report="final"), "c1": says("superseded")},
        chart=a_chart(records=[held(a_report(Assessment.NEGATIVE, final=True), key="west-1/report/0")]),
        paper={"superseded": ("c1",), "settled": {"c1": "chart-1"}},
    ),
    Case(
        "one sheet was typed in for two patients",
        [a_capture("c1", serial="W-1"), a_capture("c2", serial="W-1", of=NORA, keyed=250)],
        {"c1": says("review", TORN), "c2": says("review", TORN, to=NORA.mrn, exam="A-2")},
    ),
    Case(
        "one sheet of a group is typed in for each who came",
        [
            a_capture("c1", serial="W-1", content=GROUP, accession=None),
            a_capture("c2", serial="W-1", content=GROUP, accession=None, of=NORA, keyed=250),
        ],
        {"c1": says("create", exam=""), "c2": says("create", to=NORA.mrn, exam="")},
    ),
    Case(
        "the label of a sheet is another patient's than the pen: neither chart gets it",
        [a_capture("c1", serial="W-1")],
        {
            "c1": says(
                "review",
                "identifier_demographic_mismatch",
                grade="possible",
                to=None,
                exam="A-1",
                never={"T-1001", "T-1002"},
            )
        },
        paper={"issued": {"W-1": a_form("W-1", of=NORA)}},
    ),
    Case(
        "a scan is filed with the patient",
        [a_capture("c1", content=SCAN, accession=None)],
        {"c1": says("create", exam="")},
    ),
    Case(
        "a session's note is typed in twice from two sheets that differ: two notes at one moment",
        [
            a_capture("c1", serial="W-1", content=a_therapist_note(), accession=None),
            a_capture("c2", serial="W-2", content=a_therapist_note(group_size=3), accession=None, keyed=250),
        ],
        {"c1": says("review", "field_conflict", exam=""), "c2": says("merge_captures", "field_conflict", exam="")},
    ),
)
