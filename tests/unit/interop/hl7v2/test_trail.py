"""What nobody asked for is told by its path, and never by what stands there."""

from __future__ import annotations

import pytest

from downtimekit.interop.hl7v2.message import Message
from downtimekit.interop.hl7v2.trail import Segment
from tests.hl7v2 import ADA, message, understood


def segment(sent: str) -> Segment:
    return Message(message("ADT^A08", sent), zone="UTC").first(sent[:3])


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        ("ZPI|x", ["ZPI"]),
        ("ZPI|", []),
        ("ZPI", []),
        ("ZPI|^~&| ||", []),
        ('ZPI|""', ["ZPI"]),
    ],
)
def test_a_segment_that_nobody_reads_is_lost_as_a_whole_if_it_says_anything(sent: str, left: list[str]) -> None:
    assert list(segment(sent).leftovers()) == left


def test_what_is_left_of_a_segment_is_told_to_the_part() -> None:
    found = segment("ZPI|a|b^c&d^e~f||g|h&i|j")
    found.text(1)
    found.field(2).text(1)
    found.field(5).text()

    assert list(found.leftovers()) == ["ZPI-2.2", "ZPI-2.2.2", "ZPI-2.3", "ZPI-2[2]", "ZPI-4", "ZPI-5.1.2", "ZPI-6"]


def test_a_later_segment_of_one_name_has_its_number_in_the_path() -> None:
    found = understood("ADT^A08", ADA, "ZPI|1", "ZPI|2", "NK1|1|Testwell^Bea", "AL1")

    assert found.losses == ("ZPI", "ZPI[2]", "NK1")


def test_what_is_taken_is_known_without_it() -> None:
    found = segment("ZPI|1|b^c|d~e")
    found.take(1, 3)
    found.field(2).take(2)

    assert list(found.leftovers()) == ["ZPI-2.1"]


def test_a_field_to_be_cleared_says_something_and_has_no_text() -> None:
    field = segment('ZPI|""').field(1)

    assert (field.text(), bool(field)) == ("", True)
    assert list(field.leftovers()) == ["ZPI-1"]
    assert field.cleared()
    assert list(field.leftovers()) == []


def test_a_field_that_is_not_there_is_empty() -> None:
    found = Message(message("ADT^A08"), zone="UTC").first("PV1")

    assert (bool(found), found.text(3), found.field(99).peek(4, 2), len(found.fields(7))) == (False, "", "", 1)
    assert list(found.leftovers()) == []


def test_text_that_was_not_escaped_is_kept_whole() -> None:
    field = segment("ZPI|R&D found 2^3 \\T\\ more").field(1)

    assert field.whole() == "R&D found 2^3 & more"
    assert list(field.leftovers()) == []


def test_no_loss_concern_or_repr_tells_what_stands_there() -> None:
    secret = "Plantagenet"
    everything = "|".join([f"{secret}^{secret}&{secret}~{secret}"] * 50)
    found = understood("ADT^A08", f"PID|1||T-1^^^W^MR|{everything}", f"PV1|{everything}", f"ZPI|{everything}")

    told = [*found.losses, *map(str, found.concerns), repr(found), repr(found.value)]
    assert [words for words in told if secret in words] == []
    assert len(found.losses) > 100
