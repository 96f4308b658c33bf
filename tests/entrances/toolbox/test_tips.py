# SPDX-License-Identifier: EUPL-1.2
"""Anybody passes on what they know; an editor decides; whoever sent it sees what became of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.people import citizen, staff

from mitwirken.entrances.toolbox.actions import tips as actions
from mitwirken.entrances.toolbox.actions.tips import TipDraft
from mitwirken.entrances.toolbox.models import Example, Method, Tip, TipState
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.moderation.models import Report
from mitwirken.ground.privacy.actions import run_retention

pytestmark = pytest.mark.django_db
GIVE = "/instrumentenkoffer/methoden/fishbowl/tipp/"
SUGGEST = "/instrumentenkoffer/beispiele/vorschlagen/"
METHOD = "/instrumentenkoffer/methoden/fishbowl/"


@pytest.fixture
def editor():
    return staff(Role.EDITOR)


def text(response) -> str:
    return response.content.decode()


def give(client, **values):
    return client.post(GIVE, {"kind": "tipp", "text": "Zwei freie Stühle."} | values)


def sent(kind="tipp", **values) -> Tip:
    values = {"text": "Zwei freie Stühle.", "method": Method.objects.get(key="fishbowl")} | values
    return actions.send_tip(draft=TipDraft(kind, **values))


def test_a_tip_needs_no_account_waits_and_then_stands_at_the_method(client, catalogue, editor):
    response = give(client, where="Hörde, 2025", name="Ayşe")
    assert response.status_code == 302
    receipt = response["Location"]
    assert "Ihr Text ist angekommen" in text(client.get(receipt))
    assert "Zwei freie" not in text(client.get(METHOD))
    tip = Tip.objects.get()
    client.force_login(editor)
    client.post(f"/schreibtisch/instrumentenkoffer/tipps/{tip.pk}/", {"tun": "publish"})
    client.logout()
    html = text(client.get(METHOD))
    assert all(
        words in html for words in ("Zwei freie Stühle.", "Ayşe", "Hörde, 2025", f"/melden/tip/{tip.pk}/")
    )
    assert tip.token not in html
    assert "Das wurde übernommen" in text(client.get(receipt))


def test_a_double_click_counts_once_and_machines_are_told_apart(client, catalogue):
    first = give(client, once="abcabcabc")
    assert give(client, once="abcabcabc")["Location"] == first["Location"]
    assert Tip.objects.count() == 1
    assert give(client, website="http://spam.example").status_code == 422
    assert Tip.objects.count() == 1


def test_too_many_in_an_hour_are_refused_and_the_text_is_kept(client, catalogue):
    for number in range(10):
        assert give(client, text=f"Tipp {number}").status_code == 302
    response = give(client, text="Der elfte Tipp")
    assert response.status_code == 429
    assert "Der elfte Tipp" in text(response)
    assert Tip.objects.count() == 10


def test_an_example_needs_a_source_in_the_form_the_deed_and_the_table(client, catalogue):
    response = client.post(SUGGEST, {"text": "Gent gab Geld.", "where": "Gent, 2023"})
    assert response.status_code == 422 and "Gent gab Geld." in text(response)
    with pytest.raises(Refusal, match="Quelle"):
        actions.send_tip(draft=TipDraft("beispiel", "Gent gab Geld.", source=" "))
    with pytest.raises(IntegrityError), transaction.atomic():
        Tip.objects.create(kind="beispiel", text="x", token="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        Tip.objects.create(kind="tipp", text="x", token="b")
    with pytest.raises(Refusal):
        actions.send_tip(draft=TipDraft("tipp", "ohne Methode"))


def test_a_suggested_example_becomes_a_draft_with_its_source(client, catalogue, editor):
    client.post(
        SUGGEST,
        {"text": "Gent gab Geld.", "where": "Gent, 2023", "source": "stad.gent", "method": "buergerbudget"},
    )
    tip = Tip.objects.get()
    client.force_login(editor)
    response = client.post(f"/schreibtisch/instrumentenkoffer/tipps/{tip.pk}/", {"tun": "example"})
    made = Example.objects.get()
    assert response["Location"].endswith(f"/beispiele/{made.pk}/bearbeiten/")
    assert (made.source, made.published_at, made.texts["de"]["what"]) == ("stad.gent", None, "Gent gab Geld.")
    assert [method.key for method in made.methods.all()] == ["buergerbudget"]
    assert client.get(response["Location"]).status_code == 200
    assert client.get(f"/schreibtisch/instrumentenkoffer/beispiele/{made.pk}/").status_code == 200
    assert "Daraus machen wir ein Beispiel" in text(client.get(Tip.objects.get().receipt_url))


def test_a_declined_tip_says_why_and_goes_after_a_year(client, catalogue, editor):
    tip = sent()
    client.force_login(editor)
    page = f"/schreibtisch/instrumentenkoffer/tipps/{tip.pk}/"
    assert client.post(page, {"tun": "decline", "reason": " "}).status_code == 422
    client.post(page, {"tun": "decline", "reason": "Das steht schon in der Checkliste."})
    client.logout()
    assert "Das steht schon in der Checkliste." in text(client.get(tip.receipt_url))
    assert "Zwei freie" not in text(client.get(METHOD))
    kept = sent(text="Bleibt")
    actions.publish_tip(tip=kept, by=editor)
    Tip.objects.update(decided_at=timezone.now() - timedelta(days=364))
    run_retention(now=timezone.now())
    assert Tip.objects.count() == 2
    Tip.objects.update(decided_at=timezone.now() - timedelta(days=366))
    run_retention(now=timezone.now())
    assert [row.text for row in Tip.objects.all()] == ["Bleibt"]
    assert client.get(tip.receipt_url).status_code == 404


def test_one_decides_once_and_only_keepers_do(catalogue, editor):
    tip = sent()
    for person in (citizen(), staff(Role.MODERATION)):
        for deed in (actions.publish_tip, actions.make_example):
            with pytest.raises(Refusal):
                deed(tip=tip, by=person)
        with pytest.raises(Refusal):
            actions.decline_tip(tip=tip, by=person, reason="weil")
    actions.publish_tip(tip=tip, by=editor)
    with pytest.raises(Refusal, match="schon jemand"):
        actions.decline_tip(tip=tip, by=editor, reason="doch nicht")
    assert Tip.objects.get().state == TipState.PUBLISHED


def test_a_published_tip_can_be_reported_and_hidden_and_a_waiting_one_not(client, catalogue, editor):
    tip = sent()
    assert client.get(f"/melden/tip/{tip.pk}/").status_code == 404
    actions.publish_tip(tip=tip, by=editor)
    page = client.get(f"/melden/tip/{tip.pk}/")
    assert page.status_code == 200 and tip.token not in text(page)
    actions.hide_tip(Tip.objects.get(), hidden=True)
    assert "Zwei freie" not in text(client.get(METHOD))
    actions.hide_tip(Tip.objects.get(), hidden=False)
    assert Tip.objects.get().state == TipState.PUBLISHED
    assert Report.objects.count() == 0


def test_the_desk_counts_what_waits(client, catalogue, editor):
    from mitwirken.entrances.toolbox.queries.tips import waiting

    sent()
    actions.publish_tip(tip=sent(text="b"), by=editor)
    assert waiting() == 1
    client.force_login(editor)
    html = text(client.get("/schreibtisch/instrumentenkoffer/tipps/"))
    assert "Zwei freie" in html


def test_the_towns_people_pass_on_tips_and_what_became_of_them(catalogue):
    from types import SimpleNamespace

    from mitwirken.demo.tips import plan_tips

    planned = []
    town = SimpleNamespace(
        staff={"redaktion": staff(Role.EDITOR)},
        some_time=lambda day: day,
        plan=lambda moment, deed: planned.append(deed),
    )
    plan_tips(town)
    for deed in planned:
        deed()
    assert {state: Tip.objects.filter(state=state).count() for state in TipState.values} == {
        "wartet": 2,
        "veroeffentlicht": 3,
        "abgelehnt": 1,
    }


def test_the_desk_is_closed_to_others(client, catalogue):
    tip = sent()
    pages = [
        "/schreibtisch/instrumentenkoffer/",
        "/schreibtisch/instrumentenkoffer/beispiele/",
        "/schreibtisch/instrumentenkoffer/tipps/",
        f"/schreibtisch/instrumentenkoffer/tipps/{tip.pk}/",
        "/schreibtisch/instrumentenkoffer/methoden/einlesen/",
    ]
    assert all(client.get(page).status_code == 302 for page in pages)
    client.force_login(staff(Role.MODERATION))
    assert all(client.get(page).status_code == 403 for page in pages)
