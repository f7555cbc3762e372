"""A clinic's own table is read, checked as a whole, and works without a line of code."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.downtime import OutageTarget
from downtimekit.playbooks.naming import DEFAULT, propose, table_from
from tests.observed import NOW, seen

Tree = dict[str, Any]


def kind(check: str, **more: object) -> Tree:
    words = {word: f"{check} is {word}" for word in ("up", "slow", "down")}
    return {"check": check, "label": check, "asks": f"does {check} work?", **words, **more}


def row(
    name: str, when: Mapping[str, Sequence[str]], *, rank: int = 1, target: str = "customer_ris", **more: str
) -> Tree:
    conditions = [
        {"check": check.removesuffix("@"), "answers": list(answers)} | ({"where": "elsewhere"} if "@" in check else {})
        for check, answers in when.items()
    ]
    return {
        "name": name,
        "rank": rank,
        "target": target,
        "playbook": "unscheduled",
        "because": "It is so",
        "when": conditions,
        **more,
    }


def table(*rows: Tree, kinds: Sequence[Tree] = (), targets: Sequence[str] = ("customer_ris",), **more: object) -> Tree:
    all_kinds = [kind("ris"), kind("pacs"), kind("page", shared=True), *kinds]
    return {"name": "ours", "version": 3, "targets": [*targets], "kinds": all_kinds, "rows": [*rows]} | more


RIS = row("ris", {"ris": ["down"]})


def faults(found: object, playbooks: Sequence[str] | None = None) -> list[str]:
    with pytest.raises(InvalidInput) as refusal:
        table_from(found, source="naming.json", playbooks=playbooks)
    return [str(fault) for fault in refusal.value.faults]


def test_the_table_that_ships_survives_json_and_keeps_its_digest() -> None:
    again = table_from(json.loads(DEFAULT.model_dump_json()), source="naming.json")

    assert again == DEFAULT
    assert again.digest == DEFAULT.digest
    assert again.model_copy(update={"version": 2}).digest != DEFAULT.digest


def test_a_clinic_s_own_table_is_used_as_it_stands() -> None:
    own = table_from(
        table(
            row("both", {"ris": ["down"], "pacs": ["slow", "down"]}, rank=0, target="data_centre"),
            RIS,
            targets=["customer_ris", "data_centre"],
        ),
        source="naming.json",
        playbooks=["unscheduled"],
    )

    proposal = propose(seen("west: ris- pacs~"), now=NOW, table=own)

    assert proposal.down == (OutageTarget.DATA_CENTRE, OutageTarget.CUSTOMER_RIS)
    assert proposal.candidates[0].reasons == ("ris is down at west", "pacs is slow at west", "It is so")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            table(row("ris", {"rsi": ["down"]})),
            ["rows[0].when[0].check: asks for a check that this table does not have"],
        ),
        (
            table(RIS, row("two", {"pacs": ["down"]}, target="power"), targets=["customer_ris", "power"]),
            ["rows[1].rank: fits together with 'ris', has the same rank, and says something else"],
        ),
        (
            table(RIS, row("slow", {"ris": ["slow", "down"]}, playbook="slow_system")),
            ["rows[1].rank: fits together with 'ris', has the same rank, and says something else"],
        ),
        (
            table({**RIS, "when": [*RIS["when"], {"check": "ris", "answers": ["up"]}]}),
            ["rows[0].when: can never fit: no answer of one check would do for all of its conditions"],
        ),
        (
            table(row("page", {"page": ["down"], "page@": ["up"]})),
            ["rows[0].when: can never fit: no answer of one check would do for all of its conditions"],
        ),
        (
            table(row("calm", {"ris": ["down", "unknown"], "pacs": ["up"]})),
            [
                "rows[0].when: would fit though nothing is known to be wrong:"
                " one condition must take nothing but slow or down"
            ],
        ),
        (
            table(RIS, targets=["customer_ris", "power"]),
            ["targets[1]: no row names 'power'"],
        ),
        (
            table(row("ris", {"ris": ["down"]}, target="power")),
            ["rows[0].target: is not among the targets of this table", "targets[0]: no row names 'customer_ris'"],
        ),
        (table(RIS, kinds=[kind("ris")]), ["kinds[3].check: is there more than once"]),
        (table(RIS, RIS), ["rows[1].name: is there more than once"]),
        (
            table(RIS, kinds=[kind("ehr", slow_ms=500, down_ms=500)]),
            ["kinds[3].slow_ms: is not below down_ms, so nothing would ever be slow"],
        ),
        (
            table(RIS, kinds=[kind("ehr", max_age_minutes=5)]),
            [
                "kinds[3].max_age_minutes: is not above steady.bad_minutes,"
                " so bad answers would be too old before they count"
            ],
        ),
        (
            table(row("ris", {"ris": ["away"]}), version="new"),
            [
                "version: is not a whole number",
                "rows[0].when[0].answers[0]: must be 'up', 'slow', 'down' or 'unknown'",
            ],
        ),
        (
            table({**RIS, "when": []}),
            [
                "rows[0].when: would fit though nothing is known to be wrong:"
                " one condition must take nothing but slow or down"
            ],
        ),
        (
            table(row("ris", {"ris": []})),
            ["rows[0].when: can never fit: no answer of one check would do for all of its conditions"],
        ),
        (table(targets=[]), ["rows: is empty: nothing would ever be proposed"]),
        (["not a table"], [": is not a set of fields"]),
    ],
)  # fmt: skip
def test_what_would_mislead_people_is_refused_when_the_table_is_read(found: object, expected: list[str]) -> None:
    assert faults(found) == [words.removeprefix(": ") for words in expected]


def test_a_playbook_that_there_is_not_is_refused() -> None:
    assert faults(table(RIS), playbooks=["slow_system"]) == [
        "rows[0].playbook: is not the name of a playbook that there is"
    ]


def test_every_fault_is_told_at_once() -> None:
    found = table(
        row("ris", {"rsi": ["down"]}, target="power"),
        row("ris", {"ris": ["up"]}, rank=2),
        kinds=[kind("ris", max_age_minutes=1)],
        targets=["customer_ris", "data_centre"],
    )

    assert [words.partition(":")[0] for words in faults(found, playbooks=[])] == [
        "kinds[3].check",
        "kinds[3].max_age_minutes",
        "rows[0].when[0].check",
        "rows[1].name",
        "rows[0].target",
        "rows[0].playbook",
        "rows[1].playbook",
        "rows[1].when",
        "targets[1]",
    ]


def test_only_rows_of_one_rank_are_held_against_each_other() -> None:
    rows = [
        row(name, {check: ["down"]}, rank=rank, target=target)
        for name, check, rank, target in (
            ("ris", "ris", 1, "customer_ris"),
            ("ris_again", "ris", 1, "customer_ris"),
            ("pacs", "pacs", 2, "customer_pacs"),
            ("pacs_again", "pacs", 2, "customer_pacs"),
        )
    ]

    assert table_from(table(*rows, targets=["customer_ris", "customer_pacs"]), source="naming.json").rows


def test_a_row_that_never_fits_is_not_ambiguous_as_well() -> None:
    conditions = [{"check": "pacs", "answers": answers} for answers in (["up"], ["down"])]
    never = {**row("never", {}, playbook="slow_system"), "when": conditions}

    assert [words.partition(":")[0] for words in faults(table(RIS, never))] == ["rows[1].when"]


@pytest.mark.parametrize(
    "other",
    [
        row("up", {"ris": ["slow"]}, playbook="slow_system"),  # never together with down
        row("far", {"ris@": ["down"], "ris": ["up"]}, playbook="slow_system"),
        row("same", {"pacs": ["down"]}),  # says the same
        row("later", {"pacs": ["down"]}, rank=2, playbook="slow_system"),
    ],
)
def test_rows_may_share_a_rank_where_they_never_disagree(other: Tree) -> None:
    assert table_from(table(RIS, other), source="naming.json").version == 3


@pytest.mark.parametrize(("percent", "fits"), [(50, False), (51, True)])
def test_how_many_other_sites_make_an_elsewhere_is_for_the_table_to_say(percent: int, fits: bool) -> None:
    own = table_from(
        table(row("all", {"ris": ["down"], "ris@": ["down"]}), elsewhere_up_percent=percent), source="naming.json"
    )

    found = propose(seen("west: ris-; east: ris+; north: ris-"), now=NOW, table=own)

    assert bool(found.down) is fits
