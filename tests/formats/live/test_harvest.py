# SPDX-License-Identifier: EUPL-1.2
"""Harvest, minutes, and what becomes of results."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.formats.live.people import gathering, lead_of, phone, seats, to_stage
from tests.ground.deeds.crowd import at_once
from tests.people import phase, process, staff

from mitwirken.formats.live import actions, drawing, minutes, outcomes, presence, queries
from mitwirken.formats.live.models import Gathering, Item, ItemKind, Seat, Signal, SignalKind, Stage
from mitwirken.formats.live.queries import Look
from mitwirken.formats.live.rules import Actor
from mitwirken.formats.proposals.models import Proposal
from mitwirken.ground.deeds import subjects
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk import actions as desk_actions
from mitwirken.ground.desk.models import Case
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.search import queries as found_by
from mitwirken.ground.texts.actions import publish_text
from mitwirken.ground.texts.models import Version
from mitwirken.ground.ui import pdf

pytestmark = pytest.mark.django_db


def notes(row: Gathering, number: int = 4, **values: Any) -> list[Item]:
    """Key points, one at each table in turn, from the first round."""
    stage = row.stages.filter(kind="tables").first()
    tables = list(row.spaces.filter(kind="table"))
    return [
        Item.objects.create(
            gathering=row,
            stage=stage,
            space=tables[n % len(tables)],
            kind=ItemKind.NOTE,
            body=f"Mehr Bänke, Punkt {n}",
            **{"channel": "room", **values},
        )
        for n in range(number)
    ]


def harvested(row: Gathering) -> tuple[Stage, Item, list[Item]]:
    said = notes(row)
    stage = to_stage(row, "harvest")
    item = outcomes.make_result(
        gathering=row, stage=stage, items=[said[0].pk, said[1].pk], title="Bänke im Schatten", by=lead_of(row)
    )
    return stage, item, said


def released(row: Gathering) -> None:
    actions.close(gathering=row, by=lead_of(row))
    actions.release_minutes(gathering=row, by=lead_of(row))


def as_lead(row: Gathering) -> Client:
    client = Client()
    client.force_login(row.lead)  # type: ignore[attr-defined]
    return client


def view(row: Gathering, name: str) -> str:
    drawn = drawing.draw(row.code, {f"{name}:de"})
    assert drawn is not None
    return "".join(drawn.parts[f"{name}:de"].values())


# --- the theme desk -----------------------------------------------------------------------------------------------


def test_two_notes_become_one_result_and_leave_the_pile() -> None:
    row = gathering()
    _stage, item, said = harvested(row)
    assert item.title == "Bänke im Schatten" and item.data["from"] == [said[0].pk, said[1].pk]
    page = view(row, "theme")
    assert "Bänke im Schatten" in page and "Punkt 2" in page
    assert page.count("Punkt 0") == page.count("Punkt 1")
    for name in ("phone", "watch", "beamer", "console"):
        assert "Bänke im Schatten" in view(row, name)
    client, _seat = phone(row)
    assert client.get(f"/live/{row.code}/").status_code == 200


def test_the_theme_desk_works_by_plain_forms() -> None:
    row = gathering()
    said = notes(row)
    stage = to_stage(row, "harvest")
    client, seat = phone(row)
    act = lambda verb, **values: client.post(  # noqa: E731
        f"/live/{row.code}/tun/harvest.{verb}/", {"stage": stage.pk, "view": "theme", **values}
    )
    assert act("make", items=said[0].pk).status_code == 403
    actions.set_roles(seat=seat, roles=["theme"], by=lead_of(row))
    assert client.get(f"/live/{row.code}/themen/").status_code == 200
    assert act("make", items=said[0].pk).status_code == 302
    assert act("make", items=said[1].pk).status_code == 302
    first, second = Item.objects.filter(kind="harvest")
    assert act("add", items=said[2].pk, result=first.pk).status_code == 302
    assert act("out", item=said[2].pk, result=first.pk).status_code == 302
    assert act("up", result=second.pk).status_code == 302
    assert [each.pk for each in queries.results(row)] == [second.pk, first.pk]
    assert act("merge", result=first.pk, into=second.pk).status_code == 302
    second.refresh_from_db()
    assert second.data["from"] == [said[1].pk, said[0].pk]
    assert act("up", result=first.pk).status_code == 409
    page = client.get(f"/live/{row.code}/schreiben/harvest.decide/?stage={stage.pk}&view=theme")
    assert "Was wurde entschieden?" in page.content.decode()
    assert act("decide", title="Wir treffen uns im Mai wieder").status_code == 302
    assert act("task", title="Raum anfragen", who="Frau Sommer", due_on="2027-03-01").status_code == 302
    assert act("task", title="Raum anfragen", due_on="irgendwann").status_code == 400
    assert act("drop", result=second.pk).status_code == 302
    assert "Punkt 0" in client.get(f"/live/{row.code}/themen/").content.decode()


def test_several_at_once_on_a_page_that_stands_still() -> None:
    row = gathering()
    said = notes(row)
    stage = to_stage(row, "harvest")
    client = as_lead(row)
    url = f"/live/{row.code}/themen/zusammenfassen/?stage={stage.pk}"
    assert "Punkt 3" in client.get(url).content.decode()
    empty = client.post(url, {"stage": stage.pk, "title": "Name bleibt stehen"})
    assert empty.status_code == 422 and "Name bleibt stehen" in empty.content.decode()
    sent = {"stage": stage.pk, "items": [said[0].pk, said[3].pk], "title": "Bänke", "once": "x1"}
    assert client.post(url, sent).status_code == 302
    client.post(url, sent)
    assert Item.objects.filter(kind="harvest").count() == 1


def test_what_is_taken_is_taken_and_what_is_gone_is_gone() -> None:
    row = gathering()
    stage, item, said = harvested(row)
    with pytest.raises(Refusal, match="schon in einem Ergebnis"):
        outcomes.make_result(gathering=row, stage=stage, items=[said[0].pk], by=lead_of(row))
    with pytest.raises(Refusal, match="mindestens einen"):
        outcomes.make_result(gathering=row, stage=stage, items=[99_999], by=lead_of(row))
    with pytest.raises(Refusal, match="anderes Ergebnis"):
        outcomes.merge_results(gathering=row, result=item.pk, into=item.pk, by=lead_of(row))
    with pytest.raises(Refusal):
        outcomes.merge_results(gathering=row, result=said[0].pk, into=item.pk, by=lead_of(row))
    with pytest.raises(Refusal, match="in einem Satz"):
        outcomes.write_result(
            gathering=row, stage=stage, kind="decision", said=outcomes.Said(" "), by=lead_of(row)
        )


def test_what_a_table_sent_to_the_plenary_is_a_result_like_the_others() -> None:
    row = gathering()
    said = notes(row, 2)
    sent = Item.objects.create(
        gathering=row, space=said[0].space, kind="harvest", body=said[0].body, data={"from": said[0].pk}
    )
    stage = to_stage(row, "harvest")
    assert "Punkt 0" in view(row, "theme")
    outcomes.add_to_result(gathering=row, result=sent.pk, items=[said[1].pk], by=lead_of(row))
    sent.refresh_from_db()
    assert sent.data["from"] == [said[0].pk, said[1].pk]
    other = outcomes.write_result(
        gathering=row, stage=stage, kind="harvest", said=outcomes.Said("Sitzen"), by=lead_of(row)
    )
    outcomes.merge_results(gathering=row, result=sent.pk, into=other.pk, by=lead_of(row))
    assert "Punkt 1" in minutes.as_markdown(minutes.compose(Look(row)))


@pytest.mark.parametrize("values", [{}, {"items": "abc"}, {"items": "9" * 30}, {"items": "5", "stage": "x"}])
def test_bad_input_gets_a_sentence(values: dict[str, str]) -> None:
    row = gathering()
    stage = to_stage(row, "harvest")
    answer = as_lead(row).post(
        f"/live/{row.code}/tun/harvest.make/",
        {"stage": stage.pk, "view": "theme", **values},
        headers={"Accept": "application/json"},
    )
    assert 400 <= answer.status_code < 500 and answer.json()["said"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_same_note_one_makes_the_result() -> None:
    row = gathering()
    said = notes(row, 1)
    stage = to_stage(row, "harvest")
    by = lead_of(row)

    def deed(_number: int) -> Any:
        return outcomes.make_result(
            gathering=Gathering.objects.get(pk=row.pk), stage=stage, items=[said[0].pk], by=by
        )

    told = at_once(deed, threads=4)
    assert sum(isinstance(one, Item) for one in told) == 1
    assert all(isinstance(one, Item | Refusal) for one in told), told


def test_few_and_many_cost_the_same_number_of_queries() -> None:
    row = gathering()
    stage, _item, _said = harvested(row)

    def cost(name: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            view(row, name)
        return len(caught)

    def whole() -> int:
        with CaptureQueriesContext(connection) as caught:
            found = minutes.compose(Look(Gathering.objects.select_related("event").get(pk=row.pk)))
            minutes.as_markdown(found)
            minutes.as_data(found)
        return len(caught)

    outcomes.recommend(gathering=row, items=[_item.pk], by=lead_of(row))
    few = {name: cost(name) for name in ("phone", "beamer", "theme", "console")} | {"minutes": whole()}
    for n in range(100):
        more = notes(row, 3)
        item = outcomes.make_result(
            gathering=row, stage=stage, items=[more[0].pk], title=f"Thema {n}", by=lead_of(row)
        )
        item.data["recommend"] = True
        item.save()
    outcomes.open_cases(row)
    many = {name: cost(name) for name in ("phone", "beamer", "theme", "console")} | {"minutes": whole()}
    assert few == many


# --- the minutes --------------------------------------------------------------------------------------------------


def test_minutes_are_a_draft_for_leads_until_they_are_released(client: Client) -> None:
    row = gathering()
    _stage, item, _said = harvested(row)
    url = f"/live/{row.code}/protokoll/"
    assert client.get(url).status_code == 404
    draft = as_lead(row).get(url)
    assert "Entwurf" in draft.content.decode() and "noindex" in draft.content.decode()
    assert client.get(f"/api/v1/minutes/{row.code}").status_code == 404
    with pytest.raises(Refusal, match="zuerst"):
        actions.release_minutes(gathering=row, by=lead_of(row))
    released(row)
    page = client.get(url).content.decode()
    assert f'id="i{item.pk}"' in page and "Bänke im Schatten" in page and "noindex" not in page
    assert page.count(f'id="i{item.pk}"') == 1
    assert item.get_absolute_url() == f"{url}#i{item.pk}"
    for ending, kind in (("md", "text/markdown"), ("json", "application/json")):
        answer = client.get(f"/live/{row.code}/protokoll.{ending}")
        assert answer.status_code == 200 and answer["Content-Type"].startswith(kind)
        assert "Bänke im Schatten" in answer.content.decode()
    data = client.get(f"/api/v1/minutes/{row.code}").json()
    assert data["results"][0]["from"][0]["said_at"] == "Tisch 1, Runde 1"
    assert client.get("/api/v1/minutes").json()["items"][0]["code"] == row.code


def test_times_numbers_and_announcements_stand_in_the_minutes() -> None:
    row = gathering()
    seats(row, 12)
    seats(row, 7, channel="online")
    actions.announce(gathering=row, text="Es gibt *Suppe*", by=lead_of(row))
    to_stage(row, "tables")
    released(row)
    Seat.objects.all().delete()
    found = minutes.compose(Look(row))
    assert found.numbers.everybody == 19
    assert {key: number for key, _words, number in found.numbers.ways} == {"room": 12, "online": 7}
    assert [part.stage.kind for part in found.parts] == ["lobby", "input", "tables"]
    assert found.left_out and found.parts[0].times
    text = minutes.as_markdown(found)
    assert "Es gibt \\*Suppe\\*" in text and "Gast Nummer" not in text
    assert "Gast Nummer" not in json.dumps(minutes.as_data(found), default=str)


@pytest.mark.parametrize(("number", "words"), [(1, "1 Mensch"), (2, "2 Menschen")])
def test_one_is_not_many(number: int, words: str) -> None:
    assert minutes.number_words(minutes.Numbers(number)) == words


def test_few_people_online_are_not_told_apart() -> None:
    row = gathering()
    seats(row, 12)
    seats(row, 2, channel="online")
    actions.seat_in_the_room(gathering=row, names=["Frau A", "Herr B"], by=lead_of(row))
    found = minutes.numbers(row)
    assert found.everybody == 16 and found.ways == ()


def test_somebody_else_was_quicker_and_both_texts_are_shown() -> None:
    row = gathering()
    _stage, item, said = harvested(row)
    by = lead_of(row)
    seen = item.version
    outcomes.change_item(item=item, values={"title": "Bänke und Schatten", "body": ""}, by=by, seen=seen)
    with pytest.raises(Conflict) as caught:
        outcomes.change_item(item=item, values={"title": "Nur Bänke", "body": ""}, by=by, seen=seen)
    assert caught.value.theirs["title"] == "Bänke und Schatten" and caught.value.yours["title"] == "Nur Bänke"
    client = as_lead(row)
    url = f"/live/{row.code}/protokoll/bearbeiten/{item.pk}/"
    answer = client.post(url, {"title": "Nur Bänke", "body": "", "seen": seen})
    assert answer.status_code == 409
    assert "Bänke und Schatten" in answer.content.decode() and "Nur Bänke" in answer.content.decode()
    item.refresh_from_db()
    assert client.post(url, {"title": "Nur Bänke", "body": "", "seen": item.version}).status_code == 302
    assert client.post(url, {"title": "", "body": "", "seen": item.version + 1}).status_code == 422
    # The note of a table is corrected by who leads, not by the theme team.
    [guest] = seats(row, 1)
    actions.set_roles(seat=guest, roles=["theme"], by=by)
    with pytest.raises(Refusal):
        outcomes.change_item(item=said[0], values={"body": "Anders"}, by=Actor(seat=guest), seen=None)


def test_the_editor_does_everything_by_plain_forms() -> None:
    row = gathering()
    _stage, item, said = harvested(row)
    client, url = as_lead(row), f"/live/{row.code}/protokoll/bearbeiten/"
    page = client.get(url).content.decode()
    assert "Bänke im Schatten" in page and "Zuerst" not in page
    post = lambda **values: client.post(url, values)  # noqa: E731
    assert post(do="summary", text="Es ging um Bänke.", seen=outcomes.mark_of("")).status_code == 302
    both = post(do="summary", text="Es ging um Bäume.", seen=outcomes.mark_of(""))
    assert both.status_code == 409
    assert "Es ging um Bänke." in both.content.decode() and "Es ging um Bäume." in both.content.decode()
    assert post(do="hide", item=item.pk).status_code == 302
    row.refresh_from_db()
    assert not minutes.compose(Look(row)).results
    assert "Wieder zeigen" in client.get(url).content.decode()
    assert post(do="show", item=item.pk).status_code == 302
    assert post(do="add", kind="decision", title="Treffen im Mai", once="a1").status_code == 302
    assert post(do="add", kind="decision", title="").status_code == 422
    assert post(do="recommend").status_code == 422
    assert post(do="recommend", items=[item.pk]).status_code == 302
    assert post(do="tasks", items=[item.pk, said[2].pk], once="b1").status_code == 302
    assert post(do="tasks", items=[item.pk, said[2].pk], once="b1").status_code == 302
    assert Item.objects.filter(kind="action").count() == 2
    assert post(do="unsinn").status_code == 422
    assert post(do="release").status_code == 422
    actions.close(gathering=row, by=lead_of(row))
    assert post(do="release").status_code == 302
    row.refresh_from_db()
    assert row.released_at and row.summary == "Es ging um Bänke."
    assert Client().get(url).status_code == 403


def test_hidden_things_are_in_no_version_and_moderation_has_the_last_word() -> None:
    row = gathering()
    _stage, item, said = harvested(row)
    released(row)
    kind = subjects.kind_named("live-item")
    assert kind.find_public(item.pk) == item
    assert kind.hide is not None
    kind.hide(item, hidden=True)
    with pytest.raises(Refusal):
        kind.find_public(item.pk)
    assert "Bänke im Schatten" not in minutes.as_markdown(minutes.compose(Look(row)))
    with pytest.raises(Refusal, match="Moderation der Plattform"):
        outcomes.set_hidden(gathering=row, item=item.pk, hidden=False, by=lead_of(row))
    kind.hide(said[1], hidden=True)
    kind.hide(item, hidden=False)
    text = minutes.as_markdown(minutes.compose(Look(row)))
    assert "Bänke im Schatten" in text and "Punkt 0" in text and "Punkt 1" not in text


def test_a_seat_is_nobodys_account() -> None:
    """Numbers of seats and of accounts are different things: nobody is told of what somebody else said."""
    row = gathering()
    [guest] = seats(row, 1)
    item = notes(row, 1, author=guest)[0]
    assert subjects.author_of(item) is None
    proposal = Proposal(author=row.lead)  # type: ignore[attr-defined]
    assert subjects.author_of(proposal) == row.lead.pk  # type: ignore[attr-defined]
    Seat.objects.all().delete()
    item.refresh_from_db()
    assert item.author is None and item.said_by == "ohne Namen"


def test_the_search_finds_released_minutes_alone(client: Client) -> None:
    row = gathering()
    harvested(row)
    row.refresh_from_db()
    outcomes.write_summary(gathering=row, text="Alle wollen Trinkbrunnen.", by=lead_of(row), seen=None)
    look = lambda: client.get("/suche/?q=Trinkbrunnen").content.decode()  # noqa: E731
    assert found_by and f"/live/{row.code}/protokoll/" not in look()
    released(row)
    assert f"/live/{row.code}/protokoll/" in look()


# --- what becomes of it -------------------------------------------------------------------------------------------


def with_process(**values: Any) -> tuple[Gathering, Any]:
    row, wider = gathering(), process()
    if values.get("open", True):
        phase(wider, "proposals", "propose", "comment")
    row.event.process = wider
    row.event.save(update_fields=["process"])
    return row, wider


def test_results_become_proposals_that_lead_back_to_their_tables(client: Client) -> None:
    row, wider = with_process()
    _stage, item, said = harvested(row)
    online = Item.objects.create(
        gathering=row,
        stage=said[0].stage,
        space=said[0].space,
        kind="note",
        title="Licht am Weg",
        channel="online",
    )
    assert outcomes.propose(gathering=row, items=[item.pk, online.pk], by=lead_of(row)) == 2
    assert outcomes.propose(gathering=row, items=[item.pk, online.pk], by=lead_of(row)) == 0
    first, second = Proposal.objects.order_by("pk")
    assert (first.process, first.channel, first.author, first.entered_by) == (wider, "room", None, row.lead)  # type: ignore[attr-defined]
    assert second.channel == "online" and "Punkt 0" in first.text
    page = client.get(second.get_absolute_url()).content.decode()
    assert "Aus dem Treffen „Unser Viertel“ (World Café), Tisch 1, Runde 1" in page
    assert row.event.get_absolute_url() in page
    released(row)
    page = client.get(second.get_absolute_url()).content.decode()
    assert online.get_absolute_url() in page
    minutes_page = client.get(f"/live/{row.code}/protokoll/").content.decode()
    assert "Daraus wurde:" in minutes_page and first.number in minutes_page


def test_results_become_articles_that_lead_back_to_their_table_and_round(client: Client) -> None:
    row = gathering()
    _stage, item, said = harvested(row)
    lead = as_lead(row)
    page = lead.post(
        f"/live/{row.code}/protokoll/bearbeiten/",
        {"do": "articles", "items": [item.pk, said[2].pk]},
        follow=True,
    )
    assert "2 Wissensartikel als Entwurf angelegt" in page.content.decode()
    assert outcomes.make_articles(gathering=row, items=[item.pk, said[2].pk], by=lead_of(row)) == 0
    drafts = {str(version): version for version in Version.objects.filter(page__kind="wissen")}
    note = next(version for title, version in drafts.items() if title != "Bänke im Schatten")
    assert f"/live/{row.code}/protokoll/#i{said[2].pk}" in note.body
    assert "Unser Viertel (Tisch 3, Runde 1)" in note.body
    article = drafts["Bänke im Schatten"].page
    assert "Punkt 0" in drafts["Bänke im Schatten"].body
    released(row)
    # Nobody sees it before the Redaktion has read it.
    assert client.get(article.get_absolute_url()).status_code == 404
    assert "Bänke im Schatten" not in client.get("/wissen/").content.decode()
    publish_text(slug=article.slug, language="de", by=staff(Role.EDITOR))
    assert "Bänke im Schatten" in client.get("/wissen/").content.decode()
    assert "Unser Viertel" in client.get(article.get_absolute_url()).content.decode()
    minutes_page = client.get(f"/live/{row.code}/protokoll/").content.decode()
    assert "Daraus wurde:" in minutes_page and article.get_absolute_url() in minutes_page


def test_articles_are_handed_in_by_staff_alone() -> None:
    row = gathering()
    _stage, item, _said = harvested(row)
    [guest] = seats(row, 1)
    actions.set_roles(seat=guest, roles=["cohost"], by=lead_of(row))
    guest.refresh_from_db()
    with pytest.raises(Refusal, match="von der Stadt"):
        outcomes.make_articles(gathering=row, items=[item.pk], by=Actor(seat=guest))
    assert not Version.objects.filter(page__kind="wissen").exists()


def test_without_an_open_phase_the_way_out_is_named() -> None:
    row, _wider = with_process(open=False)
    _stage, item, _said = harvested(row)
    with pytest.raises(Refusal, match="Empfehlung"):
        outcomes.propose(gathering=row, items=[item.pk], by=lead_of(row))
    row.event.process = None
    with pytest.raises(Refusal, match="Empfehlung"):
        outcomes.propose(gathering=row, items=[item.pk], by=lead_of(row))
    [guest] = seats(row, 1)
    actions.set_roles(seat=guest, roles=["cohost"], by=lead_of(row))
    guest.refresh_from_db()
    with pytest.raises(Refusal, match="von der Stadt"):
        outcomes.propose(gathering=row, items=[item.pk], by=Actor(seat=guest))
    with pytest.raises(Refusal):
        outcomes.recommend(gathering=row, items=[item.pk], by=Actor(seat=seats(row, 2)[1]))
    assert not Proposal.objects.exists() and not Case.objects.filter(subject_kind="live-item").exists()


@pytest.mark.django_db(transaction=True)
def test_pressed_by_four_at_once_one_proposal_is_made() -> None:
    row, _wider = with_process()
    _stage, item, _said = harvested(row)
    by = lead_of(row)
    told = at_once(
        lambda _n: outcomes.propose(gathering=Gathering.objects.get(pk=row.pk), items=[item.pk], by=by),
        threads=4,
    )
    assert sorted(told) == [0, 0, 0, 1] and Proposal.objects.count() == 1


def test_the_citys_answer_hangs_at_the_recommendation(client: Client) -> None:
    row = gathering()
    stage = to_stage(row, "harvest")
    stage.config = {**stage.config, "harvest": {"recommend": True}}
    stage.save()
    said = notes(row, 2)
    item = outcomes.make_result(
        gathering=row, stage=stage, items=[said[0].pk], title="Trinkbrunnen", by=lead_of(row)
    )
    assert item.data["recommend"] and not Case.objects.filter(subject_kind="live-item").exists()
    released(row)
    case = Case.objects.get(subject_kind="live-item", subject_id=item.pk)
    assert case.title == "Trinkbrunnen" and case.url == item.get_absolute_url()
    ombuds = staff("ombudsstelle")
    desk_actions.change_status(case=case, to="angenommen", by=ombuds, reason="Wir bauen zwei.")
    for url in (f"/live/{row.code}/protokoll/", row.event.get_absolute_url()):
        page = client.get(url).content.decode()
        assert "Trinkbrunnen" in page and "Angenommen" in page
    data = client.get(f"/api/v1/minutes/{row.code}").json()
    assert data["results"][0]["recommendation"]["status"] == "angenommen"


# --- page of the event, certificate -------------------------------------------------------------------------------


def test_the_event_shows_the_code_while_the_doors_are_open(client: Client) -> None:
    row = gathering(open=False)
    url = row.event.get_absolute_url()
    before = client.get(url).content.decode()
    assert row.code not in before and "Türen offen ab" in before
    actions.open_doors(gathering=row, by=lead_of(row))
    during = client.get(url).content.decode()
    assert row.code in during and f"/live/{row.code}/beitreten/" in during
    harvested(row)
    released(row)
    after = client.get(url).content.decode()
    assert "Jetzt mitmachen" not in after and "Bänke im Schatten" in after
    assert f"/live/{row.code}/protokoll/" in after
    assert (
        f"/live/{row.code}/leitung/"
        in as_lead(row).get(f"/schreibtisch/veranstaltungen/{row.event.pk}/").content.decode()
    )


def test_a_certificate_for_who_was_there_most_of_the_time() -> None:
    row = gathering()
    client, seat = phone(row)
    late, _late_seat = phone(row, "Herr Spät")
    url = f"/live/{row.code}/bescheinigung/"
    assert "letzten Schritt" in client.get(url).content.decode()
    for _step in range(row.stages.count() - 1):
        actions.go_on(gathering=row, by=lead_of(row), seen=None)
    now = timezone.now()
    Stage.objects.exclude(pk=row.stage_id).update(
        started_at=now - timedelta(minutes=20), ended_at=now - timedelta(minutes=10)
    )
    Seat.objects.filter(pk=seat.pk).update(came_at=now - timedelta(minutes=30))
    refused = late.get(url)
    assert refused.status_code == 403 and "mehr als der Hälfte" in refused.content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, {"name": " "}).status_code == 422
    sheet = client.post(url, {"name": "Kim Öztürk", "as": "page"}).content.decode()
    assert "Kim Öztürk" in sheet and "Unser Viertel" in sheet
    assert "Öztürk" not in json.dumps([str(values) for values in Seat.objects.values()])
    if pdf.is_offered():
        made = client.post(url, {"name": "Kim Öztürk", "as": "pdf"})
        assert made["Content-Type"] == "application/pdf" and made.content[:4] == b"%PDF"
    assert Client().get(url).status_code == 302


def test_the_quiz_counts_who_chose_what_the_sheet_marks() -> None:
    row = gathering("mikro-schulung")
    _client, seat = phone(row)
    stage = to_stage(row, "weigh")
    options = list(Item.objects.filter(stage=stage, kind="option"))
    good = next(item for item in options if item.data.get("right"))
    Signal.objects.create(seat=seat, item=good, kind=SignalKind.CHOICE)
    there = presence.of(Look(row), seat)
    assert (there.quizzes, there.right) == (1, 1)
    Signal.objects.create(seat=seat, item=options[-1], kind=SignalKind.CHOICE)
    assert presence.of(Look(row), seat).right == 0


def test_minutes_as_pdf_or_a_sentence(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    row = gathering()
    harvested(row)
    released(row)
    answer = client.get(f"/live/{row.code}/protokoll.pdf")
    assert answer.status_code == 200 and answer.content[:4] == b"%PDF"
    monkeypatch.setattr(pdf, "_maker", lambda: None)
    refused = client.get(f"/live/{row.code}/protokoll.pdf")
    assert refused.status_code == 503
    assert f"/live/{row.code}/protokoll.md" in refused.content.decode()


def test_words_stay_words_in_markdown() -> None:
    assert minutes.md("# Nein\n<b>fett</b> [x](y)") == "\\# Nein \\<b\\>fett\\</b\\> \\[x\\](y)"
    assert minutes.md("1. Mai") == "1\\. Mai"
    assert minutes.md("- Strich") == "\\- Strich"
