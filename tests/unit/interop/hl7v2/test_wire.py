"""Lines, separators and escapes, as they come from systems that do not read the standard."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.hl7v2 import read
from downtimekit.interop.hl7v2.escapes import escape, unescape
from downtimekit.interop.hl7v2.separators import Separators
from downtimekit.interop.hl7v2.wire import Wire, render, tokenize
from tests.hl7v2 import ADA, codes, message, sample, understood

PLAIN = message("ADT^A08", ADA, "PV1|1|O")


def names(wire: Wire) -> list[str]:
    return [name for name, _ in wire.segments]


@pytest.mark.parametrize(
    "sent",
    [
        PLAIN,
        PLAIN.replace("\r", "\n"),
        PLAIN.replace("\r", "\r\n"),
        PLAIN.replace("\r", "\n", 1),
        PLAIN.replace("\r", "\r\r"),
        PLAIN.rstrip("\r"),
        f"\x0b{PLAIN}\x1c\r",
        f"\ufeff{PLAIN}",
        f"\r\n  {PLAIN}\x00\x00",
        PLAIN.replace("PID", "pid").replace("PV1", "Pv1"),
        PLAIN.replace("MSH", "msh"),
        PLAIN.replace("|", "#"),
        PLAIN.replace("|", "#").replace("^", "*").replace("~", "!"),
    ],
    ids=[
        *("as it should be", "line feeds", "both", "a mix of both", "empty lines", "no end", "MLLP framing"),
        *("a byte order mark", "blanks and zeros around it", "small letters", "a small head", "another separator"),
        "other separators",
    ],
)
def test_the_same_message_is_read_however_its_lines_are_ended_and_separated(sent: str) -> None:
    wire = tokenize(sent)

    assert names(wire) == ["MSH", "PID", "PV1"]
    assert (wire.segments[1][1][8], list(wire.losses)) == ("F", [])


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ("", "MSH"),
        ("  \r\n", "MSH"),
        (ADA, "MSH"),
        ("\x00\x01\x02", "MSH"),
        ("MSH", "MSH-1"),
        ("MSH ^~\\&|", "MSH-1"),
        ("MSHA^~\\&|", "MSH-1"),
        (PLAIN + PLAIN, "MSH[2]"),
    ],
    ids=["nothing", "blanks", "no head", "noise", "a bare head", "a blank", "a letter", "two messages"],
)
def test_what_is_no_message_is_refused_with_the_place(sent: str, path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        tokenize(sent)

    assert [fault.path for fault in refused.value.faults] == [path]


def test_a_line_that_is_no_segment_is_left_out_and_told_by_its_number() -> None:
    wire = tokenize("noise before\r" + PLAIN + "P\rnothing suspicious was seen\rPV\r")

    assert names(wire) == ["MSH", "PID", "PV1"]
    assert wire.losses == ["line 1", "line 5", "line 6", "line 7"]
    assert [concern.path for concern in wire.concerns] == wire.losses


@pytest.mark.parametrize(
    ("encoding", "code", "separators"),
    [
        ("^~\\&", None, Separators()),
        ("^~\\&#", None, Separators(truncation="#")),
        ("^~\\", "separators_few", Separators(subcomponent="")),
        ("^", "separators_few", Separators(repetition="", escape="", subcomponent="")),
        ("", "separators_unusable", Separators()),
        ("^^^^", "separators_unusable", Separators()),
        ("abcd", "separators_unusable", Separators()),
        ("^~\\&#!?", "separators_unusable", Separators()),
    ],
)
def test_separators_are_those_that_the_head_names(encoding: str, code: str | None, separators: Separators) -> None:
    wire = tokenize(f"MSH|{encoding}|A\r")

    assert wire.separators == separators
    assert [concern.code for concern in wire.concerns] == ([code] if code else [])


def test_an_ampersand_is_part_of_a_name_where_the_sender_does_not_use_it() -> None:
    sent = "MSH|^~\\|||||||ADT^A08|1|P|2.5\rPID|||T-1^^^^MR||Black & White^Ada\r"
    escaped = understood("ADT^A08", "PID|||T-1^^^^MR||Black \\T\\ White^Ada")

    assert read(sent, zone="UTC").value == escaped.value


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("O\\S\\Hara \\T\\ Sons", "O^Hara & Sons"),
        ("\\F\\\\R\\\\E\\", "|~\\"),
        ("one\\.br\\two\\.sp2\\three", "one\ntwo\n\nthree"),
        ("\\H\\bold\\N\\", "bold"),
        ("\\X41\\\\X0D0A\\", "A\r\n"),
        ("M\\XC3BC\\ller", "Müller"),
        ("M\\XFC\\ller", "Müller"),
        # nothing is swallowed that is not understood
        ("O\\Hara", "O\\Hara"),
        ("C:\\new\\T\\old", "C:\\new&old"),
        ("\\Zlocal\\", "\\Zlocal\\"),
        ("\\E\\R\\E\\", "\\R\\"),
        ("\\X4\\", "\\X4\\"),
        ("the end\\", "the end\\"),
        ("\\.sp99999999\\", "\\.sp99999999\\"),
    ],
)
def test_an_escape_is_read_and_what_is_none_stays_as_it_is(sent: str, meant: str) -> None:
    assert unescape(sent) == meant


def test_an_escape_follows_the_separators_of_its_message() -> None:
    ours = Separators(field="#", component="*", repetition="!", escape="%", subcomponent="+")

    assert unescape("%F%%S%%R%%E%%T% \\F\\", ours) == "#*!%+ \\F\\"
    assert unescape("\\F\\", Separators(escape="")) == "\\F\\"


def test_what_is_written_is_escaped_and_cut_at_the_end() -> None:
    assert escape("a|b^c~d\\e&f\ng\rh") == "a\\F\\b\\S\\c\\R\\d\\E\\e\\T\\f\\.br\\g\\X0D\\h"
    assert render([("MSH", ["^~\\&", "A", ""]), ("PID", ["1", "", "x", "", ""])]) == "MSH|^~\\&|A\rPID|1||x\r"


def test_a_wire_does_not_show_what_it_carries() -> None:
    assert "Testwell" not in repr(tokenize(PLAIN))


def test_a_report_that_was_broken_into_lines_by_a_gateway_keeps_its_segments_and_tells_the_rest() -> None:
    found = understood("ORU^R01", ADA, "OBR|1||F-1", "OBX|1|TX|&GDT||Nothing suspicious", "was seen.||||||F")

    assert found.losses == ("line 5",)
    assert {"not_a_segment", "status_unknown"} <= codes(found)


def test_a_downloaded_message_has_its_segments_in_order() -> None:
    wire = tokenize(sample("ADT-A40-01.hl7").decode())

    assert names(wire) == ["MSH", "EVN", "PID", "MRG"]
