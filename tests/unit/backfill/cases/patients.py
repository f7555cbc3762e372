"""Patients: numbers that lead astray, look-alikes, newborns, the dead, the merged and the unknown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from downtimekit.backfill import BackfillRules
from downtimekit.models.capture import Capture
from downtimekit.models.paperwork import PaperOrder, PaperRegistration
from downtimekit.models.patient import Address, Identifier, IdentifierKind, Patient, WrittenIdentity
from tests.unit.backfill.cases.judging import Case, Says, a_chart, a_patient, says
from tests.ward import ADA, ANN, ANNA, EXAMS, NORA, NOTES, a_capture, a_report, written

MISMATCH = "identifier_demographic_mismatch"
NUMBER = Identifier(system="urn:downtime", value="D-0042", kind=IdentifierKind.DOWNTIME_MRN)
INSURANCE = Identifier(system="urn:insurer", value="9001", kind=IdentifierKind.INSURANCE)
SECOND_NUMBER = NUMBER.model_copy(update={"value": "D-0043"})
NEW = WrittenIdentity(family="Newling", given="Nia", birth_date=date(1990, 1, 2), identifiers=(NUMBER,))
ALIAS = WrittenIdentity(family="Trauma", given="Alpha", unidentified=True)

SENIOR = a_patient("T-2001", "Elderby", "John", date(1950, 6, 1))
JUNIOR = a_patient("T-2002", "Elderby", "John", date(1980, 6, 1))
GIRL_A = a_patient("T-2003", "Motherson", "BABY GIRL A", date(2026, 3, 3))
GIRL_B = a_patient("T-2004", "Motherson", "BABY GIRL B", date(2026, 3, 3))
MOTHER = a_patient("T-2005", "Motherson", "Mila", date(1995, 1, 1))
SECOND_ADA = ADA.model_copy(update={"mrn": "T-2006"})
ALPHA = a_patient("T-2007", "Trauma", "Alpha", date(1980, 1, 1), unidentified=True)
OTHER_ALPHA = a_patient("T-2008", "Trauma", "Alpha", date(1980, 1, 1), unidentified=True)
ACCENTED = a_patient("T-2009", "Núñez-O'Hara", "Inés", date(1971, 2, 3))
GONE = ADA.model_copy(update={"mrn": "T-7", "merged_into": "T-1001"})
LONG_GONE = ADA.model_copy(update={"mrn": "T-8", "merged_into": "T-7"})
DEAD = ADA.model_copy(update={"deceased": True, "deceased_on": date(2026, 2, 1)})
NOBODY = says("review", "patient_unidentified", grade="none", to=None, exam="")


def sheet(of: Patient | WrittenIdentity, *, accession: str | None = None, **more: object) -> Sequence[Capture]:
    """Return one note that belongs to no exam, unless it names one."""
    return [a_capture(content=PaperRegistration(remarks="Planted."), of=of, accession=accession, **more)]  # type: ignore[arg-type]


def torn(*never: str, code: str = MISMATCH, further: Sequence[str] = (), grade: str = "possible") -> dict[str, Says]:
    """Return that a person must say whose it is."""
    return {"c1": says("review", code, *further, grade=grade, to=None, exam="", never=never)}


KNOWN = {"c1": says("create", exam="")}

PATIENT = (
    Case("number, name and birth date agree", sheet(ADA), KNOWN),
    Case(
        "the number alone, in which a slip would lead to somebody else",
        sheet(WrittenIdentity(mrn=ADA.mrn)),
        torn(ADA.mrn, code="patient_probable", grade="probable"),
    ),
    Case(
        "the number alone, where numbers carry a check digit",
        sheet(WrittenIdentity(mrn=ADA.mrn)),
        KNOWN,
        rules=BackfillRules(number_alone=True),
    ),
    Case(
        "the number and the exam of the same patient",
        sheet(WrittenIdentity(mrn=ADA.mrn), accession=EXAMS[ADA.mrn]),
        {"c1": says("create", exam=EXAMS[ADA.mrn])},
    ),
    Case(
        "day and month of the birth date are swapped",
        sheet(written(ADA, birth_date=date(1958, 11, 2))),
        torn(ADA.mrn),
    ),
    Case(
        "name and birth date without a number fit one patient",
        sheet(written(ADA, mrn=None)),
        torn(ADA.mrn, code="patient_probable", grade="probable"),
    ),
    Case(
        "name and birth date with the number of the patient's own exam",
        [a_capture(of=written(ADA, mrn=None), accession="A-1")],
        {"c1": says("create")},
    ),
    Case(
        "one name and birth date stand on two charts",
        sheet(written(ADA, mrn=None)),
        torn(ADA.mrn, "T-2006", code="patient_ambiguous", further=["duplicate_chart"]),
        chart=a_chart(SECOND_ADA),
    ),
    Case(
        "the number leads to one of two charts of the patient",
        sheet(ADA),
        {"c1": says("create", "duplicate_chart", exam="")},
        chart=a_chart(SECOND_ADA),
    ),
    Case(
        "the number is one twin's and the name the other's",
        sheet(written(ANNA, mrn=ANN.mrn)),
        torn(ANN.mrn, ANNA.mrn, code="patient_ambiguous"),
    ),
    Case(
        "twins without a number",
        sheet(written(ANN, mrn=None)),
        torn(ANN.mrn, ANNA.mrn, code="patient_ambiguous"),
    ),
    Case(
        "the exam is one twin's and the name the other's",
        [a_capture(of=written(ANNA, mrn=None), accession="A-4")],
        {"c1": says("review", "patient_ambiguous", grade="possible", to=None, exam="A-4", never={ANN.mrn, ANNA.mrn})},
    ),
    Case(
        "the father's number on the son's sheet",
        sheet(written(JUNIOR, mrn=SENIOR.mrn)),
        torn(SENIOR.mrn, JUNIOR.mrn),
        chart=a_chart(SENIOR, JUNIOR),
    ),
    Case(
        "junior and senior without a number are told by the birth date, which a person confirms",
        sheet(written(JUNIOR, mrn=None)),
        torn(JUNIOR.mrn, code="patient_probable", grade="probable"),
        chart=a_chart(SENIOR, JUNIOR),
    ),
    Case(
        "the mother's label on the newborn's sheet",
        sheet(written(GIRL_A, mrn=MOTHER.mrn)),
        torn(MOTHER.mrn, GIRL_A.mrn),
        chart=a_chart(MOTHER, GIRL_A),
    ),
    Case(
        "the label of baby girl B on the sheet of baby girl A",
        sheet(written(GIRL_A, mrn=GIRL_B.mrn)),
        torn(GIRL_A.mrn, GIRL_B.mrn),
        chart=a_chart(GIRL_A, GIRL_B),
    ),
    Case(
        "two newborns, and a sheet that says baby girl only",
        sheet(written(GIRL_A, mrn=None, given="BABY GIRL")),
        torn(GIRL_A.mrn, GIRL_B.mrn, code="patient_ambiguous"),
        chart=a_chart(GIRL_A, GIRL_B),
    ),
    Case("a maiden name under the number", sheet(written(ADA, family="Maiden")), torn(ADA.mrn)),
    Case("a second family name that the chart does not have", sheet(written(ADA, family="Testwell-Ng")), torn(ADA.mrn)),
    Case(
        "accents, hyphens and capitals are no difference",
        sheet(written(ACCENTED, family="NUNEZ OHARA", given="INES")),
        {"c1": says("create", exam="", to=ACCENTED.mrn)},
        chart=a_chart(ACCENTED),
    ),
    Case(
        "family and given name are swapped",
        sheet(written(ADA, family=ADA.given, given=ADA.family)),
        torn(ADA.mrn),
    ),
    Case(
        "two digits of the number are transposed and it is another patient's",
        sheet(written(ADA, mrn=NORA.mrn)),
        torn(NORA.mrn, ADA.mrn),
    ),
    Case(
        "the transposed number is another's, and the exam is the patient's own",
        [a_capture(of=written(ADA, mrn=NORA.mrn), accession="A-1")],
        {"c1": says("review", MISMATCH, grade="possible", to=None, exam="A-1", never={NORA.mrn, ADA.mrn})},
    ),
    Case(
        "the mistyped number is nobody's",
        sheet(written(ADA, mrn="T-1O01")),
        torn(ADA.mrn, code="patient_probable", grade="probable"),
    ),
    Case("nobody fits", sheet(WrittenIdentity(family="Unknownson", given="Una")), {"c1": NOBODY}),
    Case("a sheet without a name or number", sheet(WrittenIdentity()), {"c1": NOBODY}),
    Case(
        "the number of a chart that was merged twice over",
        sheet(written(ADA, mrn="T-8")),
        {"c1": says("create", "chart_merged", exam="", never={"T-7", "T-8"})},
        chart=a_chart(GONE, LONG_GONE),
    ),
    Case(
        "a chain of merges that only the registration told of",
        sheet(written(ADA, mrn="T-8")),
        {"c1": says("create", "chart_merged", exam="", never={"T-7", "T-8"})},
        paper={"survivors": {"T-8": "T-7", "T-7": ADA.mrn}},
    ),
    Case(
        "a merge that was undone: the number is its own again",
        sheet(written(NORA, mrn="T-7")),
        {"c1": says("create", exam="", to="T-7")},
        chart=a_chart(
            a_patient("T-7", "Sampleton", "Nora", NORA.birth_date or date.min),
            NORA.model_copy(update={"family": "Other"}),
        ),
    ),
    Case(
        "a retired number with somebody else's name",
        sheet(written(NORA, mrn="T-7")),
        torn(ADA.mrn, NORA.mrn, "T-7"),
        chart=a_chart(GONE),
    ),
    Case(
        "by the chart the patient had died",
        sheet(ADA),
        {"c1": says("review", "patient_deceased", exam="")},
        chart=a_chart(DEAD),
    ),
    Case(
        "two unknown patients were given one alias",
        sheet(ALIAS),
        {"c1": NOBODY},
        chart=a_chart(ALPHA, OTHER_ALPHA),
    ),
    Case(
        "an alias with its number",
        sheet(ALIAS.model_copy(update={"mrn": ALPHA.mrn})),
        {"c1": says("create", exam="", to=ALPHA.mrn)},
        chart=a_chart(ALPHA, OTHER_ALPHA),
    ),
    Case(
        "a temporary number that was merged into the patient's since",
        sheet(ALIAS.model_copy(update={"identifiers": (NUMBER,)})),
        {"c1": says("create", "chart_merged", exam="", never={"D-0042"})},
        paper={"survivors": {"D-0042": ADA.mrn}},
    ),
    Case(
        "a number of one patient and an insurance number of another",
        sheet(written(ADA, identifiers=(INSURANCE,))),
        torn(ADA.mrn, NORA.mrn, code="patient_ambiguous"),
        chart=a_chart(NORA.model_copy(update={"identifiers": (INSURANCE,)})),
    ),
    Case(
        "a person decided whose it is",
        sheet(written(ADA, mrn=None)),
        KNOWN,
        paper={"confirmed": {"c1": ADA.mrn}},
    ),
    Case(
        "a person decided on a chart that was merged since",
        sheet(written(ADA, mrn=None)),
        {"c1": says("create", "chart_merged", exam="", never={"T-7"})},
        chart=a_chart(GONE),
        paper={"confirmed": {"c1": "T-7"}},
    ),
    Case(
        "the sheet has another address than the chart",
        sheet(written(ADA, address=Address(city="Shelbyville"))),
        {"c1": says("create", "demographic_difference", exam="")},
        chart=a_chart(ADA.model_copy(update={"address": Address(city="Springfield")})),
    ),
    Case(
        "a new patient's registration is typed in after the results",
        [
            a_capture("report", of=NEW, content=a_report(), accession="D-A1", minute=50, keyed=200),
            a_capture("notes", of=NEW, content=NOTES, accession="D-A1", minute=40, keyed=210),
            a_capture("order", of=NEW, content=PaperOrder(what="Mammogram"), accession="D-A1", minute=20, keyed=220),
            a_capture("reg", of=NEW, content=PaperRegistration(), accession=None, minute=10, keyed=300),
        ],
        {
            "reg": says("create", "new_patient_registered", to="D-0042", exam=""),
            "order": says("create", to="D-0042", exam="D-A1"),
            "notes": says("create", to="D-0042", exam="D-A1"),
            "report": says("create", to="D-0042", exam="D-A1", report="preliminary"),
        },
    ),
    Case(
        "somebody new without a number of the downtime is registered by nobody",
        sheet(NEW.model_copy(update={"identifiers": ()})),
        {"c1": NOBODY},
    ),
    Case(
        "somebody registered as new has a chart already",
        sheet(written(ADA, mrn=None, identifiers=(NUMBER,))),
        torn(ADA.mrn, code="patient_probable", grade="probable"),
    ),
    Case(
        "two new patients were given one downtime number",
        [
            a_capture("r1", of=NEW, content=PaperRegistration(), accession=None, minute=10),
            a_capture(
                "r2",
                of=NEW.model_copy(update={"family": "Otherling"}),
                content=PaperRegistration(),
                accession=None,
                minute=20,
            ),
        ],
        {
            "r1": says("create", "new_patient_registered", to="D-0042", exam=""),
            "r2": says("review", MISMATCH, grade="possible", to=None, exam="", never={"D-0042"}),
        },
    ),
    Case(
        "one new patient was registered twice, under two numbers: a person says whether it is one",
        [
            a_capture("r1", of=NEW, content=PaperRegistration(), accession=None, minute=10),
            a_capture(
                "r2",
                of=NEW.model_copy(update={"identifiers": (SECOND_NUMBER,)}),
                content=PaperRegistration(),
                accession=None,
                minute=20,
            ),
        ],
        {
            "r1": says("create", "new_patient_registered", to="D-0042", exam=""),
            "r2": says("review", "patient_probable", grade="probable", to=None, exam="", never={"D-0042"}),
        },
    ),
    Case(
        "an unknown patient turns out to be known, and a sheet has both numbers: only a merge joins them",
        [
            a_capture(
                "r1",
                of=ALIAS.model_copy(update={"identifiers": (NUMBER,)}),
                content=PaperRegistration(),
                accession=None,
                minute=10,
            ),
            a_capture(
                "n1", of=written(ADA, identifiers=(NUMBER,)), content=PaperRegistration(), accession=None, minute=50
            ),
        ],
        {
            "r1": says("create", "new_patient_registered", to="D-0042", exam=""),
            "n1": says("review", "patient_ambiguous", grade="possible", to=None, exam="", never={ADA.mrn, "D-0042"}),
        },
    ),
    Case(
        "one of two keyings of a sheet has lost its number: nobody knows whose the sheet is",
        [
            a_capture("c1", serial="W-1"),
            a_capture("c2", serial="W-1", of=WrittenIdentity(family="Testwell"), keyed=250),
        ],
        {
            "c1": says("review", "double_entry_discrepancy"),
            "c2": says("review", "double_entry_discrepancy", "patient_unidentified", grade="none", to=None, exam=""),
        },
    ),
)
