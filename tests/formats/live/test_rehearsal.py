# SPDX-License-Identifier: EUPL-1.2
"""Invented people run every format that ships, from the opening to the released minutes; or come along to rehearse."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from tests.formats.live.people import gathering, lead_of

from mitwirken.formats.live import actions, minutes, runsheet
from mitwirken.formats.live.models import Gathering, Item, ItemStatus, Seat, State
from mitwirken.formats.live.queries import Look
from mitwirken.formats.live.rehearsal import Lead, Words, company, keep_company, rehearse
from mitwirken.formats.live.rehearsal.words import text_of
from mitwirken.ground.desk.models import Office

pytestmark = pytest.mark.django_db
USED = ("questions", "cards", "notes", "topics", "offers")


def run(script: str, *, seed: int = 1, people: int = 12) -> tuple[Gathering, Any]:
    Office.objects.get_or_create(slug="tiefbauamt", name="Tiefbauamt", short="TBA")
    row = gathering(script, people=people, open=False)
    lead = row.lead  # type: ignore[attr-defined]
    words = Words(script, seed)
    Lead(row, lead, words=words).prepare()
    played = rehearse(row, by=lead, people=people, seed=seed, words=words)
    row.refresh_from_db()
    return row, played


def said(row: Gathering) -> list[tuple[str, str, str, int]]:
    """What stands there, without what a database counts."""
    return list(row.items.order_by("pk").values_list("kind", "title", "body", "ups"))


RUNS = [*((script, 1) for script in sorted(runsheet.shipped())), ("world-cafe", 7)]


@pytest.mark.parametrize(("script", "seed"), RUNS)
def test_a_format_runs_to_its_minutes(client: Any, script: str, seed: int) -> None:
    row, played = run(script, seed=seed)
    assert row.state == State.DONE and row.released_at is not None and row.summary
    assert {stage.state for stage in row.stages.all()} == {State.DONE}
    assert list(row.log.values_list("seq", flat=True)) == list(range(1, row.seq + 1))
    # A refusal now and then; no sort of deed that never works.
    assert sum(played.refused.values()) < sum(played.done.values()) * 0.1, played.why
    assert all(number <= played.done[verb] for verb, number in played.refused.items()), played.why
    page = html.unescape(client.get(f"/live/{row.code}/protokoll/").content.decode())
    told = minutes.as_markdown(minutes.compose(Look(row)))
    results = [entry["title"] for entry in Words(script).every("results")]
    found = [title for title in results if title in told]
    # Where recommendations were weighed in the tables' own words, those stand for themselves.
    assert len(found) == len(results) or (script == "buergerdialog" and "Empfehlung" in told)
    assert results and all(title in page for title in found)
    for entry in Words(script).every("tasks"):
        assert entry["title"] in told
    written = row.items.exclude(body="").exclude(status=ItemStatus.MERGED).exclude(parent__isnull=False)
    missing = [item.body for item in written if item.body.split("\n")[0][:40] not in page]
    assert len(missing) <= len(written) * 0.1, missing


def test_what_was_weighed_is_told_at_its_step_and_only_points_are_points() -> None:
    row, _played = run("world-cafe")
    told = minutes.compose(Look(row))
    assert any(result.points for result in told.results)
    (part,) = [part for part in told.parts if part.stage.kind == "weigh"]
    weighed = {line.text for block in part.blocks for line in block.lines}
    assert weighed == {result.title for result in told.results if result.item.kind == "harvest"}
    row, _played = run("buergerdialog")
    told = minutes.compose(Look(row))
    assert not any(result.points for result in told.results)
    (part,) = [part for part in told.parts if part.stage.kind == "weigh"]
    notes = [note for block in part.blocks for line in block.lines for note in line.notes]
    assert notes and all("von 5" in note for note in notes)
    for result in told.results:
        words = [str(each) for each in (*result.sources, *result.merged)]
        assert len(words) == len(set(words)), result.title


def test_the_same_seed_is_the_same_course_and_another_another() -> None:
    first, again, other = (said(run("townhall", seed=seed)[0]) for seed in (3, 3, 4))
    assert first == again != other


def test_nobody_repeats_somebody() -> None:
    for script in runsheet.shipped():
        words = Words(script)
        for name in USED:
            texts = [text_of(entry) for entry in words.every(name)]
            assert len(texts) == len(set(texts)), (script, name)
        taken = []
        while entry := words.take("questions", "notes"):
            taken.append(text_of(entry))
        assert len(taken) == len(set(taken)) >= 12
    main = {
        "townhall": "questions", "open-space": "topics", "fishbowl": "notes", "barcamp": "topics",
        "wissensmarktplatz": "offers", "mikro-schulung": "questions", "workshop": "cards",
    }  # fmt: skip
    for script, name in main.items():
        assert len(Words(script).every(name)) >= 25, (script, name)
    for script in ("world-cafe", "buergerdialog"):
        assert sum(len(Words(script).every(f"notes{number}")) for number in (1, 2, 3)) >= 25


def test_words_break_no_rule_about_signs() -> None:
    for script in runsheet.shipped():
        for name in [*USED, "actions", "results", "needs", "names"]:
            for entry in Words(script).every(name):
                assert "!" not in text_of(entry) and 3 <= len(text_of(entry)) <= 140, entry


def test_a_format_of_the_citys_own_speaks_with_the_words_it_came_from() -> None:
    row = gathering("barcamp")
    actions.save_script(gathering=row, name="Unser Camp", by=lead_of(row).person)
    row.script = "eigen-unser-camp"
    assert Words.of(row).every("topics") == Words("barcamp").every("topics")


# --- a crowd in a gathering that somebody else runs ---------------------------------------------------------------


class Evening:
    """A facilitator with a clock: goes on every two minutes, and closes in the end, while the crowd sleeps."""

    def __init__(self, row: Gathering, *, open_after: float = 20) -> None:
        self.row, self.now, self.turned, self.open_after = row, 0.0, 0.0, open_after
        self.lines: list[str] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        row = Gathering.objects.get(pk=self.row.pk)
        by = lead_of(self.row)
        if not row.is_open and self.now >= self.open_after:
            actions.open_doors(gathering=row, by=by)
            self.turned = self.now
        elif row.is_open and self.now - self.turned > 120:
            self.turned = self.now
            if row.stages.filter(position__gt=row.stage.position).exists():  # type: ignore[union-attr]
                actions.go_on(gathering=row, by=by, seen=row.stage_id)
            else:
                actions.close(gathering=row, by=by)

    def run(self, **more: Any) -> Any:
        return keep_company(self.row, sleep=self.sleep, clock=lambda: self.now, say=self.lines.append, **more)


def test_a_crowd_follows_the_facilitator_until_the_end() -> None:
    row = gathering("mikro-schulung", open=False)
    evening = Evening(row)
    crowd = evening.run(people=8)
    row.refresh_from_db()
    assert row.state == State.DONE and row.seats.count() == 8
    assert row.items.filter(kind="question").exists() and crowd.done["weigh.pick"] > 3
    assert "waiting for the doors" in evening.lines[0]
    for stage in row.stages.all():
        assert any(line.startswith(stage.title) for line in evening.lines)
    assert "closed" in evening.lines[-2] and "0 people have left" in evening.lines[-1]
    assert len(evening.lines) <= evening.now / 60 + 2 * row.stages.count() + 4


def test_when_the_time_is_over_they_leave() -> None:
    row = gathering("townhall")
    evening = Evening(row)
    evening.run(people=6, seconds=90)
    assert 85 <= evening.now <= 120
    assert row.seats.count() == 6 and not row.seats.filter(left_at=None).exists()


def test_an_interruption_leaves_nobody_behind() -> None:
    row = gathering("townhall")
    turns = 0

    def sleep(seconds: float) -> None:
        nonlocal turns
        turns += 1
        if turns == 9:
            raise KeyboardInterrupt

    lines: list[str] = []
    crowd = keep_company(row, people=6, sleep=sleep, say=lines.append)
    assert "Interrupted." in lines and row.seats.count() == len(crowd.numbers) > 0
    assert not row.seats.filter(left_at=None).exists()


def test_in_a_pause_nobody_does_anything() -> None:
    row = gathering("townhall")
    actions.pause(gathering=row, by=lead_of(row))
    now = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    keep_company(row, people=5, seconds=60, sleep=sleep, clock=lambda: now, say=lambda line: None)
    assert row.seats.count() == 5 and not Item.objects.exists()


@pytest.mark.parametrize("named", ["code", "slug", "number"])
def test_the_command_finds_a_gathering_by_code_address_and_number(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    row = gathering("townhall")
    name = {"code": row.code.lower(), "slug": row.event.slug, "number": str(row.event_id)}[named]
    monkeypatch.setattr(company.time, "sleep", lambda seconds: None)
    call_command("live", "simulate", name, "--people", "3", "--seconds", "1")
    told = capsys.readouterr().out
    assert row.code in told and "3 people have left" in told
    assert Seat.objects.filter(left_at=None).count() == 0


def test_the_command_says_what_is_wrong() -> None:
    row = gathering("townhall")
    for name in ("NOWHERE", "0", "99999999999999999999", "²"):
        with pytest.raises(CommandError, match="no gathering"):
            call_command("live", "simulate", name)
    with pytest.raises(CommandError, match="from 1 to 1000"):
        call_command("live", "simulate", row.code, "--people", "0")
    actions.close(gathering=row, by=lead_of(row))
    with pytest.raises(CommandError, match="closed"):
        call_command("live", "simulate", row.code)
