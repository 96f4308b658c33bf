# SPDX-License-Identifier: EUPL-1.2
"""Files that are broken, votes at the edge: nothing, equality, one person, too dear."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from tests.formats.ballots.makers import COSTS, draft, finished, lead, ready, vote, voting_phase

from mitwirken.civic.participation.models import Phase
from mitwirken.civic.places.models import Place, PlaceKind
from mitwirken.formats.ballots import actions
from mitwirken.formats.ballots.models import Ballot, CastBallot, State
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[2] / "kernels" / "data" / "pb"
SMALL = """META
key;value
description;Ein kleiner Ort
country;Poland
unit;Ort
budget;{budget}
num_projects;2
num_votes;2
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name
1;100;Bank
2;{cost};Baum
VOTES
voter_id;vote
{votes}
"""


def past() -> Phase:
    now = timezone.now()
    return voting_phase(starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=2))


def small(budget: str = "150", cost: str = "120", votes: str = "a;1,2\nb;2") -> list[str]:
    return SMALL.format(budget=budget, cost=cost, votes=votes).splitlines(keepends=True)


def bring(lines: list[str], **values: Any) -> Ballot:
    return actions.import_ballot(phase=past(), lines=lines, draft=draft(budget=0, **values))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["Guten Tag"], "META"),
        ([], "META"),
        (small(votes="a;1,9"), "line 17"),
        (small(votes="a;1\na;2"), "line 18"),
        (small(cost="viel"), "line 14"),
        (small(cost="1.50"), "line 14"),
        (small(budget="geheim"), ""),
        (small(budget="-3"), ""),
    ],
)
def test_a_broken_file_is_refused_with_its_line_and_leaves_nothing(lines: list[str], words: str):
    with pytest.raises(Refusal) as refused:
        bring(lines)
    assert words in str(refused.value)
    assert not Ballot.objects.exists() and not CastBallot.objects.exists()


def test_the_command_says_so_too_and_names_the_file(tmp_path: Path):
    phase = past()
    bad = tmp_path / "kaputt.pb"
    bad.write_text("META\n", encoding="utf-8")
    given = {"process": phase.process.slug, "title": "x"}
    for path, words in ((bad, "nicht lesen"), (tmp_path / "fehlt.pb", "No such file")):
        with pytest.raises(CommandError, match=words):
            call_command("import_ballots", path, **given)
    bad.write_bytes(b"META\n\xff\xfe")
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("import_ballots", bad, **given)
    with pytest.raises(CommandError, match="no phase"):
        call_command("import_ballots", bad, process="gibt-es-nicht", title="x")


def test_a_running_phase_takes_no_finished_vote():
    with pytest.raises(Refusal, match="läuft noch"):
        actions.import_ballot(phase=voting_phase(), lines=small(), draft=draft(budget=0))


@pytest.mark.parametrize(
    ("place", "options", "official"),
    [
        ("swiecie_2023", {"stop": "exhaustive"}, True),
        ("wieliczka_2023", {"stop": "overspend", "comparison": True}, True),
    ],
)
def test_real_votes_come_out_as_their_cities_published_them(
    place: str, options: dict[str, Any], official: bool, capsys: Any
):
    phase = past()
    call_command(
        "import_ballots", DATA / f"{place}.pb", process=phase.process.slug, title=place, town=place, **options
    )
    ballot = Ballot.objects.get()
    lines = (DATA / f"{place}.pb").read_text(encoding="utf-8").splitlines()
    head = lines.index("PROJECTS")
    columns = lines[head + 1].split(";")
    selected = {
        row[0]
        for row in (line.split(";") for line in lines[head + 2 : lines.index("VOTES")])
        if row[columns.index("selected")] == "1"
    }
    assert set(ballot.result["winners"]) == selected
    assert ballot.state == State.PUBLISHED
    page = Client().get(f"/abstimmungen/{ballot.pk}/ergebnis/")
    assert page.status_code == 200 and "zł" in page.content.decode()


def test_with_a_budget_of_zero_nobody_can_choose_what_costs_money_and_nothing_breaks(client: Client):
    ballot = ready(budget=0, kind="approval", costs={"Umsonst": 0, "Teuer": 5})
    vote(ballot, "01", "02")
    row = finished(ballot)
    assert row.result["total_cost"] == 0 and "02" not in row.result["winners"]
    page = client.get(f"/abstimmungen/{ballot.pk}/ergebnis/")
    assert page.status_code == 200 and "mehr, als es überhaupt gibt" in page.content.decode()
    with pytest.raises(Refusal, match="zu viel"):
        vote(ready(budget=0, kind="basket", costs={"a": 1, "b": 2}), "01")


@pytest.mark.parametrize("rule", ["shares", "greedy", "most", "sum", "schulze", "runoff", "seats"])
def test_where_all_are_equal_the_stated_order_decides_and_always_the_same(rule: str, client: Client):
    kind = {"sum": "points", "schulze": "ranking", "runoff": "ranking", "seats": "ranking"}.get(
        rule, "approval"
    )
    won = []
    for _ in range(2):
        ballot = ready(
            kind=kind,
            rule=rule,
            seats=2 if rule == "seats" else 1,
            budget=300,
            costs=dict.fromkeys(COSTS, 100),
        )
        for code in ("01", "02", "03", "04"):
            vote(ballot, code)
        row = finished(ballot)
        won.append(row.result["winners"])
        assert client.get(f"/abstimmungen/{ballot.pk}/ergebnis/").status_code == 200
    assert won[0] == won[1] and won[0][0] == "01"


@pytest.mark.parametrize("rule", ["shares", "greedy", "most", "schulze"])
def test_one_voter_decides_alone_and_none_decide_nothing(rule: str, client: Client):
    kind = "ranking" if rule == "schulze" else "approval"
    one = ready(kind=kind, rule=rule)
    vote(one, "02")
    assert finished(one).result["winners"][0] == "02"
    none = finished(ready(kind=kind, rule=rule))
    assert none.result["winners"] == []
    for ballot in (one, none):
        for page in ("ergebnis", "protokoll", "stimmzettel", "stimmzettel/datei"):
            assert client.get(f"/abstimmungen/{ballot.pk}/{page}/").status_code == 200


def test_a_project_dearer_than_the_budget_can_be_liked_but_not_paid(client: Client):
    ballot = ready(costs={"Schloss": 9_000, "Bank": 100})
    for _ in range(5):
        vote(ballot, "01", "02")
    row = finished(ballot)
    assert row.result["winners"] == ["02"]
    assert (
        "mehr, als es überhaupt gibt" in client.get(f"/abstimmungen/{ballot.pk}/ergebnis/").content.decode()
    )


def test_a_district_does_not_go_away_with_nothing(client: Client):
    north, south = (
        Place.objects.create(
            kind=PlaceKind.DISTRICT,
            slug=slug,
            code=slug[:2],
            name=slug.title(),
            latitude=51.5,
            longitude=7.4,
            outline=[],
        )
        for slug in ("norden", "sueden")
    )
    ballot = ready(
        lead(),
        rule="greedy",
        guarantee=1,
        budget=500,
        costs={"a": 250, "b": 250, "c": 200},
        places=[north, north, south],
    )
    for codes in [["01", "02"]] * 9 + [["03"]]:
        vote(ballot, *codes)
    row = finished(ballot)
    assert set(row.result["winners"]) == {"01", "03"} and row.result["guaranteed"] == ["01", "03"]
    page = client.get(f"/abstimmungen/{ballot.pk}/ergebnis/").content.decode()
    assert "seinem Bezirk sicher" in page and "--guarantee 1" in page
