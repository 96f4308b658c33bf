# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests import people

from mitwirken.formats.deliberation import actions, panels, queries
from mitwirken.formats.deliberation.models import Argument
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db


def asked(person: Any, path: str = "/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = person
    return request


def many(thing: Any, n: int, author: Any, replies: int = 0) -> list[Argument]:
    now = timezone.now()
    rows = Argument.objects.bulk_create(
        Argument(
            subject_kind="thing", subject_id=thing.pk, kind=("pro", "contra", "frage")[k % 3], text=f"Beitrag {k}",
            author=author, created_at=now, reply_count=replies,
        )
        for k in range(n)
    )  # fmt: skip
    Argument.objects.bulk_create(
        Argument(
            subject_kind="thing", subject_id=thing.pk, kind="antwort", text=f"Antwort {k}", author=author,
            created_at=now, parent=row,
        )
        for row in rows
        for k in range(replies)
    )  # fmt: skip
    return rows


def test_the_panel_asks_as_often_for_three_as_for_many(thing):
    author, reader = people.citizen(), people.staff(Role.CORE)
    phase = thing.phases.get()
    many(thing, 3, author, replies=1)
    for person, most in ((AnonymousUser(), 3), (reader, 5)):
        few_queries = CaptureQueriesContext(connection)
        with few_queries:
            panels.panel(asked(person), thing, phase)
        assert len(few_queries) <= most
    many(thing, 150, author, replies=8)
    for person, most in (
        (AnonymousUser(), 3),
        (people.citizen(), 5),
        (reader.__class__.objects.get(pk=reader.pk), 5),
    ):
        with CaptureQueriesContext(connection) as many_queries:
            html = panels.panel(asked(person), thing, phase)
        assert len(many_queries) <= most, [each["sql"] for each in many_queries]
    assert html.count('class="voice" id=') + html.count("from-city") >= 90
    assert "21 weitere Beiträge" in html and "Alle 8 Antworten" in html


def test_readers_without_account_see_nothing_personal(thing, say):
    say(parent=say())
    html = panels.panel(asked(AnonymousUser()), thing, thing.phases.get())
    assert "csrf" not in html and "<form" not in html
    assert "Zum Mitreden anmelden" in html and f"next={thing.get_absolute_url()}" in html


def test_what_was_said_stays_readable_without_a_phase(thing, say):
    say(text="Bleibt stehen.")
    html = panels.panel(asked(people.citizen()), thing, None)
    assert "Bleibt stehen." in html and "<form" not in html


def test_the_fair_order_is_the_same_for_all_and_another_one_tomorrow(thing, monkeypatch):
    many(thing, 60, people.citizen())
    today = [row.pk for row in queries.one_side("thing", thing.pk, "pro", "fair")]
    assert today == [row.pk for row in queries.one_side("thing", thing.pk, "pro", "fair")] != sorted(today)
    shown = next(part for part in queries.sections("thing", thing.pk, "fair", None) if part.kind == "pro")
    assert [voice.argument.pk for voice in shown.voices] == today
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    monkeypatch.setattr(queries.timezone, "localdate", lambda: tomorrow)
    assert [row.pk for row in queries.one_side("thing", thing.pk, "pro", "fair")] != today


def test_other_orders_can_be_chosen(thing, say):
    old, liked, new = say(), say(), say()
    actions.mark_helpful(argument=liked, by=people.citizen())
    newest = [row.pk for row in queries.one_side("thing", thing.pk, "pro", "neu")]
    assert newest == [new.pk, liked.pk, old.pk]
    assert queries.one_side("thing", thing.pk, "pro", "hilfreich")[0].pk == liked.pk
    assert queries.clean_order("'; drop") == "fair"


def test_text_is_shown_and_never_executed(thing, say):
    say(text="<script>alert(1)</script> So steht es auch in den Regeln: https://example.org/?a=1&b=2")
    html = panels.panel(asked(AnonymousUser()), thing, None)
    assert "<script>alert" not in html and "&lt;script&gt;" in html and 'rel="nofollow' in html


class TestAdding:
    def test_a_double_click_says_it_once(self, client, thing):
        client.force_login(people.citizen())
        page = client.get(f"/beitrag/thing/{thing.pk}/neu/?art=contra")
        assert page.status_code == 200
        sent = {"kind": "contra", "text": "Zu laut.", "once": page.context["form"]["once"].value()}
        first, second = (client.post(f"/beitrag/thing/{thing.pk}/neu/", sent) for _ in range(2))
        assert first.status_code == second.status_code == 303
        assert first["Location"] == second["Location"]
        made = Argument.objects.get()
        assert client.get(first["Location"])["Location"] == f"{thing.get_absolute_url()}#argument-{made.pk}"

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ({"text": "Mein Text", "kind": ""}, "Mein Text"),
            ({"text": "", "kind": "pro"}, "Ein Satz genügt"),
            ({"text": "y" * 1501, "kind": "pro"}, "1501"),
        ],
    )
    def test_bad_input_keeps_what_was_typed(self, client, thing, sent, words):
        client.force_login(people.citizen())
        answer = client.post(f"/beitrag/thing/{thing.pk}/neu/", sent)
        assert answer.status_code == 422 and words in answer.content.decode()
        assert not Argument.objects.exists()

    def test_a_refusal_keeps_what_was_typed(self, client, thing, closed):
        client.force_login(people.citizen())
        closed()
        answer = client.post(
            f"/beitrag/thing/{thing.pk}/neu/", {"kind": "pro", "text": "Zu spät geschrieben"}
        )
        html = answer.content.decode()
        assert answer.status_code == 403 and "beendet" in html and "Zu spät geschrieben" in html
        early = client.get(f"/beitrag/thing/{thing.pk}/neu/")
        assert early.status_code == 403 and "<textarea" not in early.content.decode()

    def test_strangers_sign_in_first(self, client, thing):
        answer = client.get(f"/beitrag/thing/{thing.pk}/neu/?art=pro")
        assert answer.status_code == 302 and "art%3Dpro" in answer["Location"]

    def test_an_office_answers_by_default_in_its_name(self, client, thing, say, closed):
        office = people.office("Grünflächenamt")
        clerk = people.staff(Role.OFFICE, office=office)
        top = say(kind="frage")
        closed()
        client.force_login(clerk)
        address = f"/beitrag/thing/{thing.pk}/neu/?antwort={top.pk}"
        assert "für Grünflächenamt" in client.get(address).content.decode()
        assert client.post(address, {"text": "Ab Mai.", "office": str(office.pk)}).status_code == 303
        assert Argument.objects.get(parent=top).office == office
        html = panels.panel(asked(AnonymousUser()), thing, None)
        assert "from-city" in html and "Grünflächenamt" in html

    def test_replies_to_what_is_gone_are_not_found(self, client, thing, say):
        top = say()
        actions.hide_argument(top)
        client.force_login(people.citizen())
        for wrong in (top.pk, "abc", 10**15):
            assert client.get(f"/beitrag/thing/{thing.pk}/neu/?antwort={wrong}").status_code == 404


def test_editing_keeps_both_texts_at_a_conflict(client, say):
    author = people.citizen()
    row = say(by=author, text="Eins")
    client.force_login(author)
    page = client.get(f"/beitraege/{row.pk}/aendern/")
    assert "Eins" in page.content.decode() and 'name="version" value="1"' in page.content.decode()
    assert client.post(f"/beitraege/{row.pk}/aendern/", {"text": "Zwei", "version": "1"}).status_code == 303
    answer = client.post(f"/beitraege/{row.pk}/aendern/", {"text": "Drei", "version": "1"})
    html = answer.content.decode()
    assert (
        answer.status_code == 409 and "Zwei" in html and "Drei" in html and 'name="version" value="2"' in html
    )
    assert client.post(f"/beitraege/{row.pk}/aendern/", {"text": "Drei", "version": "2"}).status_code == 303
    client.logout()
    old = client.get(f"/beitraege/{row.pk}/fassungen/").content.decode()
    assert all(text in old for text in ("Eins", "Zwei", "Drei")) and "csrf" not in old


def test_others_neither_edit_nor_withdraw(client, say):
    row = say()
    client.force_login(people.citizen())
    for page in ("aendern", "zurueckziehen"):
        assert client.get(f"/beitraege/{row.pk}/{page}/").status_code == 403
        assert client.post(f"/beitraege/{row.pk}/{page}/", {"text": "x"}).status_code == 403
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_withdrawing_asks_first(client, say):
    author = people.citizen()
    row = say(by=author)
    client.force_login(author)
    assert client.get(f"/beitraege/{row.pk}/zurueckziehen/").status_code == 200
    assert client.post(f"/beitraege/{row.pk}/zurueckziehen/").status_code == 303
    assert client.get(f"/beitraege/{row.pk}/").status_code == 404


def test_helpful_by_plain_post(client, thing, say):
    row = say()
    assert client.post(f"/beitraege/{row.pk}/hilfreich/").status_code == 302
    client.force_login(people.citizen())
    for sent, count in (({}, 1), ({}, 1), ({"nicht": "1"}, 0)):
        assert client.post(f"/beitraege/{row.pk}/hilfreich/", sent).status_code == 303
        row.refresh_from_db()
        assert row.helpful_count == count


def test_permalinks_find_what_stands_on_a_later_page(client, thing):
    rows = many(thing, 120, people.citizen(), replies=0)
    order = [row.pk for row in queries.one_side("thing", thing.pk, "pro", "fair")]
    first, last = order[0], order[-1]
    assert client.get(f"/beitraege/{first}/")["Location"] == f"{thing.get_absolute_url()}#argument-{first}"
    address = client.get(f"/beitraege/{last}/")["Location"]
    assert address == f"/beitraege/thing/{thing.pk}/pro/?seite=2#argument-{last}"
    assert f'id="argument-{last}"' in client.get(address.partition("#")[0]).content.decode()
    assert len(rows) == 120


def test_all_replies_have_a_page(client, thing):
    (top,) = many(thing, 1, people.citizen(), replies=40)
    last = queries.replies_to(top).last()
    address = client.get(f"/beitraege/{last.pk}/")["Location"]
    assert address == f"/beitraege/{top.pk}/antworten/?seite=2#argument-{last.pk}"
    assert f'id="argument-{last.pk}"' in client.get(address.partition("#")[0]).content.decode()


@pytest.mark.parametrize("side", ["pro", "contra", "frage"])
def test_one_side_asks_as_often_for_three_as_for_many(client, thing, side):
    author = people.citizen()
    many(thing, 9, author, replies=1)
    client.get("/beitraege/0/")
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queried:
            assert client.get(f"/beitraege/thing/{thing.pk}/{side}/").status_code == 200
        counted.append(len(queried))
        many(thing, 300, author, replies=2)
    assert counted[0] == counted[1]
    assert client.get(f"/beitraege/thing/{thing.pk}/nirgends/").status_code == 404


def test_staff_type_in_for_somebody(client, thing):
    clerk = people.staff(Role.OMBUDS)
    client.force_login(clerk)
    address = f"/schreibtisch/beitrag/thing/{thing.pk}/"
    assert client.get(address).status_code == 200
    sent = {
        "kind": "frage",
        "text": "Kommt dort Licht hin?",
        "channel": "phone",
        "author_label": "Anruf",
        "once": "abc",
    }
    for _ in range(2):
        assert client.post(address, sent).status_code == 303
    row = Argument.objects.get()
    assert (row.channel, row.said_by, row.author) == ("phone", "Anruf", None)
    bad = client.post(address, {"text": "Bleibt", "channel": "phone"})
    assert bad.status_code == 422 and "Bleibt" in bad.content.decode()
    client.force_login(people.citizen())
    assert client.get(address).status_code == 403
