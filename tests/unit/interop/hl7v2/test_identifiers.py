"""Numbers, who gave them, and whether they are what they claim to be."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.hl7v2 import Envelope, read, write
from downtimekit.models.patient import Identifier, IdentifierKind, Patient
from downtimekit.models.registration import Registration, RegistrationEvent
from tests.hl7v2 import codes, message, understood


def numbers(field: str, *, mrn_issuer: str = "") -> tuple[str, list[tuple[str, str, str]], set[str]]:
    """Return the number that counts, the others, and the concerns."""
    found = understood("ADT^A08", f"PID|1||{field}||Testwell^Ada", mrn_issuer=mrn_issuer)
    assert isinstance(found.value, Registration)
    patient = found.value.patient
    return patient.mrn, [(n.value, n.system, n.kind.value) for n in patient.identifiers], codes(found)


@pytest.mark.parametrize(
    ("field", "mrn", "others"),
    [
        ("T-1^^^WEST^MR", "T-1", []),
        ("T-1^^^^MR", "T-1", []),
        ("T-1^^^WEST^MRN", "T-1", []),
        ("9^^^EAST^AN~T-1^^^WEST^MR", "T-1", [("9", "EAST", "account")]),
        ("T-1^^^WEST^MR~5^^^WEST^VN", "T-1", [("5", "WEST", "encounter")]),
        ("T-1^^^WEST^MR~D-7^^^DESK^MRT", "T-1", [("D-7", "DESK", "downtime_mrn")]),
        ("T-1^^^WEST^MR~4^^^PAYER^MB~4^^^GOV^MC", "T-1", [("4", "PAYER", "insurance"), ("4", "GOV", "insurance")]),
        ("T-1^^^WEST^MR~9^^^STATE^DL", "T-1", [("9", "STATE", "other")]),
        ("T-1^^^WEST^MR~T-1^^^WEST^MR", "T-1", [("T-1", "WEST", "mrn")]),
        ("T-1^^^&1.2.3&ISO^MR~9^^^&1.2.3&ISO^AN", "T-1", [("9", "urn:oid:1.2.3", "account")]),
        ("T-1^^^^MR~9^^^&a-b&UUID^AN", "T-1", [("9", "urn:uuid:a-b", "account")]),
        (
            "T-1^^^^MR~9^^^&https://west.example.org/acct&URI^AN",
            "T-1",
            [("9", "https://west.example.org/acct", "account")],
        ),
        ("T-1^^^^MR~9^^^LAB&1.2.3&ISO^AN", "T-1", [("9", "urn:oid:1.2.3", "account")]),
        ("T-1^^^^MR~9^^^LAB&lab.west&DNS^AN", "T-1", [("9", "LAB", "account")]),
    ],
)
def test_the_number_that_is_marked_counts_and_the_others_keep_their_issuer(
    field: str, mrn: str, others: list[tuple[str, str, str]]
) -> None:
    assert numbers(field) == (mrn, others, set())


@pytest.mark.parametrize("field", ["T-1", "T-1^^^WEST", "T-1^^^WEST^PI", "T-1^^^MR"])
def test_the_only_number_counts_although_it_is_not_marked_and_that_is_told(field: str) -> None:
    mrn, _, concerns = numbers(field)

    assert (mrn, concerns) == ("T-1", {"mrn_not_marked"})


def test_a_mark_in_the_issuers_place_is_understood_as_real_feeds_mean_it() -> None:
    mrn, others, concerns = numbers("T-1^^^MR~e1^^^EHRID~a4^^^NIST")

    assert (mrn, concerns) == ("T-1", {"mrn_not_marked"})
    assert [system for _, system, _ in others] == ["EHRID", "NIST"]


@pytest.mark.parametrize(
    "field",
    ["", "^^^WEST^MR", "T-1^^^WEST^MR~T-2^^^EAST^MR", "T-1~T-2", "T 1^^^WEST^MR", '""', f"{'9' * 41}^^^^MR"],
    ids=["nothing", "no number", "two marked", "two unmarked", "a blank in it", "to be cleared", "too long"],
)
def test_it_is_never_guessed_which_number_counts(field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        numbers(field)

    assert [fault.path for fault in refused.value.faults] == ["PID-3"]
    assert "T-1" not in str(refused.value)


@pytest.mark.parametrize("issuer", ["EAST", "1.2.3", "urn:oid:1.2.3"])
def test_whoever_reads_says_whose_numbers_count(issuer: str) -> None:
    mrn, others, concerns = numbers("T-1^^^WEST^MR~T-2^^^EAST&1.2.3&ISO^MR", mrn_issuer=issuer)

    assert (mrn, others, concerns) == ("T-2", [("T-1", "WEST", "mrn")], set())


def test_a_number_of_another_issuer_alone_is_refused() -> None:
    with pytest.raises(InvalidInput, match="of the issuer that counts"):
        numbers("T-1^^^WEST^MR", mrn_issuer="EAST")


def test_the_issuer_of_the_number_that_counts_is_lost_unless_the_reader_knows_it() -> None:
    lost = understood("ADT^A08", "PID|1||T-1^^^WEST^MR")
    known = understood("ADT^A08", "PID|1||T-1^^^WEST^MR", mrn_issuer="WEST")

    assert (lost.losses, known.losses) == (("PID-3.4",), ())


def test_a_number_that_nobody_gave_is_told_and_left_out() -> None:
    found = understood("ADT^A08", "PID|1||T-1^^^^MR~9^^^^AN")

    assert (found.losses, codes(found)) == (("PID-3[2]",), {"issuer_missing"})


@pytest.mark.parametrize(
    ("field", "concerns", "losses"),
    [
        ("1234567^4^M11^W^MR", set(), ()),
        ("1516^4^M11^W^MR", set(), ()),
        ("12345^5^M10^W^MR", set(), ()),
        ("1234567^5^M11^W^MR", {"check_digit_wrong"}, ("PID-3.2", "PID-3.3")),
        ("12354^5^M10^W^MR", {"check_digit_wrong"}, ("PID-3.2", "PID-3.3")),
        ("1234567^9^NPI^W^MR", set(), ("PID-3.2", "PID-3.3")),
        ("T1234^5^M11^W^MR", set(), ("PID-3.2", "PID-3.3")),
        ("1234567^^M11^W^MR", set(), ("PID-3.3",)),
    ],
)
def test_a_check_digit_is_checked(field: str, concerns: set[str], losses: tuple[str, ...]) -> None:
    found = understood("ADT^A08", f"PID|1||{field}", mrn_issuer="W")

    assert (codes(found), found.losses) == (concerns, losses)


@pytest.mark.parametrize(
    ("system", "written"),
    [
        ("WEST", "9^^^WEST^AN"),
        ("urn:oid:1.2.3", "9^^^&1.2.3&ISO^AN"),
        ("urn:uuid:a-b", "9^^^&a-b&UUID^AN"),
        ("https://west.example.org/acct", "9^^^&https://west.example.org/acct&URI^AN"),
        ("West & Sons", "9^^^West \\T\\ Sons^AN"),
    ],
)
def test_an_issuer_is_written_as_hl7_writes_it(system: str, written: str) -> None:
    number = Identifier(system=system, value="9", kind=IdentifierKind.ACCOUNT)
    value = Registration(event=RegistrationEvent.REGISTERED, patient=Patient(mrn="T-1", identifiers=(number,)))

    sent = write(value, Envelope(control_id="1"), mrn_issuer="WEST")

    assert f"|T-1^^^WEST^MR~{written}\r" in sent.message
    assert sent.losses == ()


def test_numbers_of_two_issuers_are_not_written_without_saying_whose_counts() -> None:
    other = Identifier(system="EAST", value="T-2", kind=IdentifierKind.MRN)
    value = Registration(event=RegistrationEvent.REGISTERED, patient=Patient(mrn="T-1", identifiers=(other,)))

    with pytest.raises(InvalidInput, match="say whose counts"):
        write(value, Envelope(control_id="1"))

    sent = write(value, Envelope(control_id="1"), mrn_issuer="WEST")
    assert read(sent.message, zone="UTC", mrn_issuer="WEST").value == value
    assert read(sent.message, zone="UTC", mrn_issuer="EAST").value != value


def test_a_zone_that_nobody_knows_is_refused() -> None:
    with pytest.raises(InvalidInput, match="not the name of a time zone"):
        read(message("ADT^A08", "PID|1||T-1"), zone="Mars/Olympus")
