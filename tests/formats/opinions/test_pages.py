# SPDX-License-Identifier: EUPL-1.2
"""The way through the pages without JavaScript, the desk, the sheet, the archive, the machines."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.formats.opinions.makers import TEXTS, answer, end, lead, map_phase, prepared, released, statement
from tests.people import citizen, staff

from mitwirken.civic.representation.registry import took_part
from mitwirken.formats.opinions import actions, archiving, queries, sheets
from mitwirken.formats.opinions.models import Conversation, State, Statement, Vote
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.paper.registry import Row, Typed

pytestmark = pytest.mark.django_db


def words(page: Any) -> str:
    return str(page.content.decode())


def shown(page: Any) -> tuple[int, str]:
    """The number of the statement on the page, and the token of its form."""
    number = re.search(r'name="aussage" value="(\d+)"', words(page))
    token = re.search(r'name="once" value="([^"]+)"', words(page))
    assert number and token
    return int(number[1]), token[1]


def test_from_the_question_through_all_statements_and_back(client: Client):
    row = released()
    at = row.get_absolute_url()
    page = client.get(at)
    assert page.status_code == 200 and "Zum Antworten anmelden" in words(page) and "4 kurzen" in words(page)
    assert client.post(f"{at}antwort/", {"aussage": "1", "value": "1"})["Location"].startswith(
        "/konto/anmelden/"
    )
    client.force_login(citizen())
    seen = []
    for done in range(4):
        page = client.get(at)
        assert f"<strong>{done}</strong> von 4" in words(page)
        number, token = shown(page)
        assert shown(client.get(at))[0] == number, "a reload shows the same statement"
        seen.append(number)
        sent = {"aussage": number, "value": ("1", "-1", "0", "1")[done], "once": token}
        for _click in range(2):
            answered = client.post(f"{at}antwort/", sent)
            assert answered.status_code == 303 and answered["Location"] == f"{at}#aussage"
    assert sorted(seen) == [1, 2, 3, 4] and Vote.objects.count() == 4
    page = client.get(at)
    assert "Geschafft" in words(page) and "Zuletzt:" in words(page)
    page = client.get(f"{at}?aussage={seen[0]}")
    assert words(page).count('aria-pressed="true"') == 1 and "Antwort zurücknehmen" in words(page)
    client.post(f"{at}antwort/", {"aussage": seen[0], "value": "0"})
    page = client.get(f"{at}meine-antworten/")
    assert "4 Antworten" in words(page)
    back = client.post(f"{at}antwort/", {"aussage": seen[0], "value": "", "zurueck": "antworten"})
    assert back["Location"] == f"{at}meine-antworten/" and Vote.objects.count() == 3


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 404),
        ({"aussage": "1"}, 422),
        ({"aussage": "1", "value": "7"}, 422),
        ({"aussage": "1", "value": "ja"}, 422),
        ({"aussage": "99", "value": "1"}, 404),
        ({"aussage": "x" * 400, "value": "1"}, 404),
        ({"aussage": "9" * 30, "value": "1"}, 404),
    ],
)
def test_odd_answers_are_refused_in_words(client: Client, sent: dict[str, str], status: int):
    row = released()
    client.force_login(citizen())
    assert client.post(f"{row.get_absolute_url()}antwort/", sent).status_code == status
    assert not Vote.objects.exists()


def test_an_own_statement_meets_similar_ones_first_and_is_not_held_up(client: Client):
    row, person = released(), citizen()
    at = f"{row.get_absolute_url()}aussagen/neu/"
    assert client.get(at).status_code == 302
    client.force_login(person)
    assert client.get(at).status_code == 200
    assert client.post(at, {"text": "kurz"}).status_code == 422
    assert "gibt es schon" in words(client.post(at, {"text": TEXTS[0]}))
    text = "Der Platz braucht Schatten von Bäumen."
    page = client.post(at, {"text": text, "once": "einmal"})
    assert page.status_code == 200 and "Meinen Sie eine von diesen" in words(page) and TEXTS[0] in words(page)
    sure = re.search(r'name="sure" value="([^"]+)"', words(page))
    assert sure and not row.statements.filter(author=person).exists()
    for _click in range(2):
        page = client.post(at, {"text": text, "once": "einmal", "sure": sure[1]})
        assert page.status_code == 303
    (made,) = row.statements.filter(author=person)
    assert made.state == State.WAITING
    assert "wird angesehen" in words(client.get(f"{row.get_absolute_url()}meine-antworten/"))
    assert client.get(made.get_absolute_url()).status_code == 200
    assert person.pseudonym not in words(Client().get(row.get_absolute_url()))
    assert Client().get(made.get_absolute_url()).status_code == 404


def test_nobody_sees_what_is_prepared_and_staff_do(client: Client):
    row = prepared()
    assert client.get(row.get_absolute_url()).status_code == 404
    client.force_login(staff(Role.EDITOR))
    assert "In Vorbereitung" in words(client.get(row.get_absolute_url()))


def test_after_the_end_it_can_be_read_and_not_answered(client: Client):
    row, person = released(), citizen()
    answer(row, 1, 1, person)
    row = end(row)
    client.force_login(person)
    assert "ist beendet" in words(client.get(row.get_absolute_url()))
    assert "ändern lässt sich nichts" in words(client.get(f"{row.get_absolute_url()}meine-antworten/"))
    assert client.post(f"{row.get_absolute_url()}antwort/", {"aussage": "2", "value": "1"}).status_code == 409


def test_pages_cost_the_same_for_five_statements_and_for_two_thousand(client: Client):
    person = citizen()
    client.force_login(person)

    def cost(number: int) -> list[int]:
        row = released(texts=tuple(f"Aussage mit der laufenden Nummer {n}." for n in range(number)))
        answer(row, 1, 1, person)
        at, found = row.get_absolute_url(), []
        for path in (at, f"{at}aussagen/", f"{at}meine-antworten/"):
            client.get(path)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(path).status_code == 200
            found.append(len(asked))
        return found

    assert cost(5) == cost(2000)


def test_the_desk_from_the_first_word_to_the_decision(client: Client):
    phase, by = map_phase(), lead()
    client.force_login(by)
    assert "Noch keine Meinungskarte" in words(client.get("/schreibtisch/meinungskarten/"))
    form = {
        "phase": phase.pk, "question": "Wie soll es werden?", "adding": "before", "most_each": 5, "shown": "running",
        "least": 20, "language": "de", "once": "neu",
    }  # fmt: skip
    for _click in range(2):
        made = client.post("/schreibtisch/meinungskarten/neu/", form)
    row = Conversation.objects.get()
    at = made["Location"]
    assert at == f"/schreibtisch/meinungskarten/{row.pk}/" and "mindestens 3 Aussagen" in words(
        client.get(at)
    )
    client.post(f"{at}aussagen/neu/", {"texts": "\n".join(TEXTS), "once": "liste"})
    page = client.get(at)
    assert all(text in words(page) for text in TEXTS) and "Freigeben" in words(page)
    client.post(f"{at}aussagen/4/", {"text": "Abends ist es viel zu laut."})
    client.post(f"{at}aussagen/3/entfernen/")
    client.get(f"{at}freigeben/")
    client.post(f"{at}freigeben/")
    row = queries.one(row.pk)  # type: ignore[assignment]
    assert row.released_at is not None
    for text in ("Der Platz braucht Schatten von Bäumen.", "Es fehlt eine Bank.", "Alle sind doof hier."):
        actions.suggest_statement(conversation=row, text=text, by=citizen())
    assert "3 Aussagen warten" in words(client.get(at))
    page = client.get(f"{at}wartet/")
    assert "Klingt ähnlich" in words(page) and "?mit=1" in words(page)
    similar, bank, rude = queries.queue(row)
    assert 'value="1"' in words(client.get(f"{at}aussagen/{similar.number}/zusammenlegen/?mit=1"))
    assert client.post(f"{at}aussagen/{similar.number}/zusammenlegen/", {"into": 77}).status_code == 422
    client.post(f"{at}aussagen/{similar.number}/zusammenlegen/", {"into": 1})
    client.post(f"{at}aussagen/{bank.number}/annehmen/")
    assert client.post(f"{at}aussagen/{rude.number}/ablehnen/", {"reason": ""}).status_code == 422
    client.post(f"{at}aussagen/{rude.number}/ablehnen/", {"reason": "Beleidigt andere."})
    assert [each.state for each in row.statements.filter(seed=False)] == ["merged", "accepted", "refused"]
    assert "Nichts wartet" in words(client.get(f"{at}wartet/"))
    client.post(f"{at}aussagen/eintragen/", {"text": "Ein Brunnen fehlt.", "channel": "phone", "once": "t"})
    assert Statement.objects.get(text="Ein Brunnen fehlt.").channel == "phone"
    page = client.post(f"{at}angaben/", form | {"question": "Anders?", "seen": row.version, "once": ""})
    assert page.status_code == 409 and "bleibt, wie sie ist" in words(page)


def test_a_sheet_has_a_row_for_each_statement_and_what_is_ticked_counts(client: Client):
    row, by = released(), lead()
    content = sheets.FORM.build(row)
    lines = [block for block in content.blocks if isinstance(block, Row)]
    assert {line.title for line in lines} == set(TEXTS) and len(lines[0].options) == 3
    assert [offer.pk for offer in sheets.FORM.offers()] == [row.pk]
    page = client.get(f"/boegen/{sheets.KIND}/{row.pk}/")
    assert page.status_code == 200 and all(text in words(page) for text in TEXTS)
    values = {lines[0].name: "1", lines[1].name: "-1", lines[2].name: ""}
    done = sheets.FORM.enter(row, Typed(values, "paper", by, "B-1"))
    assert queries.by_channel(row) == {"paper": 2}
    # Hidden after the sheet was printed: it is entered all the same and counts nowhere.
    actions.hide_statement(Statement.objects.get(pk=int(lines[2].name[1:])))
    sheets.FORM.enter(row, Typed({lines[2].name: "1"}, "paper", by, "B-2"))
    assert queries.by_channel(row) == {"paper": 2} and Vote.objects.count() == 3
    sheets.FORM.take_back(row, done.undo, by)
    assert queries.by_channel(row) == {}


def test_a_sheet_is_typed_in_at_the_desk(client: Client):
    row = released()
    client.force_login(lead())
    at = f"/schreibtisch/papier/{sheets.KIND}/{row.pk}/"
    page = client.get(at)
    assert page.status_code == 200 and TEXTS[0] in words(page)
    one, two = statement(row, 1), statement(row, 2)
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', words(page)))
    sent |= {f"v{one.pk}": "1", f"v{two.pk}": "-1", "channel": "phone"}
    sent |= {name: "T-4" for name in ("number", "sheet", "nummer") if f'name="{name}"' in words(page)}
    page = client.post(at, sent)
    assert page.status_code == 302, re.findall(r'class="error[^>]*>([^<]+)', words(page))
    assert set(Vote.objects.values_list("statement__number", "value", "channel")) == {
        (1, 1, "phone"),
        (2, -1, "phone"),
    }


def test_machines_read_totals_as_soon_as_everybody_may(client: Client):
    row = released(shown="end")
    answer(row, 1, 1)
    answer(row, 1, -1)
    at = f"/api/v1/conversations/{row.pk}"
    told = json.loads(client.get(at).content)
    assert told["hidden"] and told["total"] == 4 and told["items"][0]["agree"] is None
    end(row)
    told = json.loads(client.get(at).content)
    first = told["items"][0]
    assert (first["number"], first["agree"], first["disagree"], first["passed"]) == (1, 1, 1, 0)
    assert client.get(f"/api/v1/conversations/{prepared().pk}").status_code == 404


def test_the_archive_gets_what_everybody_may_see():
    row = released()
    answer(row, 1, 1)
    row = end(row)
    pages: dict[str, str] = {}
    data: dict[str, list[Any]] = {}

    class Book:
        def page(self, path: str, title: str, html: str) -> None:
            pages[path] = html

        def data(self, path: str, rows: Any) -> None:
            data[path] = list(rows)

    process = row.phase.process
    archiving.write(Book(), process)
    assert [path for _at, path in archiving.addresses(process)] == list(pages)
    (html,) = pages.values()
    assert all(text in html for text in TEXTS)
    (rows,) = data.values()
    assert [each["agree"] for each in rows] == [1, 0, 0, 0]


def test_whoever_answered_took_part_and_the_process_shows_the_map(client: Client):
    row, person = released(), citizen()
    process = row.phase.process
    assert not took_part(process, person)
    answer(row, 1, 1, person)
    assert took_part(process, person)
    page = words(client.get(process.get_absolute_url()))
    assert row.question in page and "jetzt antworten" in page
    assert statement(row).text in words(client.get(f"{row.get_absolute_url()}aussagen/"))
