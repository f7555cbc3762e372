"""The benchmarks compare what they say they compare, and every one of them runs; how fast anything is, is not asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from benchmarks import imports, models, notify
from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.bare import bare
from benchmarks.contest import TINY, Effort, Result, Side, contest, differences, is_installed, repeated
from benchmarks.figures import Bound, Figure, Measured, Wanted
from downtimekit.models.breast import BreastReport
from downtimekit.models.capture import Capture

ROOT = Path(__file__).parents[3]
KEYS = ["benchmark", "figure", "ours", "peer", "peer_name", "unit", "ratio", "target", "aim", "verified", "note"]
MEASURED = Measured("ward", "rounds", "other ward", "rounds/s", Wanted(Bound.AT_LEAST, target=2, aim=4))
RESULT = Result(ours=0.5, peer=1.5, ratio=1 / 3, spread=(0.3, 0.4), rounds=5)


def scripted(name: str, costs: list[float], told: list[str], count: int = 1) -> Side:
    """Return a side whose rounds cost what is written down, and who tells when it is asked to work."""
    left = iter(costs)

    def cost() -> float:
        told.append(name)
        return next(left)

    return Side(name, cost, count)


def test_both_sides_work_in_every_round_and_take_turns_in_going_first() -> None:
    told: list[str] = []
    ours = scripted("ours", [9, 1, 2, 3], told)
    peer = scripted("peer", [9, 2, 2, 2], told)

    contest(ours, peer, effort=Effort(rounds=3, seconds=1))

    assert told == ["ours", "peer", "peer", "ours", "ours", "peer", "peer", "ours"]


def test_the_ratio_is_the_median_of_the_rounds_and_the_first_round_does_not_count() -> None:
    ours = scripted("ours", [90, 1, 2, 30], [])
    peer = scripted("peer", [9, 2, 2, 2], [])

    result = contest(ours, peer, effort=Effort(rounds=3, seconds=1))

    assert (result.ours, result.peer, result.ratio, result.rounds) == (2, 2, 1, 3)
    assert result.spread[0] <= result.ratio <= result.spread[1]


def test_what_a_side_does_several_times_counts_once_for_each_time() -> None:
    ours = scripted("ours", [8, 8], [], count=4)
    peer = scripted("peer", [8, 8], [], count=1)

    assert contest(ours, peer, effort=Effort(rounds=1, seconds=1)).ratio == 1 / 4


def test_a_piece_of_work_is_repeated_until_a_round_is_full() -> None:
    worked: list[int] = []
    side = repeated("work", lambda: worked.append(1), effort=Effort(rounds=1, seconds=0.01))
    worked.clear()

    side.cost()

    assert len(worked) == side.count > 1


@pytest.mark.parametrize(
    ("bound", "ratio", "verdict"),
    [
        (Bound.AT_LEAST, 4, "reaches the aim"),
        (Bound.AT_LEAST, 2, "reaches the target"),
        (Bound.AT_LEAST, 1.9, "MISSES"),
        (Bound.AT_MOST, 1, "reaches the aim"),
        (Bound.AT_MOST, 2, "reaches the target"),
        (Bound.AT_MOST, 2.1, "MISSES"),
    ],
)
def test_a_verdict_says_what_is_reached(bound: Bound, ratio: float, verdict: str) -> None:
    aim = 4 if bound is Bound.AT_LEAST else 1

    assert Wanted(bound, target=2, aim=aim).verdict(ratio) == verdict


def test_a_rate_is_better_where_it_costs_less() -> None:
    figure = MEASURED.rates(RESULT, problems="", note="a note")

    assert [figure.ours, figure.peer, figure.ratio] == pytest.approx([2, 2 / 3, 3])
    assert "reaches the target" in figure.as_text()
    assert "verified" in figure.as_text()


def test_a_cost_is_compared_as_it_is() -> None:
    figure = MEASURED.costs(RESULT, scale=1000, problems="it was wrong", note="a note")

    assert (figure.ours, figure.peer, figure.ratio) == (500, 1500, 1 / 3)
    assert "NOT VERIFIED" in figure.as_text()
    assert "it was wrong" in figure.as_text()


def test_a_peer_that_is_not_there_is_named_and_never_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "is_installed", lambda *_: False)
    figure = models.fhir_bundle_vs_fhir_resources(TINY)
    told = json.loads(figure.as_json())

    assert (told["peer"], told["ratio"]) == (None, None)
    assert told["note"].startswith("skipped: fhir-resources")
    assert told["ours"] > 0
    assert "skipped" in figure.as_text()


def test_a_module_is_installed_or_not() -> None:
    assert is_installed("json", "email.message")
    assert not is_installed("json", "no_such_package.part")


def test_outputs_that_differ_are_counted() -> None:
    assert differences([1, 2], [1, 2]) == ""
    assert differences([1, 2], [1, 3]) == "1 of 2 outputs differ"
    assert differences([1], []) == "ours made 1 outputs, the peer 0"


def test_a_bare_model_has_our_fields_and_none_of_our_rules() -> None:
    plain = bare(BreastReport)

    assert set(plain.model_fields) == set(BreastReport.model_fields)
    assert plain.model_validate({"status": "final", "rumour": "x"}).model_dump(mode="json")["status"] == "final"
    with pytest.raises(ValidationError):
        BreastReport.model_validate({"status": "final"})
    with pytest.raises(ValidationError):
        plain.model_validate({"status": "rumoured"})


def test_the_record_that_is_read_is_a_whole_one_of_a_kilobyte() -> None:
    capture = Capture.model_validate_json(models.RECORD.read_bytes())

    assert 900 <= len(models.RECORD.read_bytes()) <= 1100
    assert isinstance(capture.content, BreastReport)
    assert capture.content.status == "final"


@pytest.mark.parametrize(
    "measured",
    [
        imports.FACE_VS_PYDANTIC,
        models.PARSE,
        models.BUNDLE,
        notify.ENGINE,
        notify.WEBHOOK,
        notify.LOOP,
        notify.SMTP,
        notify.SMTP_SLOW,
    ],
    ids=lambda one: one.figure,
)
def test_the_page_says_what_is_wanted_of_a_figure_and_how_it_last_was(measured: Measured) -> None:
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    wanted, last = [line for line in page.splitlines() if f"| `{measured.figure}` |" in line]
    bound = "at most" if measured.wanted.bound is Bound.AT_MOST else "at least"

    assert wanted.endswith(f"| {bound} {measured.wanted.target:g} | {measured.wanted.aim:g} |")
    assert float(last.split("|")[2]) > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_runs_and_its_outputs_are_right(name: str) -> None:
    figures = list(BENCHMARKS[name](TINY))

    assert figures
    for figure in figures:
        assert figure.is_verified, figure.note
        assert figure.benchmark == name
        assert list(json.loads(figure.as_json())) == KEYS


@pytest.fixture
def scripted_benchmark(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what makes the benchmark ``ward`` the only one, with an output that has problems or none."""

    def set_up(problems: str) -> None:
        def run(effort: Effort) -> list[Figure]:
            return [MEASURED.rates(RESULT, problems=problems, note=f"{effort.rounds} rounds")]

        monkeypatch.setattr("benchmarks.__main__.BENCHMARKS", {"ward": run})

    return set_up


def test_a_run_prints_a_line_a_figure(
    scripted_benchmark: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    scripted_benchmark("")

    assert main(["ward", "--quick", "--json"]) == 0
    assert [list(json.loads(line)) for line in capsys.readouterr().out.splitlines()] == [KEYS]
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("ward rounds ")


def test_an_output_that_is_not_right_fails_the_run(scripted_benchmark: Callable[[str], None]) -> None:
    scripted_benchmark("they differ")

    assert main(["ward"]) == 1


def test_an_unknown_name_is_told_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["import", "gossip"])

    assert (
        "no benchmark is called gossip; there are backfill, forms, growth, import, journal" in capsys.readouterr().err
    )


@pytest.mark.slow
def test_the_benchmarks_are_run_as_a_package() -> None:
    command = [sys.executable, "-m", "benchmarks", "--help"]

    assert "--quick" in subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
