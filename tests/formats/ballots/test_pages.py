# SPDX-License-Identifier: EUPL-1.2
"""The way of a vote through its pages, without JavaScript; the result; the desk."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.formats.ballots.makers import end, finished, lead, prepared, ready, vote, voting_phase
from tests.people import citizen, staff

from mitwirken.config import tally
from mitwirken.formats.ballots import actions, queries
from mitwirken.formats.ballots.models import Ballot, CastBallot, Option, Slip, State, Voter
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.ui import pdf

pytestmark = pytest.mark.django_db


def field(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found is not None, name
    return found.group(1)


def receipt_on(page: Any) -> str:
    found = re.search(r'translate="no">([^<]+)<', page.content.decode())
    assert found is not None
    return found.group(1)


def test_from_the_question_to_the_own_line_with_an_account(client: Client):
    ballot = ready(kind="basket")
    at = f"/abstimmungen/{ballot.pk}"
    page = client.get(f"{at}/")
    assert page.status_code == 200
    words = page.content.decode()
    assert "Budget im Quartier" in words and "gleichen Teilen" in words and "Jetzt abstimmen" in words
    assert client.get(f"{at}/stimme/")["Location"].startswith("/konto/anmelden/")
    person = citizen()
    client.force_login(person)
    page = client.get(f"{at}/stimme/")
    assert "Noch 600 € von 600 €" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    # Without JavaScript a button counts again, and what was ticked stays ticked.
    page = client.post(f"{at}/stimme/", {"schritt": "rechnen", "o": ["01", "02"]})
    assert "Noch 100 € von 600 €" in page.content.decode()
    assert page.content.decode().count("checked") == 2
    page = client.post(f"{at}/stimme/", {"schritt": "pruefen", "o": ["01", "02", "04"]})
    assert page.status_code == 422 and "150 € zu viel" in page.content.decode()
    assert page.content.decode().count(" checked") == 3
    page = client.post(f"{at}/stimme/", {"schritt": "pruefen", "o": ["01", "02"]})
    assert not Voter.objects.exists()
    sent = {
        "schritt": "abgeben",
        "einmal": field(page, "einmal"),
        "ersetzt": field(page, "ersetzt"),
        "o": ["01", "02"],
    }
    first, second = (client.post(f"{at}/stimme/", sent) for _ in range(2))
    assert receipt_on(first) == receipt_on(second) and Voter.objects.count() == 1
    # It stands in no session and no address.
    assert receipt_on(first) not in json.dumps(dict(client.session.items()))
    page = client.get(f"{at}/stimme/")
    assert "schon abgestimmt" in page.content.decode() and " checked" not in page.content.decode()
    page = client.post(f"{at}/stimme/", {"schritt": "pruefen", "o": ["03"]})
    sent = {"schritt": "abgeben", "einmal": field(page, "einmal"), "ersetzt": "1", "o": ["03"]}
    receipt = receipt_on(client.post(f"{at}/stimme/", sent))
    assert receipt != receipt_on(first)
    for _ in range(3):
        vote(ballot, "01", "02")
    assert client.get(f"{at}/ergebnis/").status_code == 404
    finished(ballot)
    page = client.get(f"{at}/ergebnis/")
    assert page.status_code == 200 and "4 Menschen haben abgestimmt" in page.content.decode()
    page = client.post(f"{at}/stimmzettel/", {"beleg": receipt.lower().replace("-", "")})
    assert f"Stimmzettel {receipt} ist so gezählt" in page.content.decode()
    assert client.post(f"{at}/stimmzettel/", {"beleg": receipt_on(first)}).status_code == 404


def test_with_a_code_from_a_letter_nothing_is_kept_on_the_way(client: Client):
    by = lead()
    ballot = ready(by, eligibility="codes")
    (code,) = actions.print_codes(ballot=ballot, number=1, by=by)
    at = f"/abstimmungen/{ballot.pk}/stimme/"
    assert "Code aus Ihrem Brief" in client.get(at).content.decode()
    page = client.post(at, {"code": "falsch"})
    assert page.status_code == 422 and 'value="falsch"' in page.content.decode()
    page = client.post(at, {"code": code.lower().replace("-", " ")})
    assert page.status_code == 200
    given = field(page, "pass")
    page = client.post(at, {"pass": given, "schritt": "pruefen", "o": ["01"]})
    sent = {"pass": given, "schritt": "abgeben", "einmal": field(page, "einmal"), "ersetzt": "", "o": ["01"]}
    page = client.post(at, sent)
    assert "Ihre Stimme ist abgegeben" in page.content.decode()
    assert not client.cookies.get("sessionid")
    # A second browser with the same code and a paper from before: it is told, and what was filled in is still there.
    page = Client().post(at, sent | {"einmal": "anders", "o": ["02"]})
    assert (
        page.status_code == 409
        and "Inzwischen" in page.content.decode()
        and 'value="02"' in page.content.decode()
    )
    assert CastBallot.objects.get().choices == {"01": 1}
    assert client.post(at, sent | {"pass": "gefälscht"}).status_code == 422
    other = ready(by, eligibility="codes")
    assert client.post(f"/abstimmungen/{other.pk}/stimme/", sent).status_code == 422


def test_codes_cannot_be_tried_out(client: Client):
    ballot = ready(eligibility="codes")
    at = f"/abstimmungen/{ballot.pk}/stimme/"
    statuses = [
        client.post(at, {"code": f"2222-2222-22{n:02d}".replace("0", "2")}).status_code for n in range(22)
    ]
    assert statuses[:20] == [422] * 20
    assert "zu viele Versuche" in client.post(at, {"code": "2222-2222-2222"}).content.decode()


def test_final_votes_say_so_on_a_page(client: Client):
    ballot, person = ready(changeable=False), citizen()
    client.force_login(person)
    vote(ballot, "01", person=person)
    assert "schon abgestimmt" in client.get(f"/abstimmungen/{ballot.pk}/stimme/").content.decode()


def test_after_the_end_the_page_says_when_it_was(client: Client):
    ballot = ready()
    client.force_login(citizen())
    end(ballot)
    page = client.post(f"/abstimmungen/{ballot.pk}/stimme/", {"schritt": "abgeben", "o": ["01"]})
    assert page.status_code == 409 and "beendet" in page.content.decode()
    assert "wird ausgezählt" in client.get("/abstimmungen/").content.decode()


ALL_RULES = [
    ("approval", "most"), ("approval", "shares"), ("approval", "greedy"), ("basket", "shares"), ("basket", "greedy"),
    ("points", "sum"), ("points", "shares"), ("points", "greedy"), ("ranking", "schulze"), ("ranking", "runoff"),
    ("ranking", "seats"),
]  # fmt: skip
MARKS: dict[str, list[dict[str, int]]] = {
    "approval": [{"01": 1, "02": 1}, {"01": 1}, {"03": 1}, {"02": 1, "04": 1}, {"02": 1}],
    "basket": [{"01": 1, "02": 1}, {"01": 1}, {"03": 1}, {"02": 1, "04": 1}, {"02": 1}],
    "points": [{"01": 4, "02": 6}, {"01": 10}, {"03": 1}, {"02": 5, "04": 5}, {"02": 2}],
    "ranking": [{"01": 1, "02": 2}, {"01": 1}, {"03": 1, "04": 2}, {"02": 1, "04": 2}, {"02": 1, "03": 2}],
}


@pytest.mark.parametrize(("kind", "rule"), ALL_RULES)
def test_every_rule_is_told_tried_voted_counted_explained_and_counted_again(
    client: Client, tmp_path: Any, capsys: Any, kind: str, rule: str
):
    """The whole life of each rule; at its end the command that the page names gives the result that it shows."""
    ballot = ready(kind=kind, rule=rule, seats=2, comparison=rule == "shares")
    at = f"/abstimmungen/{ballot.pk}"
    tried = client.get(f"{at}/probieren/")
    own = {"approval": "o=3", "basket": "o=3", "points": "p-3=5", "ranking": "r-3=1"}[kind]
    mine = client.get(f"{at}/probieren/?{own}")
    assert tried.status_code == mine.status_code == 200
    assert "ohne Ihre Stimme" in tried.content.decode() and "mit Ihrer Stimme" in mine.content.decode()
    client.force_login(citizen())
    assert client.get(f"{at}/stimme/").status_code == 200
    for marks in MARKS[kind]:
        vote(ballot, choices=marks)
    row = finished(ballot)
    page = client.get(f"{at}/ergebnis/").content.decode()
    told = client.get(f"{at}/ergebnis.json").json()
    assert told["command"].removesuffix(" --json") in page.replace("&amp;", "&")
    file = client.get(f"{at}/stimmzettel/datei/")
    words = told["command"].split()
    path = tmp_path / words[3]
    path.write_bytes(b"".join(file.streaming_content))
    assert tally.main([*words[1:3], str(path), *words[4:]]) == 0
    again = json.loads(capsys.readouterr().out)
    kept = {key: value for key, value in row.result.items() if key not in {"winners"}}
    assert {key: again[key] for key in kept} == json.loads(json.dumps(kept))
    if "winners" in again:
        # By hand all whom nobody beats are named; here the drawn order decides among them.
        assert again["winners"][: len(row.result["winners"])] == row.result["winners"]
    else:
        assert [each["option"] for each in again["places"]][:2] == row.result["winners"]
    assert row.result["winners"]
    for title in ("Spielplatz", "Bäume", "Bank", "Brunnen"):
        assert title in page
    assert client.get(f"{at}/protokoll/").status_code == 200
    assert client.get(f"{at}/protokoll.odt").content[:2] == b"PK"
    assert client.get(f"{at}/stimmzettel/").status_code == 200


def test_the_protocol_is_a_pdf_where_the_server_can(client: Client):
    ballot = ready()
    vote(ballot, "01")
    finished(ballot)
    answer = client.get(f"/abstimmungen/{ballot.pk}/protokoll.pdf")
    assert (answer.status_code, answer.content[:4]) == (
        (200, b"%PDF") if pdf.is_offered() else (503, answer.content[:4])
    )


def test_a_loser_reads_what_was_missing_and_where_the_money_went(client: Client):
    ballot = ready()
    for codes in [["01", "02"]] * 5 + [["01", "04"], ["02", "03"]] + [["03", "04"]] * 3:
        vote(ballot, *codes)
    finished(ballot)
    page = client.get(f"/abstimmungen/{ballot.pk}/ergebnis/").content.decode()
    assert "Brunnen" in page and ("hatten zusammen" in page or "zusammen noch" in page)
    assert "Am Ende fehlten" in page and "Wofür ihr Anteil ausgegeben wurde" in page
    assert "Zwei Zählungen derselben Stimmzettel" in page


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


def test_three_or_three_thousand_cost_the_same_number_of_queries(client: Client):
    client.force_login(citizen())
    found = []
    for number in (3, 3000):
        by = lead()
        ballot = actions.create_ballot(
            phase=voting_phase(),
            by=by,
            draft=actions.BallotDraft(title="t", question="q", kind="approval", rule="most"),
        )
        Option.objects.bulk_create(
            Option(ballot=ballot, title=f"Projekt {n}", code=f"{n:04d}", eligible=True) for n in range(number)
        )
        ballot = actions.make_ready(ballot=ballot, by=by)
        at = f"/abstimmungen/{ballot.pk}"
        seen = [queries_of(client, f"{at}/"), queries_of(client, f"{at}/stimme/")]
        CastBallot.objects.bulk_create(
            CastBallot(ballot=ballot, choices={f"{n % number:04d}": 1}, receipt=f"R{n}")
            for n in range(number)
        )
        Voter.objects.bulk_create(Voter(ballot=ballot, who=f"w{n}", day="2027-01-01") for n in range(number))
        finished(ballot, by)
        seen += [queries_of(client, f"{at}/{page}") for page in ("ergebnis/", "stimmzettel/", "protokoll/")]
        found.append(seen)
    assert found[0] == found[1], found


# --- the desk -------------------------------------------------------------------------------------------------------


def test_a_ballot_is_set_up_at_the_desk_from_nothing_to_published(client: Client):
    by, second = staff(Role.OMBUDS), staff(Role.CORE)
    client.force_login(by)
    phase = voting_phase()
    values = {
        "phase": phase.pk, "title": "Quartiersbudget", "question": "Was soll bezahlt werden?", "kind": "basket", "rule": "shares",
        "budget": 600, "least": 1, "points": 10, "seats": 1, "guarantee": 0, "stop": "exhaustive", "eligibility": "accounts",
        "changeable": "on", "four_eyes": "on", "once": "einmal",
    }  # fmt: skip
    assert client.post("/schreibtisch/abstimmungen/neu/", values | {"budget": ""}).status_code == 422
    for _ in range(2):
        answer = client.post("/schreibtisch/abstimmungen/neu/", values)
        assert answer.status_code == 302
    ballot = Ballot.objects.get()
    desk = f"/schreibtisch/abstimmungen/{ballot.pk}"
    for title, cost in (("Bank", 100), ("Bäume", 200), ("Seilbahn", 900)):
        assert client.post(f"{desk}/projekte/neu/", {"title": title, "cost": cost}).status_code == 302
    for option in ballot.options.all():
        sent = (
            {"eligible": "nein", "cost": option.cost}
            if option.title == "Seilbahn"
            else {"eligible": "ja", "cost": option.cost}
        )
        at = f"{desk}/projekte/{option.pk}/pruefen/"
        if option.title == "Seilbahn":
            assert client.post(at, sent).status_code == 422
            sent["reason"] = "Gehört dem Land."
        assert client.post(at, sent).status_code == 302
    assert "Sie können festlegen" in client.get(f"{desk}/").content.decode()
    assert client.post(f"{desk}/festlegen/").status_code == 302
    ballot.refresh_from_db()
    assert ballot.state == State.READY
    assert "Gehört dem Land." in Client().get(f"/abstimmungen/{ballot.pk}/").content.decode()
    assert client.get(f"{desk}/angaben/").status_code == 409
    vote(queries.one(ballot.pk), "01")
    page = client.post(f"{desk}/eingabe/", {"sheet": "B 1", "channel": "paper", "o": ["02"]})
    assert page.status_code == 302
    page = client.post(f"{desk}/eingabe/", {"sheet": "B 1", "channel": "paper", "o": ["02"]})
    assert page.status_code == 409 and " checked" in page.content.decode()
    end(ballot)
    for step in ("schliessen", "auszaehlen"):
        assert client.get(f"{desk}/{step}/").status_code == 200
        assert client.post(f"{desk}/{step}/").status_code == 302
    assert "Noch nicht öffentlich" in client.get(f"{desk}/ergebnis/").content.decode()
    assert client.post(f"{desk}/veroeffentlichen/").status_code == 403
    client.force_login(second)
    assert client.post(f"{desk}/veroeffentlichen/").status_code == 302
    assert Client().get(f"/abstimmungen/{ballot.pk}/ergebnis/").status_code == 200


def test_letters_come_as_one_file_and_where_it_fails_there_are_no_codes(client: Client, monkeypatch: Any):
    ballot = ready(eligibility="codes")
    client.force_login(staff(Role.CORE))
    at = f"/schreibtisch/abstimmungen/{ballot.pk}/codes/"
    assert client.get(at).status_code == 200
    monkeypatch.setattr(pdf, "_maker", lambda: None)
    assert client.post(at, {"number": 2}).status_code == 503
    assert not Slip.objects.exists()
    monkeypatch.undo()
    if pdf.is_offered():
        answer = client.post(at, {"number": 2})
        assert answer.content[:4] == b"%PDF" and Slip.objects.count() == 2
    client.force_login(staff(Role.PROCESS))
    assert client.get(at).status_code == 403


def test_the_counter_opens_an_account(client: Client):
    ballot, person = ready(eligibility="desk"), citizen()
    client.force_login(staff(Role.EDITOR))
    at = f"/schreibtisch/abstimmungen/{ballot.pk}/freischalten/"
    assert client.post(at, {"account": person.email}).status_code == 422  # no ID was seen
    assert client.post(at, {"account": "niemand@example.org", "seen": "on"}).status_code == 422
    assert client.post(at, {"account": person.email.upper(), "seen": "on"}).status_code == 302
    vote(ballot, "01", person=person)


def test_two_readings_stand_side_by_side(client: Client):
    ballot = ready(double_entry=True, kind="points", rule="sum")
    sent = {"sheet": "B 1", "channel": "paper", "p-01": "3"}
    at = f"/schreibtisch/abstimmungen/{ballot.pk}/eingabe/"
    client.force_login(staff(Role.EDITOR))
    client.post(at, sent)
    client.force_login(staff(Role.OFFICE))
    page = client.post(at, sent | {"p-01": "4"})
    assert page.status_code == 409
    assert "3 Punkte" in page.content.decode() and "4 Punkte" in page.content.decode()
    assert client.post(at, sent).status_code == 302
    assert CastBallot.objects.get().choices == {"01": 3}


def test_citizens_and_other_roles_stay_outside(client: Client):
    ballot = prepared()
    client.force_login(staff(Role.MODERATION))
    assert client.get("/schreibtisch/abstimmungen/").status_code == 403
    client.force_login(citizen())
    assert client.get(f"/schreibtisch/abstimmungen/{ballot.pk}/").status_code == 403
    assert client.get(f"/abstimmungen/{ballot.pk}/").status_code == 404
    assert client.get(f"/abstimmungen/{10**30}/").status_code == 404


def test_papers_to_print_carry_numbers_or_a_field_for_the_code(client: Client):
    client.force_login(staff(Role.EDITOR))
    ballot, by_code = ready(), ready(eligibility="codes")
    page = client.get(f"/schreibtisch/abstimmungen/{ballot.pk}/papier/?number=3&first=7").content.decode()
    assert [number in page for number in ("B 006", "B 007", "B 009", "B 010")] == [False, True, True, False]
    assert client.get(f"/schreibtisch/abstimmungen/{ballot.pk}/papier/?number=x").status_code == 200
    page = client.get(f"/schreibtisch/abstimmungen/{by_code.pk}/papier/").content.decode()
    assert "Code aus Ihrem Brief" in page and "B 001" not in page
    assert client.get(f"/schreibtisch/abstimmungen/{prepared().pk}/papier/").status_code == 409
