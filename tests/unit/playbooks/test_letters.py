"""Who is told has everything in one letter: what, since when, what to do, when there is news, and whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from downtimekit.models.downtime import AccessTier, Extent, Scheduled, ServiceAccess, Window
from downtimekit.models.downtime.news import LetterPart
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.facts import AccessChanged
from downtimekit.models.notice import Notice, NoticeEvent
from downtimekit.models.people import Role
from downtimekit.models.phrases import PHRASES
from downtimekit.models.phrases.texting import fits, in_gsm
from downtimekit.playbooks import UNSCHEDULED, Playbook
from downtimekit.playbooks.decide import Report
from downtimekit.playbooks.library import REGIONAL, SCHEDULED, SHIPPED
from downtimekit.playbooks.library.notices import UPDATE
from downtimekit.playbooks.scope import Scope
from downtimekit.playbooks.table import NoticeRule, Translation
from downtimekit.playbooks.wording import NEEDS
from downtimekit.runtime.previews import preview, previews, sample
from tests.ward import BEGAN, Course, after

BOOKS = pytest.mark.parametrize("playbook", SHIPPED, ids=lambda playbook: playbook.name)
PAPER = "What to do: Work on paper: take the numbered forms. Do not enter anything into the system."
MANY = tuple(f"practice-on-the-hill-number-{number}" for number in range(40))


TARGET_KNOWN = 7
"""The version at which, on the usual road, it was said what is down."""


def told(course: Course) -> Notice:
    """Return the notice that fell due last."""
    return next(reversed(course.standing.notices.values()))


def terse(event: NoticeEvent, *, says: Sequence[LetterPart] = (), **texts: Any) -> Playbook:
    """Return the unscheduled playbook with an update that says next to nothing."""
    said = {"subject": "News", "body": "We are on it."} | texts
    rule = NoticeRule(name="update", audience=(Role.NURSE,), event=event, says=tuple(says), **said)
    return UNSCHEDULED.model_copy(
        update={"notices": (rule, *(one for one in UNSCHEDULED.notices if one is not UPDATE))}
    )


def updated(playbook: Playbook, **about: Any) -> Notice:
    """Return the update that a playbook tells ten minutes after a downtime began."""
    course = Course.begun(playbook, **about)
    course.signal("help_desk_contacted", ticket="INC-1")
    course.until(10)
    course.signal("update_given", news="Nothing new")
    return told(course)


def lines(notice: Notice) -> list[str]:
    """Return the lines that were added to a letter."""
    return notice.body.partition("\n\n")[2].splitlines()


@pytest.mark.parametrize(
    ("event", "added"),
    [
        (
            NoticeEvent.UPDATE,
            [
                "Affected: RIS at west",
                "Since: 13:52 UTC",
                PAPER,
                "Next update by: 14:32 UTC",
                "Questions: call the IT help desk",
            ],
        ),
        (
            NoticeEvent.OTHER,
            ["Affected: RIS at west", "Since: 13:52 UTC", "Questions: call the IT help desk"],
        ),
        (
            NoticeEvent.RELEASED,
            ["Affected: RIS at west", "At: 14:02 UTC", "Questions: call the IT help desk"],
        ),
        (NoticeEvent.STOOD_DOWN, ["Affected: RIS at west", "Questions: call the IT help desk"]),
    ],
)
def test_what_a_letter_leaves_out_is_added_by_what_it_is_about(event: NoticeEvent, added: list[str]) -> None:
    assert lines(updated(terse(event))) == added


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("$services at $sites", LetterPart.WHAT),
        ("since $since", LetterPart.WHEN),
        ("$now", LetterPart.WHEN),
        ("$todo", LetterPart.TODO),
        ("$next_update", LetterPart.NEXT_UPDATE),
        ("${call}", LetterPart.CALL),
    ],
)
def test_what_a_letter_says_is_not_added(body: str, part: LetterPart) -> None:
    everything = lines(updated(terse(NoticeEvent.UPDATE)))
    rest = lines(updated(terse(NoticeEvent.UPDATE, body=f"We are on it: {body}")))

    place = list(LetterPart).index(part)
    assert rest == everything[:place] + everything[place + 1 :]
    assert lines(updated(terse(NoticeEvent.UPDATE, says=[part]))) == rest


def test_a_letter_that_names_the_services_alone_is_told_where() -> None:
    assert lines(updated(terse(NoticeEvent.CLOSED, body="$services")))[0] == "Affected: RIS at west"


def test_every_event_asks_for_what_happened_and_whom_to_call() -> None:
    assert set(NEEDS) == set(NoticeEvent)
    assert all({LetterPart.WHAT, LetterPart.CALL} <= set(needs) for needs in NEEDS.values())


@BOOKS
@pytest.mark.parametrize("language", PHRASES)
def test_every_shipped_letter_holds_all_that_it_needs(playbook: Playbook, language: str) -> None:
    downtime = sample(playbook, sites=("hilltop",), services=("EHR",)).model_copy(update={"call": "extension 4711"})
    for shown in previews(playbook, language=language, downtime=downtime):
        letter, rule = shown.text.body, playbook.notice(shown.notice.topic)
        needs = set(NEEDS[shown.notice.event]) - set(rule.says)
        assert "4711" in letter
        assert "hilltop" in letter
        assert "EHR" in letter
        assert "09:0" in letter or LetterPart.WHEN not in needs or "11:00 EST" in letter
        assert any(way in letter for way in PHRASES[language].tiers.values()) or LetterPart.TODO not in needs
        promised = "09:35 EST" in letter or PHRASES[language].when_there_is_news in letter
        assert promised or LetterPart.NEXT_UPDATE not in needs, rule.name


@BOOKS
def test_every_shipped_notice_says_what_it_is_about_and_speaks_every_language(playbook: Playbook) -> None:
    for rule in playbook.notices:
        assert rule.event is not NoticeEvent.OTHER or rule.name == "data_impact"
        assert {text.language for text in rule.texts} == set(PHRASES) - {"en"}
        assert rule.short
        assert all(text.short for text in rule.texts)


@BOOKS
@pytest.mark.parametrize("language", PHRASES)
@pytest.mark.parametrize("sites", [("west",), MANY], ids=["one site", "many sites"])
def test_a_text_message_never_loses_whom_to_call_and_when_there_is_news(
    playbook: Playbook, language: str, sites: tuple[str, ...]
) -> None:
    downtime = sample(playbook, sites=sites, services=("RIS", "PACS", "Scheduling", "Reporting"))
    downtime = downtime.model_copy(update={"call": "555-0100, then extension 4711"})
    for shown in previews(playbook, language=language, downtime=downtime):
        message = shown.text.short
        assert fits(message), message
        assert message == in_gsm(message)
        assert "4711" in message
        facts = shown.notice.facts
        assert facts is not None
        assert facts.next_update is None or "09:35" in message


def test_a_typical_text_message_is_shortened_nowhere() -> None:
    for playbook in SHIPPED:
        for language in PHRASES:
            for shown in previews(playbook, language=language):
                assert "RIS" in shown.text.short or "west" in shown.text.short
                assert "..." not in shown.text.short
                assert "+" not in shown.text.short


def test_a_notice_without_a_text_message_of_its_own_gets_one_from_its_subject() -> None:
    assert (
        updated(terse(NoticeEvent.UPDATE)).short == "News. Next update by: 14:32 UTC. Questions: call the IT help desk."
    )
    assert updated(terse(NoticeEvent.CLOSED, short="It is over!")).short == (
        "It is over! Next update by: 14:32 UTC. Questions: call the IT help desk."
    ).replace("Next update by: 14:32 UTC. ", "")


def test_what_was_typed_at_length_gives_way_in_a_text_message() -> None:
    course = Course.at("down", drill=True)
    course.signal("update_given", news="The vendor replaces the router. " * 40)

    for text in (told(course).text(), told(course).text(["es"])):
        assert fits(text.short)
        assert "14:22" in text.short
        assert "The vendor replaces the router. " * 39 in text.body
    assert "help desk" in told(course).short


def test_the_next_update_is_the_one_that_is_on_record() -> None:
    course = Course.at("down", update_every_minutes=45)
    promise = course.standing.promises["next_update"]
    course.until(20)
    corrected = preview_of_correction(course, TARGET_KNOWN)

    assert promise.due == after(45)
    assert "Next update by 14:37 UTC" in corrected.body
    assert corrected.facts is not None
    assert corrected.facts.next_update == promise.due


def preview_of_correction(course: Course, version: int) -> Notice:
    """Return the notice that puts right what was down."""
    from downtimekit.playbooks.correcting import as_corrected, correction  # noqa: PLC0415

    reasons, facts = correction(
        course.standing,
        as_corrected(course.facts[version - 1 :], version),
        version=version,
        details={"target": "customer_ris"},
        happened_at=None,
        reason="It was the RIS",
        now=course.now,
    )
    assert not reasons
    course.happen(*facts)
    return told(course)


def test_a_promise_that_went_by_is_not_told_again() -> None:
    course = Course.at("down")
    course.until(40)
    corrected = preview_of_correction(course, TARGET_KNOWN)

    assert "Next update by 15:02 UTC" in corrected.body


def test_a_correction_says_so_in_every_language() -> None:
    course = Course.at("down", drill=True)
    notice = preview_of_correction(course, TARGET_KNOWN)

    assert notice.body.startswith("DRILL: CORRECTION: What is down: our RIS")
    for part in (notice.texts[0].subject, notice.texts[0].body):
        assert part.startswith("DRILL (SIMULACRO): CORRECCIÓN: ")
    assert notice.texts[0].short.startswith("DRILL (SIMULACRO): CORRECCION: ")


def test_where_no_update_is_promised_by_a_time_none_is_said() -> None:
    notice = updated(terse(NoticeEvent.UPDATE).model_copy(update={"deadlines": ()}))

    assert "Next update: as soon as there is news" in lines(notice)
    assert notice.facts is not None
    assert notice.facts.next_update is None


def test_an_outage_of_yesterday_is_told_with_its_day() -> None:
    course = Course.at("down")
    course.until(24 * 60)
    course.signal("update_given", news="Nothing new")

    assert "Since: 2026-03-03 13:52 UTC" in told(course).body
    assert "Desde: 3 mar 2026 13:52 UTC" in told(course).texts[0].body
    assert "Habrá otro aviso para las 14:22 UTC a más tardar" in told(course).texts[0].body


def test_spanish_letters_are_spanish_in_what_is_filled_in() -> None:
    course = Course.begun()
    assert "aún no se sabe" not in told(course).texts[0].body
    course.signal("help_desk_contacted", ticket="INC-1")
    course.signal("target_identified", target="customer_wan")
    text = told(course).text(["es-MX"])

    assert text.language == "es"
    assert text.subject == "Interrupción en west: nuestra conexión a internet o WAN"
    assert text.body == (
        "Lo que falla: nuestra conexión a internet o WAN, desde las 13:52 UTC. Trabaje en papel: use los formularios"
        " numerados. No ingrese nada en el sistema. Habrá otro aviso para las 14:22 UTC a más tardar. Preguntas: llame"
        " a la mesa de ayuda de TI.\n\nAfecta a: RIS en west"
    )


def test_a_language_without_a_table_is_filled_in_in_english() -> None:
    french = Translation(language="fr", subject="Panne", body="$todo", short="")
    notice = updated(terse(NoticeEvent.CLOSED, texts=(french,)))

    assert notice.text(["fr-CA"]).body.startswith("Work on paper")
    assert notice.text(["fr-CA"]).language == "fr"


READ_ONLY = ServiceAccess(service="RIS", tier=AccessTier.READ_ONLY, as_of=after(-12))


def test_how_to_work_follows_what_was_said_of_the_service() -> None:
    assert (
        "Charts can be read and nothing can be entered" in updated(terse(NoticeEvent.UPDATE), access=(READ_ONLY,)).body
    )
    course = Course.at("down")
    course.happen(AccessChanged(access=(READ_ONLY,)))
    course.signal("update_given", news="A copy is up")

    assert "write on paper what you would enter. What is shown there is as of 13:40 UTC." in told(course).body
    assert "son de esta hora: 13:40 UTC." in told(course).texts[0].body
    assert "Data as of 13:40 UTC." in told(course).short


def test_where_services_differ_each_is_told_by_itself() -> None:
    east = ServiceAccess(service="RIS", site="east", tier=AccessTier.DEGRADED)
    notice = updated(terse(NoticeEvent.UPDATE), sites=("west", "east"), access=(east,))
    (line,) = [line for line in lines(notice) if line.startswith("What to do")]

    assert line == (
        "What to do: RIS at west: Work on paper: take the numbered forms. Do not enter anything into the system."
        " RIS at east: Enter only what cannot wait, and have the paper forms at hand."
    )


def test_how_to_work_is_that_of_the_phase_that_is_entered() -> None:
    course = Course.begun(REGIONAL)
    course.signal("document_site_reached")

    assert "can be read on the document site" in told(course).body
    assert told(course).facts is not None
    assert [part.tier for part in told(course).facts.components] == [AccessTier.DOCUMENT_SITE]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("extent", "words"), [(Extent.FULL, "Work on paper"), (Extent.READ_ONLY, "Charts can be read")]
)
def test_planned_work_is_announced_with_how_to_work_then(extent: Extent, words: str) -> None:
    starts = (BEGAN + timedelta(days=2)).replace(tzinfo=None)
    window = Window(zone="UTC", starts=starts, ends=starts + timedelta(hours=2))
    course = Course.begun(SCHEDULED, event=Scheduled(window=window, extent=extent), began_at=window.starts_at)
    course.signal("announced")
    (line,) = lines(told(course))

    assert line.startswith(f"From then on: {words}")
    assert told(course).facts is not None
    assert told(course).facts.ends == window.ends_at  # type: ignore[union-attr]
    assert "2026-03-05 13:52 UTC to 15:52 UTC" in told(course).short


def test_the_fields_say_what_the_sentences_say() -> None:
    course = Course.at("down", zone="America/New_York")
    notice = told(course)

    assert (notice.topic, notice.event, notice.at) == ("target_known", NoticeEvent.IDENTIFIED, course.now)
    facts = notice.facts
    assert facts is not None
    assert (facts.downtime, facts.target, facts.since, facts.zone) == (
        "west-1",
        "customer_wan",
        BEGAN,
        "America/New_York",
    )
    assert (facts.scheduled, facts.ended_at, facts.is_over) == (False, None, False)
    assert facts.next_update == after(30)
    assert [(part.service, part.site, part.state) for part in facts.components] == [("RIS", "west", TrackState.DOWN)]


def test_a_release_says_when_it_was_and_only_of_what_was_released() -> None:
    course = Course.at("validating", sites=("west", "east"))
    for interface in ("adt-in", "oru-out"):
        course.signal("interface_validated", interface=interface)
    course.until(50)
    course.report(Report("released", {}, Scope(sites=["east"]), happened_at=after(45)))
    notice = told(course)

    assert notice.sites == ("east",)
    assert notice.facts is not None
    assert notice.facts.ended_at == after(45)
    assert notice.facts.is_over
    assert [part.site for part in notice.facts.components] == ["east"]


def test_nothing_is_said_to_have_ended_as_long_as_a_part_of_it_is_out() -> None:
    course = Course.at("validating", sites=("west", "east"))
    for interface in ("adt-in", "oru-out"):
        course.signal("interface_validated", interface=interface)
    course.report(Report("released", {}, Scope(sites=["east"])))
    course.signal("data_impacted", reference="V-3")
    facts = told(course).facts

    assert facts is not None
    assert facts.ended_at is None
    assert [part.state for part in facts.components] == [TrackState.VALIDATING, TrackState.RELEASED]


def test_rules_without_the_new_fields_are_pinned_as_they_were() -> None:
    plain = NoticeRule(name="told", audience=(Role.NURSE,), subject="Back", body="It is back")

    assert plain.model_dump_json(exclude_defaults=True) == (
        '{"name":"told","audience":["nurse"],"subject":"Back","body":"It is back"}'
    )
    assert preview(terse(NoticeEvent.OTHER), "update").notice.event is NoticeEvent.OTHER
