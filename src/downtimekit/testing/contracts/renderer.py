"""Whether a renderer keeps the promises of `ports.renderer`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import pytest
from pydantic import JsonValue

from downtimekit.errors import Rejected
from downtimekit.forms.codes import Seal, TokenAnswer, downtime_tag
from downtimekit.forms.heading import Heading, heading_of
from downtimekit.forms.words import ENGLISH, page_words
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import (
    Choice,
    Condition,
    Diagram,
    FieldKind,
    FormDefinition,
    FormField,
    Group,
    Layout,
    Packet,
    Section,
    Sheet,
    Translation,
)
from downtimekit.models.patient import Patient
from downtimekit.models.schedule import Appointment
from downtimekit.ports.renderer import Press, Renderer

PagesOf = Callable[[bytes], Sequence[str]]
"""Returns the text of each page of a document."""

CodesOf = Callable[[bytes], Sequence[str]]
"""Returns the code of each page of a document."""

_WAYS = (Choice(key="on_foot", label="On foot"), Choice(key="by_bus", mark="B", label="By bus", alone=True))
_PLAIN = (FieldKind.TEXT, FieldKind.NUMBER, FieldKind.DATE, FieldKind.TIME, FieldKind.DATE_TIME, FieldKind.YES_NO)
_TABLE = (
    FormField(key="number", label="Row", kind=FieldKind.NUMBER),
    FormField(key="side", label="Hand", kind=FieldKind.ONE_OF, choices=_WAYS),
    FormField(key="note", label="Words", kind=FieldKind.NOTE),
)
_SECTIONS = (
    Section(
        title="Written",
        fields=tuple(FormField(key=kind, label=f"Asked as {kind}", kind=kind) for kind in _PLAIN),
    ),
    Section(
        title="Ticked",
        fields=(
            FormField(key="drawing", label="Where it hurts", kind=FieldKind.DIAGRAM, diagram=Diagram.BREASTS),
            FormField(key="there", label="Way there", kind=FieldKind.ONE_OF, choices=_WAYS, required=True),
            FormField(key="back", label="Way back", kind=FieldKind.MANY_OF, choices=_WAYS, hint="if at all"),
            FormField(
                key="line", label="Bus line", kind=FieldKind.TEXT, shown_if=(Condition(field="back", value="by_bus"),)
            ),
        ),
    ),
    Section(
        title="Found",
        fields=(
            FormField(key="say", label="Nothing here is true of anybody.", kind=FieldKind.STATEMENT),
            FormField(key="found", label="Findings", kind=FieldKind.TABLE, columns=_TABLE, lines=12),
            FormField(key="told", label="Long story", kind=FieldKind.NOTE, lines=30),
            FormField(key="signed", label="Signed by", kind=FieldKind.SIGNATURE),
        ),
    ),
)


def _form(*translations: Translation) -> FormDefinition:
    return FormDefinition(
        key="every_kind",
        version=3,
        title="Every kind of field",
        record=RecordKind.FORM,
        filled_in_by="nobody",
        sections=_SECTIONS,
        groups=(Group(key="one", label="Text or number", fields=("text", "number")),),
        done_by="signed",
        translations=translations,
    )


FORM = _form(Translation(language="es", texts={text: f"{text} (es)" for text in _form().texts()}))
KNOWN: Mapping[str, JsonValue] = {"text": "Planted words", "there": "by_bus", "number": 4711}
"""What is known before the sheet is printed."""

NAMES = (
    "Ångström-Testwell",
    "O\u2019Example",
    "Weiß",
    "\u0160ample",  # S with caron
    "Sa\u0301mple",  # an accent of its own
    "Sampleov\u00e1\u00a0Testov\u00e1",  # a space that does not break
    "Παράδειγμα",
    "示例",
    "مثال",
    "דוגמה",
    "उदाहरण",
    "ตัวอย่าง",
    "Sample (Test) \\) endstream",
    "<script>Sample</script>",
    "&amp;Sample",
    "\U0001f469\u200d\U0001f52c",
    "Sample\u200bton",  # a space that has no width
    "Sample\nton",
    "Sample\x07",
    "W" * 120,
    "Mac " * 29 + "Test",
)


def packet_of(
    number: int,
    *,
    family: str = "Sampleton",
    given: str = "Nora",
    language: str = "en",
    copy_number: int = 1,
    answers: Mapping[str, JsonValue] | None = None,
    **more: object,
) -> Packet:
    """Return a packet of two sheets; two numbers give two patients, who may have one name."""
    as_of = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
    blank = Sheet(
        serial=SERIALS[number][0], form=FORM, language=language, copy_number=copy_number, answers=answers or {}
    )
    return Packet(
        downtime="west-1",
        as_of=as_of,
        expires=as_of + timedelta(days=2),
        site="west",
        appointment=Appointment(
            accession=f"A-77{number}",
            patient=Patient(mrn=f"T-55{number}", family=family, given=given, birth_date=date(1950 + number, 7, 4)),
            starts=datetime(2026, 3, 3, 9 + number, tzinfo=UTC),
            exam=f"Examination {number}{number}",
            site="west",
        ),
        sheets=tuple(blank.model_copy(update={"serial": serial}) for serial in SERIALS[number]),
    ).model_copy(update=more)


SERIALS = {1: ("W-000011-6", "W-000012-4"), 2: ("W-000021-2", "W-000022-0")}


def solid(text: str) -> str:
    """Return a text without white space, composed."""
    return "".join(unicodedata.normalize("NFC", text).split())


def one_way(text: str) -> Sequence[str]:
    """Return the parts of a text that are read in one direction; readers of pages put them in the order of sight."""
    turned = groupby(text, key=lambda letter: unicodedata.bidirectional(letter) in {"R", "AL"})
    parts = ["".join(letters) for _, letters in turned]
    return [solid(part.strip(" ,") if len(parts) > 1 else part) for part in parts]


def head(packet: Packet) -> Heading:
    """Return what stands at the head of a packet's first sheet."""
    sheet = packet.sheets[0]
    return heading_of(packet, sheet, page_words(sheet.form, sheet.language))


def outcome(press: Press, packet: Packet) -> bytes | Rejected:
    """Render, and return the document or the refusal."""
    try:
        return press.render([packet])
    except Rejected as refusal:
        return refusal


class RendererContract:
    """Inherit it, and give it the fixtures `renderer`, `seal` (the renderer's), `pages_of` and `codes_of`."""

    @pytest.fixture
    def layout(self) -> Layout:
        """Return Letter paper, in English and Spanish; another size of paper may take its place."""
        return Layout(languages=("en", "es"))

    @pytest.fixture
    def press(self, renderer: Renderer, layout: Layout) -> Press:
        """Return the form, ready in both languages."""
        return renderer.compile([FORM], layout=layout)

    def test_the_suffix_is_one_of_a_file(self, renderer: Renderer) -> None:
        """With its dot."""
        assert renderer.suffix.startswith(".")
        assert renderer.suffix[1:].isalnum()

    def test_the_same_packets_give_the_same_bytes(self, renderer: Renderer, layout: Layout, press: Press) -> None:
        """Also after others, and from another press."""
        first = press.render([packet_of(1)])
        press.render([packet_of(2)])
        again = renderer.compile([FORM], layout=layout)

        assert press.render([packet_of(1)]) == first
        assert again.render([packet_of(1)]) == first

    def test_there_is_a_plan_for_each_language(self, press: Press) -> None:
        """Of the definition that was compiled."""
        assert {(plan.form_digest, plan.language) for plan in press.plans} == {(FORM.digest, "en"), (FORM.digest, "es")}

    def test_a_form_in_none_of_the_languages_is_refused(self, renderer: Renderer, layout: Layout) -> None:
        """By its name, rather than left out without a word; one language that it has is enough."""
        strange = layout.model_copy(update={"languages": ("fr", "ja")})
        with pytest.raises(Rejected, match=FORM.key):
            renderer.compile([FORM], layout=strange)

        near = renderer.compile([FORM], layout=layout.model_copy(update={"languages": ("fr", "es")}))
        assert [plan.language for plan in near.plans] == ["es"]

    def test_every_page_says_whose_it_is_and_how_old_that_is(self, press: Press, pages_of: PagesOf) -> None:
        """Name, birth date, numbers, exam, time, the age of the schedule, and until when it may be used."""
        packet = packet_of(1)
        heading = head(packet)
        wanted = [heading.name, heading.born, heading.snapshot, *(value for _, value in heading.facts)]

        for page in pages_of(press.render([packet])):
            assert [words for words in wanted if solid(words) not in solid(page)] == []

    def test_every_page_belongs_to_one_sheet(self, press: Press, pages_of: PagesOf) -> None:
        """And the sheets come in their order, those of one patient after those of the other."""
        packets = [packet_of(2), packet_of(1)]
        serials = [sheet.serial for packet in packets for sheet in packet.sheets]

        found = [[serial for serial in serials if serial in solid(page)] for page in pages_of(press.render(packets))]

        assert {len(on_page) for on_page in found} == {1}
        assert list(dict.fromkeys(serial for (serial,) in found)) == serials

    def test_a_file_for_each_packet_has_that_packet_alone(self, press: Press, pages_of: PagesOf) -> None:
        """In their order, and nothing of the other patient, who may have the same name."""
        packets = [packet_of(1), packet_of(2), packet_of(1)]
        strangers = [packets[1], packets[0], packets[1]]

        for document, own, stranger in zip(press.files(packets), packets, strangers, strict=True):
            foreign = [head(stranger).born, *(value for _, value in head(stranger).facts)]
            foreign += [sheet.serial for sheet in stranger.sheets]
            text = solid("".join(pages_of(document)))
            assert [words for words in foreign if solid(words) in text] == []
            assert all(sheet.serial in text for sheet in own.sheets)

    def test_a_page_of_one_patient_shows_nothing_of_another(self, press: Press, pages_of: PagesOf) -> None:
        """Nor does it in a document with both."""
        packets = [packet_of(1, answers=KNOWN), packet_of(2)]

        for page in map(solid, pages_of(press.render(packets))):
            owners = [packet for packet in packets if any(sheet.serial in page for sheet in packet.sheets)]
            (stranger,) = (packet for packet in packets if packet not in owners)
            foreign = [head(stranger).born, *(value for _, value in head(stranger).facts)]
            assert [words for words in foreign if solid(words) in page] == []
            assert solid("Planted words") not in page or owners == packets[:1]

    @pytest.mark.parametrize("language", ["en", "es"])
    def test_every_question_is_there_with_every_box(self, press: Press, pages_of: PagesOf, language: str) -> None:
        """On the first sheet and on the second, in the language of the sheet."""
        packet = packet_of(1, language=language)
        pages = pages_of(press.render([packet]))
        asked = [section.title for section in FORM.sections]
        asked += [field.label for field in (*FORM.fields(), *_TABLE[1:])]
        asked += [choice.label for field in FORM.fields() for choice in field.choices]
        own = [text if language == "en" else f"{text} (es)" for text in asked]

        for sheet in packet.sheets:
            text = solid("".join(page for page in pages if sheet.serial in solid(page)))
            assert [words for words in own if solid(words) not in text] == []

    def test_what_is_known_stands_in_its_field(self, press: Press, pages_of: PagesOf) -> None:
        """And only on the sheets of whom it is known of."""
        known = solid("".join(pages_of(press.render([packet_of(1, answers=KNOWN)]))))
        blank = solid("".join(pages_of(press.render([packet_of(1)]))))

        assert solid("Planted words") in known
        assert "4711" in known
        assert solid("Planted words") not in blank

    @pytest.mark.parametrize(
        ("mark", "more"),
        [
            (ENGLISH.drill_mark, {"drill": True}),
            (ENGLISH.read_only, {"read_only": True}),
            ("COPY 2", {"copy_number": 2}),
            (ENGLISH.drill_mark, {}),
            (ENGLISH.read_only, {}),
            ("COPY", {}),
        ],
    )
    def test_what_is_no_ordinary_paper_says_so(
        self, press: Press, pages_of: PagesOf, mark: str, more: Mapping[str, object]
    ) -> None:
        """On every page: a drill, a read-only copy, a sheet that was printed again; and nothing else does."""
        pages = pages_of(press.render([packet_of(1, **more)]))  # type: ignore[arg-type]

        assert {solid(mark) in solid(page) for page in pages} == {bool(more)}

    def test_blank_paper_asks_for_whom_it_is(self, press: Press, pages_of: PagesOf) -> None:
        """It has places for what is not printed, and nothing of anybody."""
        packet = packet_of(1, appointment=None)
        words = (ENGLISH.born, ENGLISH.mrn)

        for page in map(solid, pages_of(press.render([packet]))):
            assert all(solid(word) in page for word in words)
            assert "Sampleton".upper() not in page

    def test_every_page_has_a_code_of_its_own(self, press: Press, seal: Seal, codes_of: CodesOf) -> None:
        """It says which sheet, which page of how many, which copy, which downtime and until when."""
        packet = packet_of(1, copy_number=3)
        opened = [seal.open(token) for token in codes_of(press.render([packet]))]
        codes = [found.code for found in opened if found.code]

        assert {found.answer for found in opened} == {TokenAnswer.GENUINE}
        assert list(dict.fromkeys(code.serial for code in codes)) == [sheet.serial for sheet in packet.sheets]
        for serial in SERIALS[1]:
            own = [code for code in codes if code.serial == serial]
            assert [code.page for code in own] == list(range(1, len(own) + 1))
            assert {code.pages for code in own} == {len(own)}
        assert {(code.copy_number, code.downtime, code.drill) for code in codes} == {(3, downtime_tag("west-1"), False)}
        assert {code.expires for code in codes} == {datetime(2026, 3, 4, 19, tzinfo=UTC)}
        assert {code.plan for code in codes} <= {plan.digest[:8] for plan in press.plans}

    def test_a_form_that_was_not_compiled_is_refused(self, press: Press) -> None:
        """The refusal names the sheet and nobody."""
        other = FORM.model_copy(update={"version": 4})
        packet = packet_of(1)
        strange = packet.model_copy(update={"sheets": (packet.sheets[0].model_copy(update={"form": other}),)})

        with pytest.raises(Rejected, match=SERIALS[1][0]) as refusal:
            press.render([strange])

        assert "sampleton" not in str(refusal.value).casefold()

    @pytest.mark.parametrize("name", NAMES, ids=ascii)
    def test_no_character_of_a_name_is_lost(self, press: Press, pages_of: PagesOf, name: str) -> None:
        """It is shown whole, or refused; and the refusal names the sheet, not the patient."""
        packet = packet_of(1, family=name, given="Zz" + name[:20])
        drawn = outcome(press, packet)

        if isinstance(drawn, Rejected):
            assert packet.sheets[0].serial in str(drawn)
            assert not [part for part in solid(name).split("-") if part.casefold() in str(drawn).casefold()]
        else:
            label = head(packet).name
            assert all(part in solid(page) for page in pages_of(drawn) for part in one_way(label))
