"""Whatever a name is made of, it is shown whole, or it is refused."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.adapters._type import CannotShow, Case, Fount, Line
from downtimekit.adapters._type.composing import composed
from downtimekit.adapters._type.font import is_invisible
from downtimekit.adapters._type.line import Embedded, Standing
from tests.typeset import embedded

CASE = Case()
_BRACKETS = str.maketrans(")]}>»", "([{<«")
SCRIPTS = (
    "Łżęáñßœ ",
    "αβγΆἁᾍ",
    "абвЇё",
    "אבגשָׂ",
    "محمدلاإَُّ",
    "कषरक्र्ि",
    "ကြည်",
    "กำน้",
    "ខ្មែ",
    "王李葛\U000e0100",
    "한ᄒ",
    "ߛߎ߫",
)
NAMES = st.one_of(
    st.text(max_size=12),
    st.text(st.sampled_from("".join(SCRIPTS) + "aB1-(). ,'\u200c\u200d\u200f"), max_size=20),
)


@settings(max_examples=150, deadline=None)
@given(NAMES, st.booleans(), st.sampled_from([None, True, False]))
def test_a_name_is_shown_whole_or_refused(name: str, bold: bool, right_to_left: bool | None) -> None:
    try:
        line = CASE.line(name, bold=bold, right_to_left=right_to_left)
    except CannotShow:
        return

    assert sorted(drawn(said(line))) == sorted(drawn(line.text))
    assert drawn(line.text) == drawn(composed(name))
    for run in line.runs:
        if isinstance(run, Embedded):
            assert meant(run) == "".join(cluster.text for cluster in run.clusters)


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("אבגשָׂמִםְ \u200f"), min_size=1, max_size=12))
def test_what_is_read_from_the_right_is_said_in_the_order_of_reading(name: str) -> None:
    try:
        line = CASE.line(name)
    except CannotShow:
        return

    assert drawn(said(line)[::-1] if line.right_to_left else said(line)) == drawn(line.text)


def said(line: Line) -> str:
    """Return what the runs of a line mean, from left to right."""
    return "".join(
        run.codes.decode("cp1252") if isinstance(run, Standing) else "".join(cluster.text for cluster in run.clusters)
        for run in line.runs
    )


def meant(run: Embedded) -> str:
    """Return what a document says that a run means, and see that every sign of it is in the font."""
    fount = Fount()
    shown = fount.show(Line("", (run,), 0), 0, 0, 10)
    _, meanings = embedded(fount.objects(5)[1])
    codes = [int(code, 16) for code in re.findall(r"[0-9A-F]{4}", re.search(r"<([0-9A-F]*)>", shown.decode())[1])]  # type: ignore[index]
    assert 0 not in codes
    return "".join(meanings[code] for code in codes)


def drawn(text: str) -> str:
    """Return what of a text leaves ink; a bracket is drawn as the other one where it is read from the right."""
    return "".join(character for character in text.translate(_BRACKETS) if not is_invisible(character))
