# SPDX-License-Identifier: EUPL-1.2
"""Collecting: questions from asked to settled, cards from face down to grouped, and everything by plain forms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.formats.live.people import gathering, lead_of, phone, seats
from tests.ground.deeds.crowd import all_at_once
from tests.people import office

from mitwirken.formats.live import actions, drawing
from mitwirken.formats.live.kinds import Call, deed_named, kind_named
from mitwirken.formats.live.models import Gathering, Item, ItemKind, ItemStatus, Seat, Signal, Stage
from mitwirken.formats.live.queries import Look
from mitwirken.formats.live.rules import Actor
from mitwirken.ground.deeds.refusal import Conflict, Refusal

pytestmark = pytest.mark.django_db


def board(kind: str = "collect", **settings: Any) -> tuple[Gathering, Stage]:
    """A gathering whose only step collects (or weighs) as said, and that is open."""
    row = gathering(open=False)
    row.stages.exclude(pk=row.stages.first().pk).delete()  # type: ignore[union-attr]
    stage = row.stages.get()
    stage.kind, stage.title, stage.config = kind, "Schritt", {kind: settings}
    stage.save()
    actions.open_doors(gathering=row, by=lead_of(row))
    stage.refresh_from_db()
    stage.gathering = row
    return row, stage


def do(verb: str, stage: Stage, by: Any, **values: Any) -> Any:
    """Calls a deed as its form does."""
    from mitwirken.formats.live import deeds

    by = Actor(seat=by) if isinstance(by, Seat) else by
    data = {name: value for name, value in values.items() if value is not None}
    return deeds.call(gathering=stage.gathering, verb=verb, by=by, data={"stage": stage.pk, **data})


def ask(stage: Stage, by: Any, text: str, **values: Any) -> Item:
    do("collect.ask", stage, by, body=text, **values)
    return Item.objects.get(kind=ItemKind.QUESTION, body=text)


TEXTS = ["Wann beginnt der Bau?", "Wer bezahlt die Bäume?", "Bleibt der Kiosk stehen?", "Gibt es Toiletten?"]


def test_a_question_waits_is_let_through_and_answered() -> None:
    row, stage = board(what="question", moderated=True)
    [guest] = seats(row, 1)
    question = ask(stage, guest, "Wann beginnt der Bau?")
    assert question.status == ItemStatus.QUEUED and question.author == guest
    do("collect.approve", stage, lead_of(row), item=question.pk)
    do("collect.stage", stage, lead_of(row), item=question.pk)
    question.refresh_from_db()
    assert question.status == ItemStatus.LIVE
    do("collect.answered", stage, lead_of(row), item=question.pk, answer="Im Mai.")
    question.refresh_from_db()
    assert (question.status, question.answer) == (ItemStatus.ANSWERED, "Im Mai.")


def test_only_one_question_is_on_the_stage() -> None:
    row, stage = board(what="question")
    [one, two] = seats(row, 2)
    first, second = ask(stage, one, TEXTS[0]), ask(stage, two, TEXTS[1])
    do("collect.stage", stage, lead_of(row), item=first.pk)
    do("collect.stage", stage, lead_of(row), item=second.pk)
    first.refresh_from_db()
    assert first.status == ItemStatus.VISIBLE
    assert Item.objects.filter(status=ItemStatus.LIVE).get() == second


def test_a_promise_in_writing_names_office_and_day_and_a_refusal_its_reason() -> None:
    row, stage = board(what="question")
    [guest] = seats(row, 1)
    question, agency = ask(stage, guest, TEXTS[0]), office("Grünflächenamt")
    tomorrow = timezone.localdate() + timedelta(days=14)
    for values in (
        {"office": agency.pk},
        {"due_on": tomorrow.isoformat()},
        {"office": agency.pk, "due_on": "2001-01-01"},
        {"office": 999_999, "due_on": tomorrow.isoformat()},
    ):
        with pytest.raises(Refusal) as refused:
            do("collect.written", stage, lead_of(row), item=question.pk, **values)
        assert refused.value.status == 400
    do(
        "collect.written",
        stage,
        lead_of(row),
        item=question.pk,
        office=agency.pk,
        due_on=tomorrow.isoformat(),
    )
    question.refresh_from_db()
    assert (question.status, question.office, question.due_on) == (ItemStatus.WRITTEN, agency, tomorrow)
    with pytest.raises(Refusal):
        do("collect.reject", stage, lead_of(row), item=question.pk, reason=" ")
    do("collect.reject", stage, lead_of(row), item=question.pk, reason="Gehört zum Kreis")
    question.refresh_from_db()
    assert (question.status, question.reason) == (ItemStatus.REJECTED, "Gehört zum Kreis")


def test_three_open_questions_each_and_a_place_is_free_again() -> None:
    row, stage = board(what="question")
    [guest] = seats(row, 1)
    for text in TEXTS[:3]:
        ask(stage, guest, text)
    with pytest.raises(Refusal) as refused:
        ask(stage, guest, TEXTS[3])
    assert refused.value.status == 409 and "3" in str(refused.value)
    do("collect.answered", stage, lead_of(row), item=Item.objects.get(body=TEXTS[0]).pk)
    ask(stage, guest, TEXTS[3])
    do("collect.withdraw", stage, guest, item=Item.objects.get(body=TEXTS[1]).pk)
    assert not Item.objects.filter(body=TEXTS[1]).exists()


def test_a_vote_counts_once_and_can_be_taken_back() -> None:
    row, stage = board(what="question")
    [one, two] = seats(row, 2)
    question = ask(stage, one, TEXTS[0])
    do("collect.vote", stage, two, item=question.pk, on="true")
    do("collect.vote", stage, two, item=question.pk, on="true")
    question.refresh_from_db()
    assert question.ups == 1
    do("collect.vote", stage, two, item=question.pk)
    question.refresh_from_db()
    assert question.ups == 0
    with pytest.raises(Refusal, match="eigene"):
        do("collect.vote", stage, one, item=question.pk)
    with pytest.raises(Refusal) as refused:
        do("collect.vote", stage, two, item=999_999)
    assert refused.value.status == 404
    with pytest.raises(Refusal) as refused:
        do("collect.vote", stage, Actor(), item=question.pk)
    assert refused.value.status == 401


def test_merged_questions_have_every_voter_once_and_come_apart_again() -> None:
    row, stage = board(what="question")
    one, two, *crowd = seats(row, 6)
    first, second = ask(stage, one, TEXTS[0]), ask(stage, two, TEXTS[1])
    for seat in crowd[:3]:
        do("collect.vote", stage, seat, item=first.pk, on="true")
    for seat in crowd[2:]:
        do("collect.vote", stage, seat, item=second.pk, on="true")
    do("collect.merge", stage, lead_of(row), item=second.pk, into=first.pk)
    first.refresh_from_db()
    assert first.ups == 4  # {1, 2, 3} and {3, 4}
    # Who voted for the one that was merged votes no second time, and may take the vote back.
    do("collect.vote", stage, crowd[3], item=first.pk, on="false")
    first.refresh_from_db()
    assert first.ups == 3
    do("collect.unmerge", stage, lead_of(row), item=second.pk)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.ups, second.ups, second.status) == (3, 1, ItemStatus.VISIBLE)
    with pytest.raises(Refusal):
        do("collect.merge", stage, lead_of(row), item=first.pk, into=first.pk)


def test_the_writer_sees_what_is_alike_and_votes_for_it_instead() -> None:
    row, stage = board(what="question")
    [one, two, three] = seats(row, 3)
    first = ask(stage, one, "Wann beginnt der Bau am Hoeschpark?")
    with pytest.raises(Refusal) as refused:
        do("collect.ask", stage, two, body="Wann fängt der Bau am Hoeschpark an, Beginn?")
    assert refused.value.status == 400 and refused.value.field == "same"
    do("collect.ask", stage, two, body="Wann beginnt der Bau am Hoeschpark?", same=str(first.pk))
    first.refresh_from_db()
    assert first.ups == 1 and Item.objects.filter(kind=ItemKind.QUESTION).count() == 1
    do("collect.ask", stage, three, body="Wann beginnt der Bau am Hoeschpark genau?", same="new")
    assert Item.objects.filter(kind=ItemKind.QUESTION).count() == 2


def test_what_a_phone_shows_counts_once_as_shown() -> None:
    row, stage = board(what="question")
    one, two, three = seats(row, 3)
    question = ask(stage, one, TEXTS[0])
    for _time in range(3):
        for seat in (one, two, three):
            drawing.mine(Look(Gathering.objects.get(pk=row.pk)), seat)
    question.refresh_from_db()
    assert (question.shown, question.ups) == (2, 0)  # not on the writer's own
    do("collect.vote", stage, two, item=question.pk, on="true")
    question.refresh_from_db()
    assert (question.shown, question.ups) == (2, 1)


def test_twenty_of_many_questions_count_as_shown() -> None:
    row, stage = board(what="question", budget=50)
    writer, reader = seats(row, 2)
    Item.objects.bulk_create(
        Item(gathering=row, stage=stage, kind=ItemKind.QUESTION, body=f"Frage {n}", author=writer)
        for n in range(45)
    )
    html = drawing.mine(Look(Gathering.objects.get(pk=row.pk)), reader)["mine/stage"]
    assert Item.objects.filter(shown=1).count() == 20 and "Noch 25 Fragen" in html


def test_voted_and_own_questions_come_last_on_a_phone() -> None:
    row, stage = board(what="question")
    one, two, reader = seats(row, 3)
    for number, text in enumerate(TEXTS[:3]):
        ask(stage, (one, two, reader)[number], text)
    do("collect.vote", stage, reader, item=Item.objects.get(body=TEXTS[0]).pk, on="true")
    listed = kind_named("collect").load_mine(Look(Gathering.objects.get(pk=row.pk)), stage, reader)["list"]
    assert listed[0].body == TEXTS[1]


def test_questions_are_asked_before_the_doors_open() -> None:
    row = gathering(open=False)
    stage = row.stages.order_by("-position").first()
    assert stage is not None
    stage.kind, stage.config = "collect", {"collect": {"what": "question"}}
    stage.save()
    stage.gathering = row
    client, seat = phone(row)
    page = client.get(f"/live/{row.code}/").content.decode()
    assert "Frage stellen" in page
    answer = client.post(
        f"/live/{row.code}/tun/collect.ask/", {"stage": stage.pk, "body": TEXTS[0], "once": "a"}
    )
    assert answer.status_code == 302
    assert Item.objects.get(body=TEXTS[0]).author == seat
    assert TEXTS[0] in client.get(f"/live/{row.code}/").content.decode()


def test_after_the_end_nobody_asks_but_answers_come() -> None:
    row, stage = board(what="question")
    [guest] = seats(row, 1)
    question = ask(stage, guest, TEXTS[0])
    actions.close(gathering=row, by=lead_of(row))
    stage.refresh_from_db()
    stage.gathering = row
    with pytest.raises(Refusal):
        ask(stage, guest, TEXTS[1])
    with pytest.raises(Refusal):
        do("collect.vote", stage, guest, item=question.pk)
    [block] = kind_named("collect").minutes(Look(row), stage)
    assert block.title == "Offen gebliebene Fragen" and block.lines[0].text == TEXTS[0]
    do("collect.answered", stage, lead_of(row), item=question.pk, answer="Nachgereicht: im Mai.")
    [block] = kind_named("collect").minutes(Look(row), stage)
    assert "Nachgereicht" in block.lines[0].parts[0].text


def test_hidden_cards_are_nobodys_until_they_are_revealed() -> None:
    row, stage = board(what="card", hidden=True, anonymous=True)
    client, guest = phone(row)
    do("collect.add", stage, guest, body="Mehr Bänke am Kanal")
    for view in ("phone:de", "watch:de", "beamer:de", "console:de", "theme:de"):
        drawn = drawing.draw(row.code, {view})
        assert drawn is not None and "Mehr Bänke" not in str(drawn.parts), view
    assert "Mehr Bänke" in client.get(f"/live/{row.code}/").content.decode()  # one's own
    do("collect.reveal", stage, lead_of(row))
    do("collect.reveal", stage, lead_of(row))
    for view in ("phone:de", "watch:de", "beamer:de", "console:de", "theme:de"):
        drawn = drawing.draw(row.code, {view})
        assert drawn is not None and "Mehr Bänke" in str(drawn.parts), view
        assert guest.name not in str(
            {name: part for name, part in drawn.parts[view].items() if name == "stage"}
        )
    do("collect.add", stage, guest, body="Später")
    assert Item.objects.get(body="Später").status == ItemStatus.VISIBLE
    do("collect.cover", stage, lead_of(row))
    do("collect.add", stage, guest, body="Wieder verdeckt")
    assert Item.objects.get(body="Wieder verdeckt").status == ItemStatus.DRAFT


def test_cards_are_grouped_moved_parked_and_ungrouped() -> None:
    row, stage = board(what="card")
    [guest] = seats(row, 1)
    lead = lead_of(row)
    for text in ("Bänke", "Bäume", "Steuern"):
        do("collect.add", stage, guest, body=text)
    bench, tree, tax = Item.objects.filter(kind=ItemKind.CARD).order_by("pk")
    do("collect.cluster", stage, lead, title="Grün", item=tree.pk)
    group = Item.objects.get(kind=ItemKind.CLUSTER)
    do("collect.move", stage, lead, item=bench.pk, to=str(group.pk))
    do("collect.move", stage, lead, item=bench.pk, to=str(group.pk))
    do("collect.move", stage, lead, item=tax.pk, to="parked")
    data = kind_named("collect").load(Look(row), stage)
    assert [card.body for card in data["groups"][0].cards] == ["Bänke", "Bäume"]
    assert [card.body for card in data["parked"]] == ["Steuern"] and not data["loose"]
    do("collect.move", stage, lead, item=tax.pk, to="")
    do("collect.ungroup", stage, lead, item=group.pk)
    assert len(kind_named("collect").load(Look(row), stage)["loose"]) == 3
    with pytest.raises(Refusal) as refused:
        do("collect.move", stage, lead, item=tax.pk, to="77777")
    assert refused.value.status == 404
    with pytest.raises(Refusal):
        do("collect.move", stage, guest, item=tax.pk, to="parked")


def test_a_next_step_goes_on_with_the_same_cards() -> None:
    row, stage = board(what="card", hidden=True, board="Ideen")
    second = Stage.objects.create(
        gathering=row,
        position=9,
        kind="collect",
        title="Ordnen",
        config={"collect": {"what": "card", "board": "Ideen"}},
    )
    third = Stage.objects.create(
        gathering=row, position=10, kind="collect", title="Anderes", config={"collect": {"what": "card"}}
    )
    [guest] = seats(row, 1)
    do("collect.add", stage, guest, body="Bänke")
    actions.go_to(gathering=row, stage=second, by=lead_of(row))
    second.refresh_from_db()
    assert [card.body for card in kind_named("collect").load(Look(row), second)["loose"]] == ["Bänke"]
    assert kind_named("collect").load(Look(row), third)["loose"] == []
    assert kind_named("collect").minutes(Look(row), stage) and not kind_named("collect").minutes(
        Look(row), second
    )


def test_a_steward_types_in_the_cards_of_the_room() -> None:
    row, stage = board(what="card")
    table = row.spaces.first()
    assert table is not None
    said = do(
        "collect.batch", stage, lead_of(row), lines="Bänke\n\n  Bäume  \n", channel="paper", table=table.pk
    )
    assert "2" in said
    assert set(Item.objects.values_list("body", "channel", "space")) == {
        ("Bänke", "paper", table.pk),
        ("Bäume", "paper", table.pk),
    }
    for lines in (" \n ", "x\n" * 201):
        with pytest.raises(Refusal) as refused:
            do("collect.batch", stage, lead_of(row), lines=lines, channel="room")
        assert refused.value.status == 400
    [guest] = seats(row, 1)
    with pytest.raises(Refusal):
        do("collect.batch", stage, guest, lines="Bänke", channel="room")


def test_two_who_edit_see_both_texts() -> None:
    row, stage = board(what="card")
    [guest] = seats(row, 1)
    do("collect.add", stage, guest, body="Benke")
    card = Item.objects.get()
    do("collect.edit", stage, lead_of(row), item=card.pk, body="Bänke", version=card.version)
    with pytest.raises(Conflict) as conflict:
        do("collect.edit", stage, lead_of(row), item=card.pk, body="Banken", version=card.version)
    assert conflict.value.theirs["body"] == "Bänke" and conflict.value.yours["body"] == "Banken"
    with pytest.raises(Refusal):
        do("collect.edit", stage, lead_of(row), item=card.pk, body="", version=2)
    with pytest.raises(Refusal):
        do("collect.edit", stage, guest, item=card.pk, body="Meins", version=2)


def test_what_is_hidden_is_on_no_screen_and_comes_back() -> None:
    row, stage = board(what="note")
    [guest] = seats(row, 1)
    do("collect.add", stage, guest, body="Etwas Hässliches")
    note = Item.objects.get()
    do("collect.hide", stage, lead_of(row), item=note.pk, reason="beleidigt jemanden")
    drawn = drawing.draw(row.code, {"phone:de", "watch:de", "beamer:de", "theme:de"})
    assert drawn is not None and "Hässliches" not in str(drawn.parts)
    blocks = kind_named("collect").minutes(Look(row), stage)
    assert "Hässliches" not in str(blocks) and "beleidigt jemanden" in str(blocks)
    do("collect.reopen", stage, lead_of(row), item=note.pk)
    drawn = drawing.draw(row.code, {"phone:de"})
    assert drawn is not None and "Hässliches" in str(drawn.parts)


def test_a_text_that_waits_is_not_read_through_the_form_of_the_desk() -> None:
    row, stage = board(what="question", moderated=True)
    [other] = seats(row, 1)
    question = ask(stage, other, "Geheim?")
    client, _seat = phone(row)
    for verb in ("collect.edit", "collect.answered", "collect.merge"):
        answer = client.get(f"/live/{row.code}/schreiben/{verb}/?stage={stage.pk}&item={question.pk}")
        assert answer.status_code == 403 and "Geheim" not in answer.content.decode()


@pytest.mark.parametrize(
    ("what", "values"),
    [
        ("topic", {"title": "Radweg", "body": "am Wall"}),
        ("offer", {"title": "Fahrräder flicken"}),
        ("need", {"title": "Werkzeug", "body": "eine Pumpe"}),
        ("note", {"body": "Es war warm"}),
        ("answer", {"body": "Die Nachbarn"}),
        ("action", {"body": "Plan zeichnen", "who": "Frau Sommer", "due_on": "2031-05-04"}),
        ("card", {"body": "Bänke"}),
    ],
)
def test_every_sort_by_plain_forms_in_every_view(what: str, values: dict[str, str]) -> None:
    row, stage = board(what=what)
    client, seat = phone(row)
    write = client.get(f"/live/{row.code}/schreiben/collect.add/?stage={stage.pk}")
    assert write.status_code == 200
    for name in values:
        assert f'name="{name}"' in write.content.decode()
    empty = client.post(f"/live/{row.code}/tun/collect.add/", {"stage": stage.pk, "typed": "1", "once": "n"})
    assert empty.status_code == 422
    sent = {"stage": stage.pk, "view": "phone", "once": "x", "typed": "1", **values}
    assert client.post(f"/live/{row.code}/tun/collect.add/", sent).status_code == 302
    assert client.post(f"/live/{row.code}/tun/collect.add/", sent).status_code == 302
    item = Item.objects.get()
    assert item.author == seat
    text = values.get("title") or values["body"]
    staff = Client()
    staff.force_login(row.lead)  # type: ignore[attr-defined]
    for who, view in (
        (client, ""),
        (client, "mitlesen/"),
        (client, "beamer/"),
        (staff, "leitung/"),
        (staff, "themen/"),
    ):
        answer = who.get(f"/live/{row.code}/{view}")
        assert answer.status_code == 200 and text in answer.content.decode(), view
    lines = [line for block in kind_named("collect").minutes(Look(row), stage) for line in block.lines]
    assert [line.text for line in lines] == [text]
    if what == "action":
        assert "wer: Frau Sommer" in lines[0].notes


def test_a_question_hour_by_plain_forms() -> None:
    row, stage = board(what="question", moderated=True)
    (one, _kim), (two, _mia) = phone(row), phone(row, "Mia aus der Nordstadt")
    staff = Client()
    staff.force_login(row.lead)  # type: ignore[attr-defined]

    def act(who: Client, verb: str, view: str = "phone", **values: Any) -> Any:
        return who.post(f"/live/{row.code}/tun/{verb}/", {"stage": stage.pk, "view": view, **values})

    assert act(one, "collect.ask", body=TEXTS[0]).status_code == 302
    item = Item.objects.get()
    assert TEXTS[0] not in two.get(f"/live/{row.code}/").content.decode()
    console = staff.get(f"/live/{row.code}/leitung/").content.decode()
    assert "Wartet auf Freigabe" in console and TEXTS[0] in console
    act(staff, "collect.approve", "console")
    assert TEXTS[0] in two.get(f"/live/{row.code}/").content.decode()
    act(two, "collect.vote", item=item.pk, on="true")
    assert 'aria-pressed="true"' in two.get(f"/live/{row.code}/").content.decode()
    act(staff, "collect.stage", "console", item=item.pk)
    for view in ("", "mitlesen/", "beamer/"):
        assert TEXTS[0] in two.get(f"/live/{row.code}/{view}").content.decode()
    for verb in ("answered", "written", "reject", "edit", "hide", "merge"):
        page = staff.get(
            f"/live/{row.code}/schreiben/collect.{verb}/?stage={stage.pk}&item={item.pk}&view=console"
        )
        assert page.status_code == 200
    agency = office("Tiefbauamt")
    bad = act(staff, "collect.written", "console", item=item.pk, office=agency.pk, typed="1")
    assert bad.status_code == 422 and "Bis wann" in bad.content.decode()
    day = (timezone.localdate() + timedelta(days=20)).isoformat()
    assert (
        act(staff, "collect.written", "console", item=item.pk, office=agency.pk, due_on=day).status_code
        == 302
    )
    assert "Tiefbauamt" in two.get(f"/live/{row.code}/").content.decode()
    assert "Tiefbauamt" in staff.get(f"/live/{row.code}/leitung/").content.decode()
    block = kind_named("collect").minutes(Look(row), stage)[0]
    assert "Tiefbauamt" in str(block.lines[0].notes)


def test_bad_input_gets_a_sentence() -> None:
    row, stage = board(what="question")
    client, _seat = phone(row)
    post = lambda verb, **values: client.post(  # noqa: E731
        f"/live/{row.code}/tun/{verb}/", {"stage": stage.pk, **values}, headers={"Accept": "application/json"}
    )
    assert post("collect.ask", body="").status_code == 422
    assert post("collect.ask", body="x" * 501).status_code == 422
    assert post("collect.ask", body="mit \x00 Null").status_code in (400, 422)
    assert post("collect.vote", item="drei").status_code == 422
    assert post("collect.add", body="Karte").status_code == 409
    assert post("collect.edit", item="1", body="x").status_code == 403
    assert post("collect.cluster", title="x").status_code == 403
    assert post("collect.nothing").status_code == 404


def test_what_belongs_to_another_gathering_is_out_of_reach() -> None:
    row, stage = board(what="question")
    other, elsewhere = board(what="question")
    [guest] = seats(other, 1)
    question = ask(elsewhere, guest, "Anderswo?")
    for verb, values in (("approve", {}), ("stage", {}), ("hide", {"reason": "x"}), ("park", {})):
        try:
            do(f"collect.{verb}", stage, lead_of(row), item=question.pk, **values)
        except Refusal as refusal:
            assert refusal.status == 404
    question.refresh_from_db()
    assert question.version == 1


@pytest.mark.parametrize("what", ["question", "card", "note"])
def test_as_many_queries_for_three_as_for_three_hundred(what: str) -> None:
    row, stage = board(what=what)
    author, reader = seats(row, 2)
    kind = {"question": ItemKind.QUESTION, "card": ItemKind.CARD, "note": ItemKind.NOTE}[what]

    def fill(number: int) -> None:
        group = Item.objects.create(gathering=row, stage=stage, kind=ItemKind.CLUSTER, title="Gruppe")
        Item.objects.bulk_create(
            Item(
                gathering=row,
                stage=stage,
                kind=kind,
                body=f"Beitrag {n}",
                author=author,
                space=row.spaces.first() if what != "note" else None,
                cluster=group if what == "card" and n % 2 else None,
            )
            for n in range(number)
        )

    def count() -> list[int]:
        counts = []
        for view in ("phone", "watch", "beamer", "console", "theme"):
            with CaptureQueriesContext(connection) as queries:
                drawing.draw(row.code, {f"{view}:de"})
            counts.append(len(queries))
        drawing.mine(Look(Gathering.objects.get(pk=row.pk)), reader)  # the sights are counted once
        with CaptureQueriesContext(connection) as queries:
            drawing.mine(Look(Gathering.objects.get(pk=row.pk)), reader)
        counts.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            kind_named("collect").minutes(Look(row), stage)
        return [*counts, len(queries)]

    fill(3)
    few = count()
    fill(300)
    many = count()
    assert few == many


def test_a_phone_asks_again_for_its_own_and_not_for_every_question_in_a_full_hall() -> None:
    row, stage = board(what="question")
    one, two = seats(row, 2)
    kind = kind_named("collect")

    def marks() -> Any:
        return kind.marks(Look(row), stage)

    def of(marks: Any, seat: Any) -> str:
        return marks[""] + marks.get(str(seat.pk), "")

    before = marks()
    question = ask(stage, one, TEXTS[0])
    after = marks()
    assert of(before, two) != of(after, two)
    do("collect.vote", stage, two, item=question.pk, on="true")
    assert marks() == after
    do("collect.answered", stage, lead_of(row), item=question.pk)
    assert of(marks(), one) != of(after, one)


@pytest.mark.django_db(transaction=True)
def test_votes_of_many_at_once_are_all_counted_and_none_twice() -> None:
    row, stage = board(what="question")
    one, *crowd = seats(row, 9)
    question = ask(stage, one, TEXTS[0])

    def click(number: int) -> None:
        drawing.mine(Look(Gathering.objects.get(pk=row.pk)), crowd[number])
        for _time in range(2):
            do("collect.vote", stage, crowd[number], item=question.pk, on="true")

    all_at_once(click)
    question.refresh_from_db()
    assert (question.ups, question.shown) == (8, 8)
    assert Signal.objects.filter(item=question).count() == 8


@pytest.mark.django_db(transaction=True)
def test_nobody_overdraws_the_open_questions_from_eight_machines() -> None:
    row, stage = board(what="question", budget=3)
    [guest] = seats(row, 1)
    words = ["Bäume", "Busse", "Kitas", "Radwege", "Lärm", "Licht", "Wasser", "Schulen"]

    def send(number: int) -> None:
        try:
            do("collect.ask", stage, guest, body=f"{words[number]}?")
        except Refusal as refusal:
            assert refusal.status == 409

    all_at_once(send)
    assert Item.objects.filter(author=guest).count() == 3


def test_deeds_are_all_known() -> None:
    for deed in kind_named("collect").deeds:
        assert deed_named(f"collect.{deed.key}")[1] is deed and isinstance(Call, type)
