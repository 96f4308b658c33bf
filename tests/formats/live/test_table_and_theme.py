# SPDX-License-Identifier: EUPL-1.2
"""At a table and at the theme desk while all collect, weigh and talk: who may, what counts, what is seen."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.formats.live.people import gathering, lead_of, phone, seats
from tests.formats.live.test_collect import ask, board, do
from tests.formats.live.test_talk import do as say
from tests.formats.live.test_talk import queue, talking
from tests.formats.live.test_weigh import totals, weighing
from tests.ground.deeds.crowd import all_at_once

from mitwirken.formats.live import actions, drawing, queries
from mitwirken.formats.live.kinds import kind_named
from mitwirken.formats.live.models import (
    Gathering,
    Item,
    ItemKind,
    ItemStatus,
    LogEntry,
    Placement,
    PlacementRole,
    Seat,
    Space,
    Stage,
    Turn,
)
from mitwirken.formats.live.queries import Look
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db


def table_of(row: Gathering, number: int = 0) -> Space:
    return list(row.spaces.filter(kind="table").order_by("position"))[number]


def sat(seat: Seat, space: Space, role: str = PlacementRole.GUEST) -> None:
    """Somebody who sat at a table in a step that is over."""
    before, _made = Stage.objects.get_or_create(
        gathering=space.gathering, position=0, defaults={"kind": "tables", "title": "Runde", "state": "done"}
    )
    Placement.objects.create(seat=seat, space=space, stage=before, role=role, until=timezone.now())


def host_at(row: Gathering, space: Space) -> Seat:
    [seat] = seats(row, 1)
    sat(seat, space, PlacementRole.HOST)
    return seat


def drawn(row: Gathering, view: str, space: Space | None = None) -> str:
    return drawing.parts(Look(Gathering.objects.get(pk=row.pk)), view, space=space)["stage"]


# --- who may ------------------------------------------------------------------------------------------------------


def test_a_table_page_opens_for_who_sat_there_last_for_hosts_and_for_the_lead() -> None:
    row, _stage = board(what="card")
    one, two = table_of(row), table_of(row, 1)
    client, seat = phone(row)
    page = f"/live/{row.code}/tisch/{one.pk}/"
    assert client.get(page).status_code == 403
    sat(seat, one)
    assert client.get(page).status_code == 200
    sat(seat, two)
    assert (
        client.get(page).status_code == 403
        and client.get(f"/live/{row.code}/tisch/{two.pk}/").status_code == 200
    )
    tablet, keeper = phone(row, "Tablet am Tisch")
    actions.set_roles(seat=keeper, roles=["host"], by=lead_of(row))
    assert tablet.get(page).status_code == 200
    # Their phone says where it goes on; a guest's does not.
    assert f"/tisch/{one.pk}/" in tablet.get(f"/live/{row.code}/").content.decode()
    host_at(row, two)
    assert "/tisch/" not in client.get(f"/live/{row.code}/").content.decode()
    # The stream and the snapshot admit the same people.
    state = f"/live/{row.code}/stand/?sicht=table&sprache=de&tisch={one.pk}"
    assert "table/stage" in tablet.get(state).json()["parts"] and "to" in client.get(state).json()
    staff = Client()
    staff.force_login(row.lead)  # type: ignore[attr-defined]
    assert (
        staff.get(page).status_code == 200
        and "Ansichten der Tische" in staff.get(f"/live/{row.code}/leitung/").content.decode()
    )


def test_whoever_sits_elsewhere_writes_and_counts_for_no_other_table() -> None:
    row, stage, (red, *_rest) = weighing(mode="poll")
    one, two = table_of(row), table_of(row, 1)
    guest, host = seats(row, 1)[0], host_at(row, two)
    sat(guest, one)
    host_at(row, one)
    with pytest.raises(Refusal, match="wer dort sitzt"):
        do("weigh.table", stage, host, item=red.pk, number=2, space=one.pk)
    with pytest.raises(Refusal, match="wer ihn moderiert"):
        do("weigh.table", stage, guest, item=red.pk, number=2, space=one.pk)
    with pytest.raises(Refusal, match="nicht mehr"):
        do("weigh.table", stage, host, item=red.pk, number=2, space=999_999)
    assert totals(row, stage)["Rot"] == 0 and not LogEntry.objects.filter(deed="weigh.table").exists()


# --- collecting ---------------------------------------------------------------------------------------------------


def test_a_table_types_its_cards_sees_them_face_down_and_takes_one_back() -> None:
    row, stage = board(what="card", hidden=True, anonymous=True)
    space, other = table_of(row), table_of(row, 1)
    guest = seats(row, 1)[0]
    sat(guest, space)
    do("collect.table", stage, guest, lines="Mehr Bänke\n\n  Licht   im Park ", space=space.pk)
    rows = list(Item.objects.filter(kind=ItemKind.CARD).order_by("pk"))
    assert [(card.body, card.space, card.author, card.status) for card in rows] == [
        ("Mehr Bänke", space, None, ItemStatus.DRAFT),
        ("Licht im Park", space, None, ItemStatus.DRAFT),
    ]
    assert "Licht im Park" in drawn(row, "table", space)
    assert "Licht im Park" not in drawn(row, "table", other) and "Licht im Park" not in drawn(row, "beamer")
    with pytest.raises(Refusal, match="steht schon"):
        do("collect.table", stage, guest, lines="Mehr Bänke", space=space.pk)
    with pytest.raises(Refusal, match="1 bis 20"):
        do("collect.table", stage, guest, lines="\n".join(map(str, range(21))), space=space.pk)
    elsewhere = seats(row, 1)[0]
    sat(elsewhere, other)
    with pytest.raises(Refusal, match="wer es geschrieben hat"):
        do("collect.withdraw", stage, elsewhere, item=rows[0].pk)
    do("collect.withdraw", stage, guest, item=rows[0].pk)
    do("collect.reveal", stage, lead_of(row))
    assert "Licht im Park" in drawn(row, "beamer") and "Mehr Bänke" not in drawn(row, "beamer")
    [block] = kind_named("collect").minutes(Look(row), stage)
    assert block.lines[0].notes == ["vor Ort", space.name]


def test_what_a_table_asks_waits_for_moderation_and_is_listed_with_its_disposition() -> None:
    row, stage = board(what="question", moderated=True)
    space = table_of(row)
    host = host_at(row, space)
    said = do("collect.table", stage, host, lines="Wann fährt der Bus?", space=space.pk)
    assert "gibt ihn gleich frei" in said and "Wartet auf Freigabe" in drawn(row, "table", space)
    do("collect.approve", stage, lead_of(row))
    question = Item.objects.get(kind=ItemKind.QUESTION)
    do("collect.stage", stage, lead_of(row), item=question.pk)
    assert drawn(row, "table", space).count("Wann fährt der Bus?") >= 2
    with pytest.raises(Refusal, match="Darüber wird schon gesprochen"):
        do("collect.withdraw", stage, host, item=question.pk)


def test_a_table_writes_by_plain_forms_and_comes_back_to_its_page() -> None:
    row, stage = board(what="note")
    space = table_of(row)
    client, seat = phone(row)
    sat(seat, space)
    page = client.get(f"/live/{row.code}/tisch/{space.pk}/").content.decode()
    assert f"/schreiben/collect.table/?stage={stage.pk}&amp;view=table&amp;space={space.pk}" in page
    address = f"/live/{row.code}/schreiben/collect.table/?stage={stage.pk}&view=table&space={space.pk}"
    written = client.get(address).content.decode()
    assert (
        f'href="/live/{row.code}/tisch/{space.pk}/"' in written and "eine Zeile für jeden Gedanken" in written
    )
    sent = {"stage": stage.pk, "view": "table", "space": space.pk, "typed": "1", "lines": "Schön hier"}
    answer = client.post(f"/live/{row.code}/tun/collect.table/", sent)
    assert answer.status_code == 302 and answer["Location"] == f"/live/{row.code}/tisch/{space.pk}/"
    # A note belongs to the step; the table's name stays with it.
    note = Item.objects.get(body="Schön hier")
    assert (note.space, note.author_label) == (None, space.name)
    assert "Schön hier" in client.get(f"/live/{row.code}/tisch/{space.pk}/").content.decode()
    empty = client.post(f"/live/{row.code}/tun/collect.table/", {**sent, "lines": " "})
    assert empty.status_code == 422


def test_the_theme_desk_puts_questions_into_themes_and_sees_the_standing() -> None:
    row, stage = board(what="question")
    one, two, theme = seats(row, 3)
    actions.set_roles(seat=theme, roles=["theme"], by=lead_of(row))
    bus, tree = ask(stage, one, "Wann fährt der Bus?"), ask(stage, one, "Wer gießt die Bäume?")
    do("collect.vote", stage, two, item=bus.pk)
    with pytest.raises(Refusal, match="Thementeam"):
        do("collect.cluster", stage, one, title="Verkehr")
    do("collect.cluster", stage, theme, title="Verkehr", item=bus.pk)
    do("collect.cluster", stage, theme, title="Grünes")
    traffic, green = Item.objects.filter(kind=ItemKind.CLUSTER).order_by("pk")
    do("collect.move", stage, theme, item=tree.pk, to=green.pk)
    with pytest.raises(Refusal, match="gibt es schon"):
        do("collect.name", stage, theme, item=green.pk, title="verkehr")
    do("collect.name", stage, theme, item=green.pk, title="Grün in der Stadt")
    # A question on the stage stays there when it gets a theme.
    do("collect.stage", stage, lead_of(row), item=bus.pk)
    do("collect.move", stage, theme, item=bus.pk, to=green.pk)
    do("collect.move", stage, theme, item=bus.pk, to=traffic.pk)
    bus.refresh_from_db()
    assert (bus.status, bus.cluster) == (ItemStatus.LIVE, traffic)
    desk = drawn(row, "theme")
    assert "Stand der Themen" in desk and "Grün in der Stadt" in desk and "1 Stimme" in desk
    assert "Grün in der Stadt" in drawn(row, "watch")
    do(
        "collect.reject",
        stage,
        lead_of(row),
        item=tree.pk,
        reason="Nicht heute",
    )
    with pytest.raises(Refusal, match="nicht mehr auf dem Brett"):
        do("collect.move", stage, theme, item=tree.pk, to=traffic.pk)
    lines = [line for block in kind_named("collect").minutes(Look(row), stage) for line in block.lines]
    assert any("Thema: Verkehr" in line.notes for line in lines)


def test_what_waits_or_lies_face_down_gets_no_theme_yet() -> None:
    row, stage = board(what="question", moderated=True)
    waiting = ask(stage, seats(row, 1)[0], "Wann fährt der Bus?")
    with pytest.raises(Refusal, match="wartet noch auf Freigabe"):
        do("collect.cluster", stage, lead_of(row), title="Verkehr", item=waiting.pk)
    assert not Item.objects.filter(kind=ItemKind.CLUSTER).exists()


def test_themes_of_tasks_stay_apart_from_groups_of_cards_and_topics_stay_in_the_harvest() -> None:
    row, stage = board(what="topic")
    guest = seats(row, 1)[0]
    do("collect.add", stage, guest, title="Hofflohmarkt", body="")
    topic = Item.objects.get(kind=ItemKind.TOPIC)
    do("collect.cluster", stage, lead_of(row), title="Nachbarschaft", item=topic.pk)
    assert topic in queries.sources(row, "topics")
    assert topic not in queries.sources(row, "all")
    blocks = kind_named("collect").minutes(Look(row), stage)
    assert [(block.title, block.lines[0].text) for block in blocks] == [("Nachbarschaft", "Hofflohmarkt")]
    stage.config = {"collect": {"what": "card"}}
    stage.save()
    assert kind_named("collect").load(Look(row), stage)["groups"] == []


@pytest.mark.parametrize("view", ["table", "theme"])
def test_three_and_three_hundred_contributions_cost_the_same(view: str) -> None:
    row, stage = board(what="question")
    space = table_of(row)
    do("collect.cluster", stage, lead_of(row), title="Verkehr")
    counts = []
    for number in (3, 300):
        Item.objects.bulk_create(
            Item(
                gathering=row,
                stage=stage,
                kind=ItemKind.QUESTION,
                status=ItemStatus.VISIBLE,
                body=f"Frage {number}-{n}",
                space=space,
            )
            for n in range(number)
        )
        with CaptureQueriesContext(connection) as found:
            drawn(row, view, space)
        counts.append(len(found))
    assert counts[0] == counts[1]


# --- weighing -----------------------------------------------------------------------------------------------------


def test_hands_of_tables_add_up_beside_those_of_the_room_and_the_newest_number_counts() -> None:
    row, stage, (red, green, _blue) = weighing(mode="poll")
    one, two = table_of(row), table_of(row, 1)
    first, second = host_at(row, one), host_at(row, two)
    do("weigh.hands", stage, lead_of(row), item=red.pk, number=7)
    do("weigh.table", stage, first, item=red.pk, number=3, space=one.pk)
    do("weigh.table", stage, second, item=red.pk, number=4, space=two.pk)
    do("weigh.table", stage, first, item=red.pk, number=2, space=one.pk)
    do("weigh.table", stage, first, item=green.pk, number=1, space=one.pk)
    assert totals(row, stage) == {"Rot": 13, "Grün": 1, "Blau": 0}
    # The desk still shows its own number, so that entering again changes nothing.
    assert 'value="7"' in drawn(row, "console") and "dazu 6 von den Tischen" in drawn(row, "console")
    with pytest.raises(Refusal, match="an keinem Tisch"):
        do("weigh.table", stage, first, item=red.pk, number=51, space=one.pk)
    do("weigh.close", stage, lead_of(row))
    with pytest.raises(Refusal, match="geschlossen"):
        do("weigh.table", stage, first, item=red.pk, number=3, space=one.pk)
    [block] = kind_named("weigh").minutes(Look(row), stage)
    assert "davon 13 im Raum" in block.lines[0].notes


@pytest.mark.django_db(transaction=True)
def test_tables_that_count_at_once_lose_nothing() -> None:
    row, stage, (red, *_rest) = weighing(mode="dots", budget=3)
    spaces = [table_of(row, number) for number in range(3)]
    hosts = [host_at(row, space) for space in spaces]

    def count(number: int) -> None:
        do("weigh.table", stage, hosts[number], item=red.pk, number=5, space=spaces[number].pk)

    all_at_once(count, 3)
    assert totals(row, stage)["Rot"] == 15


def test_a_table_rates_on_the_scale_and_sees_nothing_of_others_while_it_is_veiled() -> None:
    row, stage, (red, *_rest) = weighing(mode="scale", hidden=True)
    space = table_of(row)
    host = host_at(row, space)
    with pytest.raises(Refusal, match="für welchen Wert"):
        do("weigh.table", stage, host, item=red.pk, number=3, space=space.pk)
    do("weigh.table", stage, host, item=red.pk, number=3, value=5, space=space.pk)
    do("weigh.table", stage, host, item=red.pk, number=1, value=1, space=space.pk)
    [tally, *_others] = kind_named("weigh").load(Look(row), stage)["rows"]
    assert tally.steps == {1: 1, 5: 3} and tally.mean == 4
    html = drawn(row, "table", space)
    assert "5: 3 Hände" in html and "1: 1 Hand" in html and "Zwischenstand" not in html
    assert "5: 3 Hände" not in drawn(row, "table", table_of(row, 1))
    do("weigh.close", stage, lead_of(row))
    assert "4,0" in drawn(row, "table", space)


def test_a_table_counts_by_plain_forms() -> None:
    row, stage, (red, *_rest) = weighing(mode="poll")
    space = table_of(row)
    client, seat = phone(row)
    sat(seat, space, PlacementRole.HOST)
    page = client.get(f"/live/{row.code}/tisch/{space.pk}/").content.decode()
    assert f'id="table-more-{red.pk}"' in page
    sent = {"stage": stage.pk, "view": "table", "space": space.pk, "item": red.pk, "number": 1}
    for _twice in range(2):
        answer = client.post(f"/live/{row.code}/tun/weigh.table/", sent)
        assert answer.status_code == 302 and answer["Location"].endswith(f"/tisch/{space.pk}/")
    assert totals(row, stage)["Rot"] == 1
    script = client.post(
        f"/live/{row.code}/tun/weigh.table/", {**sent, "number": 2}, headers={"Accept": "application/json"}
    )
    assert "table/stage" in script.json()["parts"]
    wrong = client.post(
        f"/live/{row.code}/tun/weigh.table/", {**sent, "number": -1}, headers={"Accept": "application/json"}
    )
    assert wrong.status_code == 422 and wrong.json()["said"]


# --- talking ------------------------------------------------------------------------------------------------------


def test_a_table_raises_its_hand_once_in_the_plenary() -> None:
    row, stage = talking()
    space = table_of(row)
    host = host_at(row, space)
    say(row, stage, "table", host, space=space.pk)
    say(row, stage, "table", host, space=space.pk, on="true")
    assert [place.turn.name for place in queue(row, stage).line] == [space.name]
    assert "Ihr Tisch ist als Nächstes dran" in drawn(row, "table", space)
    assert "Ihr Tisch ist" not in drawn(row, "table", table_of(row, 1))
    say(row, stage, "next", lead_of(row))
    with pytest.raises(Refusal, match="gerade dran"):
        say(row, stage, "table", host, space=space.pk)
    say(row, stage, "end", lead_of(row))
    say(row, stage, "list", lead_of(row), open="0")
    with pytest.raises(Refusal, match="geschlossen"):
        say(row, stage, "table", host, space=space.pk)
    say(row, stage, "list", lead_of(row), open="1")
    say(row, stage, "table", host, space=space.pk, on="true")
    say(row, stage, "table", host, space=space.pk, on="false")
    assert queue(row, stage).line == [] and Turn.objects.filter(state="withdrawn").count() == 1
    with pytest.raises(Refusal, match="wer dort sitzt"):
        say(row, stage, "table", host, space=table_of(row, 1).pk)


def test_a_table_waits_for_a_chair_like_anybody() -> None:
    row, stage = talking(mode="fishbowl", chairs=3, empty=1)
    space = table_of(row)
    host = host_at(row, space)
    say(row, stage, "table", host, space=space.pk)
    assert "Ihr Tisch wartet" in drawn(row, "table", space)
    say(row, stage, "next", lead_of(row))
    assert space.name in drawn(row, "theme")


def test_the_theme_desk_sees_who_speaks_where_at_all_tables() -> None:
    row, stage = talking(kind="tables", also=("talk",))
    space = table_of(row)
    seat = seats(row, 1)[0]
    seat.refresh_from_db()
    here = Placement.objects.filter(seat=seat, stage=stage, until=None).first()
    at = here.space if here is not None else space
    say(row, stage, "hand", seat, space=at.pk)
    say(row, stage, "next", lead_of(row), space=at.pk)
    html = drawn(row, "theme")
    assert "An den Tischen" in html and seat.name in html


def test_every_view_of_the_three_kinds_is_drawn_for_tables_and_themes() -> None:
    row = gathering("townhall")
    actions.set_spaces(gathering=row, kind="table", number=2, by=lead_of(row))
    space = table_of(row)
    for stage in row.stages.order_by("position")[1:5]:
        actions.go_to(gathering=row, stage=stage, by=lead_of(row))
        if {"collect", "weigh", "talk"} & set(stage.kinds):
            assert drawn(row, "table", space).strip() and drawn(row, "theme").strip()


def test_a_host_who_leaves_in_a_step_without_tables_leaves_nobody_without_a_voice() -> None:
    row, stage, (red, *_rest) = weighing(mode="poll")
    space = table_of(row)
    host, (client, guest) = host_at(row, space), phone(row)
    sat(guest, space)
    with pytest.raises(Refusal, match="wer ihn moderiert"):
        do("weigh.table", stage, guest, item=red.pk, number=2, space=space.pk)
    assert "/tisch/" not in client.get(f"/live/{row.code}/").content.decode()
    actions.leave(seat=host, by=lead_of(row))
    assert f"/tisch/{space.pk}/" in client.get(f"/live/{row.code}/").content.decode()
    do("weigh.table", stage, guest, item=red.pk, number=2, space=space.pk)
    assert totals(row, stage)["Rot"] == 2
