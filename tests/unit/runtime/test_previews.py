"""What a playbook will tell people can be read before it is needed, notice by notice and in every language."""

from __future__ import annotations

import pytest

from downtimekit.errors import UnknownName
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.notice import NoticeEvent
from downtimekit.playbooks import UNSCHEDULED, Playbook
from downtimekit.playbooks.library import SCHEDULED, SHIPPED
from downtimekit.runtime.previews import preview, previews, sample
from tests.ward import a_downtime

BOOKS = pytest.mark.parametrize("playbook", SHIPPED, ids=lambda playbook: playbook.name)


@BOOKS
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_notice_can_be_looked_at_in_all_its_forms(playbook: Playbook, language: str) -> None:
    shown = list(previews(playbook, language=language))

    assert [one.notice.topic for one in shown] == [rule.name for rule in playbook.notices]
    for one in shown:
        assert one.text.language == language
        assert not any("$" in part for part in (one.text.subject, one.text.body, one.text.short))
        assert one.text.body.startswith("DRILL")
        assert f'<html lang="{language}">' in one.html


def test_a_preview_says_what_holds_then_and_not_before() -> None:
    back = preview(UNSCHEDULED, "back_online").notice
    facts = back.facts

    assert back.event is NoticeEvent.RELEASED
    assert facts is not None
    assert [part.state for part in facts.components] == [TrackState.RELEASED]
    assert facts.ended_at == back.at


def test_what_a_signal_will_say_stands_in_brackets_until_somebody_says_it() -> None:
    assert "[news]" in preview(UNSCHEDULED, "update").text.body
    assert "A fibre was cut." in preview(UNSCHEDULED, "update", details={"news": "A fibre was cut."}).text.body


def test_it_can_be_told_of_the_hosts_own_downtime() -> None:
    ours = a_downtime(sites=("hilltop",), services=("EHR",), call="extension 4711")
    shown = preview(UNSCHEDULED, "paper_started", downtime=ours)

    assert shown.text.body.startswith("EHR cannot be used at hilltop since 13:52 UTC.")
    assert "extension 4711" in shown.text.short


def test_the_sample_of_planned_work_is_planned() -> None:
    announced = preview(SCHEDULED, "announcement").notice

    assert announced.facts is not None
    assert announced.facts.scheduled
    assert announced.facts.ends == sample(SCHEDULED).event.ends_at  # type: ignore[union-attr]


def test_a_notice_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UnknownName, match="target_known"):
        preview(UNSCHEDULED, "all_is_well")
