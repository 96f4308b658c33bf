# SPDX-License-Identifier: EUPL-1.2
"""The map: drawn when something changed, kept without anybody's place, shown when it may be, given out and taken in as files."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.people import citizen, phase, process, staff

from mitwirken.formats.opinions import actions, files, queries, streams
from mitwirken.formats.opinions.actions import drawing as drawing_room
from mitwirken.formats.opinions.models import Conversation, Drawing, Participant, Shown, State, Vote
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role
from mitwirken.kernels import polis

from .makers import answer, end, lead, map_phase, released, statement

pytestmark = pytest.mark.django_db

TEXTS = tuple(f"Auf dem Platz soll es {number} Bänke geben." for number in range(1, 10))


def camps(first: int = 14, second: int = 10, **values: Any) -> Conversation:
    """Sheets of two camps: all agree on the first statement, on the others one camp agrees and the other does not."""
    by = lead()
    row = released(by, TEXTS, **values)
    pks = dict(row.statements.values_list("number", "pk"))
    people = Participant.objects.bulk_create(
        Participant(conversation=row, sheet=f"B {number}") for number in range(first + second)
    )
    Vote.objects.bulk_create(
        Vote(
            participant=who,
            statement_id=pk,
            value=1 if number == 1 or (place < first) == (number < 6) else -1,
            channel="paper",
            at=timezone.now(),
        )
        for place, who in enumerate(people)
        for number, pk in pks.items()
    )
    return row


def page(row: Conversation, client: Client | None = None, query: str = "") -> str:
    answer = (client or Client()).get(reverse("opinions:map", args=[row.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


# --- drawing ----------------------------------------------------------------------------------------------------------


def test_a_drawing_holds_groups_and_nobody() -> None:
    row = camps()
    drawing = actions.draw_map(conversation=row)
    assert drawing is not None and (drawing.votes, drawing.participants, drawing.statements) == (216, 24, 9)
    assert [group["size"] for group in drawing.result["groups"]] == [14, 10]
    assert "people" not in drawing.result and min(cell["size"] for cell in drawing.result["cells"]) >= 5
    # Were a participant's id in it anywhere, these ids that occur nowhere else would show.
    Participant.objects.filter(conversation=row).update(sheet=None)
    for number, who in enumerate(Participant.objects.filter(conversation=row).order_by("pk")):
        votes = list(who.votes.values())
        who.delete()
        made = Participant.objects.create(pk=7_770_000 + number, conversation=row)
        Vote.objects.bulk_create(Vote(**{**vote, "id": None, "participant_id": made.pk}) for vote in votes)
    again = actions.draw_map(conversation=row)
    assert again is not None
    numbers = re.findall(r"\d+", json.dumps([again.result, again.priorities]))
    assert not {str(7_770_000 + number) for number in range(24)} & set(numbers)
    assert list(row.drawings.all()) == [again], "one map at a time"


def test_below_the_least_number_there_is_no_map_but_an_order_of_statements() -> None:
    row = camps(10, 6)
    drawing = actions.draw_map(conversation=row)
    assert drawing is not None and drawing.result == {} and len(drawing.priorities) == 9
    assert "sobald mindestens 20 Menschen" in page(row)


def test_without_votes_and_with_one_voter_nothing_breaks() -> None:
    row = released(texts=TEXTS)
    assert actions.draw_map(conversation=row) is None
    answer(row, 1, 1)
    drawing = actions.draw_map(conversation=row)
    assert drawing is not None and drawing.result == {} and drawing.priorities == {}
    assert "Noch keine Karte" in page(row)


def test_the_job_draws_only_what_changed() -> None:
    row = camps()
    other = released(texts=TEXTS)
    assert actions.draw_changed_maps() == 1, "the other has no votes"
    assert actions.draw_changed_maps() == 0
    person = answer(row, 1, 1)
    assert actions.draw_changed_maps() == 1
    answer(row, 1, -1, person)  # as many votes as before
    assert actions.draw_changed_maps() == 1
    assert actions.draw_changed_maps() == 0
    actions.hide_statement(statement(row, 2))
    assert actions.draw_changed_maps() == 1
    assert not other.drawings.exists()
    end(row, days=100)
    answered = Vote.objects.filter(statement__conversation=row).first()
    assert answered is not None
    answered.delete()
    assert actions.draw_changed_maps() == 0, "long after the end nothing is drawn any more"


def test_no_web_process_loads_scipy() -> None:
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE']='mitwirken.config.settings'; django.setup();"
        "from mitwirken.formats.opinions import urls, maps, exports; print('scipy' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_only_staff_have_a_map_drawn_now() -> None:
    row = camps()
    with pytest.raises(Refusal):
        actions.redraw_map(conversation=row, by=citizen())
    assert not Drawing.objects.exists()
    assert actions.redraw_map(conversation=row, by=lead()) is not None


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_tells_what_the_picture_shows() -> None:
    row = camps()
    actions.draw_map(conversation=row)
    html = page(row)
    assert "Gruppe A mit 14 Menschen, Gruppe B mit 10 Menschen" in html
    assert html.count('class="opinion-area') == 2 and html.count('class="opinion-circle') >= 2
    assert "So viele stimmen zu: Gruppe A 100" in html
    assert "Die Gruppen sind unsicher" in html and "Erst 24 Menschen" in html
    assert "auf Papier" in html and "Antworten</span>" in html and "opinion-own" not in html


def test_only_whoever_voted_sees_where_they_stand() -> None:
    row = camps()
    person = citizen()
    for number in range(1, 10):
        answer(row, number, 1 if number < 6 else -1, person)
    actions.draw_map(conversation=row)
    client = Client()
    client.force_login(person)
    assert "Der Stern sind Sie: am nächsten bei Gruppe A." in page(row, client)
    client.force_login(citizen())
    assert "Der Stern" not in page(row, client)
    assert "Der Stern" not in page(row)


def test_hidden_until_the_end_for_everybody_but_staff() -> None:
    row = camps(shown=Shown.END)
    actions.draw_map(conversation=row)
    html = page(row)
    assert "zu sehen, wenn die Abstimmung vorbei ist" in html and "opinion-map" not in html
    for name in ("statements_csv", "votes_csv", "matrix_csv"):
        assert Client().get(reverse(f"opinions:{name}", args=[row.pk])).status_code == 409
    client = Client()
    client.force_login(staff(Role.OMBUDS))
    html = page(row, client)
    assert "Noch sieht diese Karte sonst niemand." in html and "opinion-map" in html
    end(row)
    assert "opinion-map" in page(row)


def test_a_statement_hidden_since_the_drawing_is_gone_at_once() -> None:
    row = camps()
    actions.draw_map(conversation=row)
    assert TEXTS[0] in page(row)
    actions.hide_statement(statement(row, 1))
    assert TEXTS[0] not in page(row)


def test_orders_and_odd_addresses() -> None:
    row = camps()
    actions.draw_map(conversation=row)
    for query in ("?sortierung=trennt", "?sortierung=stimmen", "?sortierung=x&seite=99", "?seite=-1"):
        assert "Alle Aussagen" in page(row, query=query)
    assert Client().get("/meinungskarten/99999999/karte/").status_code == 404


def test_thirty_statements_cost_as_many_queries_as_nine() -> None:
    row = camps()
    actions.draw_map(conversation=row)
    page(row)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(row, query="?sortierung=nummer")
    by = lead()
    actions.seed_statements(
        conversation=row, texts=[f"Und der Brunnen braucht {number} Düsen." for number in range(21)], by=by
    )
    person = citizen()
    for each in row.statements.all():
        answer(row, each.number, 1, person)
    actions.draw_map(conversation=row)
    with CaptureQueriesContext(connection) as many:
        page(row, query="?sortierung=nummer&x=1")
    assert len(many) == len(few)


def test_a_new_drawing_goes_to_open_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(drawing_room.realtime, "changed", lambda kind, key: said.append((kind, key)))
    row = camps()
    assert streams.draw(str(row.pk), {"map:de"}) is None, "there is no map yet"
    first = actions.draw_map(conversation=row)
    assert first is not None and said == [("meinungskarte", str(row.pk))]
    drawn = streams.draw(str(row.pk), {"map:de", "map:en"})
    assert drawn is not None and drawn.state == str(first.pk)
    html = page(row)
    assert all(part.strip() in html for part in drawn.parts["map:de"].values())
    assert f"/strom/meinungskarte/{row.pk}/?sprache=de" in html
    assert drawn.parts["map:en"] != drawn.parts["map:de"]
    assert streams.admit(str(row.pk), {"sprache": "de"}, {}) is not None
    assert streams.admit(str(row.pk), {"sprache": "xx"}, {}) is None
    state = Client().get(reverse("opinions:map_state", args=[row.pk]))
    assert state.json()["parts"]["map/lead"] == drawn.parts["map:de"]["lead"]
    again = Client().get(
        reverse("opinions:map_state", args=[row.pk]), headers={"If-None-Match": state["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("key", ["x", "", "99999999999999999999", "-1", "7777777"])
def test_no_stream_for_what_is_hidden_or_not_there(key: str) -> None:
    assert streams.admit(key, {}, {}) is None and streams.draw(key, {"map:de"}) is None
    row = camps(shown=Shown.END)
    actions.draw_map(conversation=row)
    assert streams.admit(str(row.pk), {}, {}) is None and streams.draw(str(row.pk), {"map:de"}) is None
    assert Client().get(reverse("opinions:map_state", args=[row.pk])).status_code == 404


def test_a_page_with_the_own_place_does_not_listen() -> None:
    row = camps()
    person = answer(row, 1, 1)
    actions.draw_map(conversation=row)
    client = Client()
    client.force_login(person)
    assert "Der Stern sind Sie" in page(row, client) and "<live-view" not in page(row, client)
    end(row)
    assert "<live-view" not in page(row), "when it is over nothing changes any more"


def test_staff_draw_now() -> None:
    row = camps()
    client = Client()
    client.force_login(staff(Role.OMBUDS))
    address = reverse("opinions:desk_draw", args=[row.pk])
    assert client.get(address).status_code == 200 and not row.drawings.exists()
    assert client.post(address).status_code == 302
    assert row.drawings.count() == 1


# --- files ------------------------------------------------------------------------------------------------------------


def sent(row: Conversation, name: str) -> list[list[str]]:
    answer: Any = Client().get(reverse(f"opinions:{name}", args=[row.pk]))
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode(), newline="")))


def test_answers_are_given_out_after_the_end_under_numbers_drawn_anew() -> None:
    row = camps()
    actions.draw_map(conversation=row)
    assert len(sent(row, "statements_csv")) == 10
    for name in ("votes_csv", "matrix_csv"):
        assert Client().get(reverse(f"opinions:{name}", args=[row.pk])).status_code == 409
    row = end(row)
    rows = sent(row, "votes_csv")
    assert len(rows) == 217 and {int(one[3]) for one in rows[1:]} == set(range(1, 25))
    assert all(int(one[0]) % 86_400_000 == 0 for one in rows[1:]), "the day, not the hour"
    matrix = sent(row, "matrix_csv")
    assert len(matrix) == 25 and {one[1] for one in matrix[1:]} == {""}, "no groups"
    first = {one[0]: one[6:] for one in matrix[1:]}
    again = [{one[0]: one[6:] for one in sent(row, "matrix_csv")[1:]} for _ in range(4)]
    assert any(other != first for other in again), "another order each time"
    assert all(sorted(other.values()) == sorted(first.values()) for other in again)
    comments = sent(row, "statements_csv")
    assert {one[2 + 1] for one in comments[1:]} == {"0"}, "no author"


def test_what_is_given_out_can_be_taken_in_again() -> None:
    row = end(camps())
    actions.draw_map(conversation=row)
    there = map_phase()
    there.starts_at, there.ends_at = timezone.now() - timedelta(days=9), timezone.now() - timedelta(days=1)
    there.save()
    copy = actions.import_conversation(
        phase=there,
        comments=files.statements_file(row),
        votes=files.matrix_file(row),
        draft=actions.ConversationDraft(question="Noch einmal"),
        source="Hier, CC BY 4.0",
    )
    own = {s.number: queries.totals(row)[s.pk] for s in row.statements.all()}
    assert {s.number: queries.totals(copy)[s.pk] for s in copy.statements.all()} == own
    html = page(copy)
    assert "Gruppe A mit 14 Menschen" in html and "Hier, CC BY 4.0" in html


COMMENTS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,is-meta,is-seed,comment-body\n"
    '1567382954,x,0,5,1,1,1,false,true,"Mehr Bäume,\nbitte"\n'
    "1567382955,x,3,6,0,0,-1,false,false,Unfreundlich\n"
)
VOTES = "timestamp,datetime,comment-id,voter-id,vote\n1567382956,x,0,17,1\n1567382957,x,3,17,-1\n1567382958,x,0,17,-1\n"


def past() -> Any:
    now = timezone.now()
    return phase(
        process(), "opinions", "opine", starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=1)
    )


def take_in(comments: str = COMMENTS, votes: str = VOTES, **more: Any) -> Conversation:
    given = {
        "phase": past(),
        "draft": actions.ConversationDraft(question="Wie war das?", language="en"),
        "source": "Anderswo, CC BY 4.0",
    } | more
    return actions.import_conversation(comments=io.StringIO(comments), votes=io.StringIO(votes), **given)


def test_the_last_vote_counts_and_what_was_refused_there_counts_nowhere() -> None:
    row = take_in()
    first = statement(row, 0)
    assert first.text == "Mehr Bäume,\nbitte" and first.seed
    refused = row.statements.get(number=3)
    assert refused.state == State.REFUSED and not refused.is_voted_on
    assert list(queries.votes(row)) == [(row.participants.get().pk, first.pk, -1)]
    assert row.participants.get().sheet == "17" and row.released_at is not None


@pytest.mark.parametrize(
    ("comments", "votes", "word"),
    [
        (COMMENTS, VOTES + "1567382958,x,99,17,1\n", "line 5"),
        (COMMENTS, VOTES.replace(",17,1\n", ",17,7\n", 1), "line 2"),
        (COMMENTS.replace("Unfreundlich", ""), VOTES, "line 4"),
        (COMMENTS.replace("Unfreundlich", "x" * 401), VOTES, "statement 3 has 401"),
        (COMMENTS.replace(",3,6,", ",99999999999,6,"), VOTES.replace(",3,", ",0,"), "out of range"),
        ("", VOTES, "empty"),
        (COMMENTS, "", "columns|empty|no column"),
        (COMMENTS, "participant,0\n17,1\n17,1\n", "line 3"),
    ],
)
def test_bad_lines_are_named(comments: str, votes: str, word: str) -> None:
    before = Conversation.objects.count()
    with pytest.raises(Refusal, match=word):
        take_in(comments, votes)
    assert Conversation.objects.count() == before


def test_taken_in_is_only_what_is_over_named_and_new() -> None:
    with pytest.raises(Refusal, match="läuft noch"):
        take_in(phase=map_phase())
    with pytest.raises(Refusal, match="Lizenz"):
        take_in(source="  ")
    there = past()
    take_in(phase=there)
    with pytest.raises(Refusal, match="schon eine"):
        take_in(phase=there)
    with pytest.raises(Refusal, match="Aufgaben"):
        take_in(by=citizen())


def test_staff_take_in_files_and_read_what_is_wrong() -> None:
    there = past()
    client = Client()
    client.force_login(staff(Role.OMBUDS))
    address = reverse("opinions:desk_import")
    assert there.process.title in client.get(address).content.decode()

    def send(votes: str) -> Any:
        return client.post(
            address,
            {
                "phase": there.pk,
                "question": "Wie war das?",
                "language": "en",
                "source": "Anderswo, CC BY 4.0",
                "comments": SimpleUploadedFile("comments.csv", COMMENTS.encode()),
                "votes": SimpleUploadedFile("votes.csv", votes.encode()),
            },
        )

    wrong = send(VOTES + "x\n")
    assert wrong.status_code == 422 and "line 5" in wrong.content.decode()
    assert send(VOTES).status_code == 302
    assert Conversation.objects.get(phase=there).participants.count() == 1


def test_operators_take_in_a_folder(tmp_path: Path) -> None:
    there = past()
    (tmp_path / "comments.csv").write_text(COMMENTS, encoding="utf-8")
    words = ["--process", there.process.slug, "--question", "Wie war das?", "--source", "Anderswo, CC BY 4.0"]
    with pytest.raises(CommandError, match=r"votes\.csv"):
        call_command("import_opinions", str(tmp_path), *words)
    (tmp_path / "votes.csv").write_text(VOTES, encoding="utf-8")
    out = io.StringIO()
    call_command("import_opinions", str(tmp_path), *words, stdout=out)
    assert "1 people, 2 statements" in out.getvalue()
    with pytest.raises(CommandError, match="no phase"):
        call_command("import_opinions", str(tmp_path), *words)


def test_the_files_stream_some_hundred_voters_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CHUNK", 7)
    row = end(camps())
    read = list(polis.read_matrix(files.matrix_file(row), range(1, 10)))
    assert len(read) == 216 and len({vote.voter for vote in read}) == 24
    assert Drawing.objects.count() == 0
