# SPDX-License-Identifier: EUPL-1.2
"""From an announcement to people who say yes: what is promised, what is refused, what goes."""

from __future__ import annotations

import hashlib
import json
import shlex
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from tests.formats.lots.makers import (
    QUOTAS,
    SEED,
    closed,
    draft,
    drawn,
    filled,
    fresh,
    lead,
    opened,
    pass_time,
    rows,
    sign_up,
)
from tests.people import citizen, process, staff

from mitwirken.config import lots as command_line
from mitwirken.formats.lots import actions, groups, protocol, queries
from mitwirken.formats.lots.models import Draw, Letter, LetterKind, Pool, PoolList, Standing, State, Ticket
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.audit.models import Entry as Logged
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.privacy.actions import erase_rows_of, run_retention

pytestmark = pytest.mark.django_db


def test_anybody_draws_the_same_people_from_the_published_list(tmp_path: Path, capsys: Any):
    draw = drawn(30)
    text = queries.listed(draw)
    assert hashlib.sha256(text.encode()).hexdigest() == draw.digest
    file = tmp_path / protocol.file_name(draw)
    file.write_bytes(text.encode())
    words = shlex.split(protocol.command(draw).replace(protocol.file_name(draw), str(file)))
    assert words[:2] == ["mitwirken", "draw"]
    assert command_line.main([*words[1:], "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["chosen"] == draw.result["chosen"] and told["substitutes"] == draw.result["substitutes"]
    assert told["lots"] == draw.result["lots"]
    assert [[row["feature"], row["value"], row["drawn"]] for row in told["counts"]] == draw.result["counts"]
    for feature, value, number in draw.result["counts"]:
        wanted = next(q for q in draw.wanted() if (q.feature, q.value) == (feature, value))
        assert wanted.least <= number <= wanted.most


def test_a_list_with_households_is_drawn_again_with_them(tmp_path: Path, capsys: Any):
    by, second = lead(), lead()
    draw = opened(by, pool=Pool.LIST)
    assert actions.import_list(draw=draw, text=rows(range(60)), by=by) == 60
    draw = pass_time(draw, closed=True)
    actions.close_pool(draw=draw, by=by)
    draw = pass_time(fresh(draw), seeded=True)
    actions.note_seed(draw=draw, seed=SEED, by=by)
    actions.draw_people(draw=draw, seed=SEED, by=second)
    draw = fresh(draw)
    homes = dict(draw.tickets.filter(place__isnull=False).values_list("number", "household"))
    assert len(set(homes.values())) == len(homes) == 8
    (tmp_path / "list.csv").write_bytes(queries.listed(draw).encode())
    words = shlex.split(protocol.command(draw).replace(protocol.file_name(draw), str(tmp_path / "list.csv")))
    assert "--household" in words and command_line.main([*words[1:], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["chosen"] == draw.result["chosen"]


def test_the_list_is_public_before_the_seed_can_be_known():
    by = lead()
    with pytest.raises(Refusal, match="später entstehen"):
        draft_ = draft(seed_at=timezone.now() + timedelta(days=1))
        actions.create_draw(process=process(), draft=draft_, by=by)
    draw = filled(by=by)
    with pytest.raises(Refusal, match="noch bis"):
        actions.close_pool(draw=draw, by=by)
    late = pass_time(draw, seeded=True)
    with pytest.raises(Refusal, match="schon bekannt"):
        actions.close_pool(draw=late, by=by)
    with pytest.raises(Refusal, match="bevorstehen"):
        actions.postpone(
            draw=late, seed_source="Würfel", seed_at=timezone.now() - timedelta(minutes=1), by=by
        )
    actions.postpone(draw=late, seed_source="Würfel", seed_at=timezone.now() + timedelta(days=1), by=by)
    actions.close_pool(draw=late, by=by)
    assert PoolList.objects.get().text.startswith("id,Bezirk,Alter\n1,")
    with pytest.raises(Refusal, match="steht fest"):
        actions.postpone(draw=late, seed_source="Wetter", seed_at=timezone.now() + timedelta(days=9), by=by)
    with pytest.raises(Refusal, match="entsteht erst"):
        actions.note_seed(draw=late, seed="1", by=by)


def test_two_people_type_in_the_seed_and_it_is_drawn_once():
    first, second = lead(), lead()
    draw = pass_time(closed(by=first), seeded=True)
    with pytest.raises(Refusal, match="Zuerst"):
        actions.draw_people(draw=draw, seed=SEED, by=second)
    actions.note_seed(draw=draw, seed=f"  {SEED} ", by=first)
    with pytest.raises(Refusal, match="zweite Person"):
        actions.draw_people(draw=draw, seed=SEED, by=first)
    with pytest.raises(Refusal, match="lautet anders"):
        actions.draw_people(draw=draw, seed="3-11", by=second)
    with pytest.raises(Refusal, match="schon eingegeben"):
        actions.note_seed(draw=draw, seed="3-11", by=second)
    with pytest.raises(Refusal, match="Aufgaben"):
        actions.draw_people(draw=draw, seed=SEED, by=staff(Role.OFFICE))
    actions.drop_seed(draw=draw, by=second)
    actions.note_seed(draw=draw, seed=SEED, by=second)
    actions.draw_people(draw=draw, seed=SEED, by=first)
    before = fresh(draw).result
    for deed in (actions.draw_people, actions.note_seed):
        with pytest.raises(Refusal, match="nur einmal"):
            deed(draw=draw, seed=SEED, by=second)
    assert fresh(draw).result == before
    verbs = list(Logged.objects.order_by("pk").values_list("verb", flat=True))
    wanted = ["opened", "closed", "seed_noted", "seed_dropped", "seed_noted", "drawn"]
    assert [verb for verb in verbs if verb.startswith("lots.")] == [f"lots.{verb}" for verb in wanted]


def test_a_list_that_was_changed_afterwards_is_not_drawn_from():
    first = lead()
    draw = pass_time(closed(by=first), seeded=True)
    listed = PoolList.objects.get()
    listed.text = listed.text.replace("Nord", "Süd", 1)
    listed.save()
    actions.note_seed(draw=draw, seed=SEED, by=first)
    with pytest.raises(Refusal, match="Prüfsumme"):
        actions.draw_people(draw=draw, seed=SEED, by=lead())
    assert fresh(draw).state == State.CLOSED and not Ticket.objects.exclude(standing=Standing.POOL).exists()


def test_more_seats_than_people_is_said_before_the_list_is_closed():
    by = lead()
    draw = pass_time(filled(4, by), closed=True)
    with pytest.raises(Refusal, match="5 Plätze, aber nur 4 Menschen"):
        actions.close_pool(draw=draw, by=by)
    assert fresh(draw).state == State.OPEN and not PoolList.objects.exists()


@pytest.mark.parametrize(
    ("quotas", "words"),
    [
        ("Bezirk: Nord: 4-5\nBezirk: Süd: 0-1\nAlter: jung: 0-5\nAlter: alt: 0-5", "Bezirk „Nord“: Mindestens 4 sollen es sein, im Lostopf sind 3"),
        ("Bezirk: Nord: 0-1\nBezirk: Süd: 0-1\nAlter: jung: 0-5\nAlter: alt: 0-5", "Höchstzahlen lassen nur 2 Menschen zu"),
        ("Bezirk: Nord: 3\nBezirk: Süd: 2\nAlter: jung: 5\nAlter: alt: 0", "Alter „jung“: Mindestens 5"),
    ],
)  # fmt: skip
def test_quotas_that_cannot_be_met_are_said_in_a_sentence(quotas: str, words: str):
    by = lead()
    draw = pass_time(filled(6, by, quotas=quotas), closed=True)
    with pytest.raises(Refusal, match=words):
        actions.close_pool(draw=draw, by=by)


def test_quotas_that_only_together_are_impossible_are_said_too():
    by = lead()
    draw = opened(by, seats=2, quotas="Bezirk: Nord: 1\nBezirk: Süd: 1\nAlter: jung: 0\nAlter: alt: 2")
    for bezirk, alter in (("Nord", "alt"), ("Nord", "alt"), ("Süd", "jung")):
        sign_up(draw, bezirk, alter)
    with pytest.raises(Refusal, match="alle zusammen sind es nicht"):
        actions.close_pool(draw=pass_time(draw, closed=True), by=by)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hörde 2-4", "Zeile 1: Schreiben Sie Merkmal"),
        ("Bezirk: Nord: 2-3\nBezirk: Nord: 1", "Zeile 2: „Nord“ steht schon"),
        ("Bezirk: Nord: 4-2", "Zeile 1: Das Mindestens ist größer"),
        ("id: 17: 1", "Zeile 1: Dieses Merkmal"),
        ("Bezirk: Nord: x", "Zeile 1"),
        ("\n".join(f"Bezirk: B{n}: 0-1" for n in range(70)), "mehr als 60"),
    ],
)
def test_bad_quotas_name_their_line(text: str, words: str):
    with pytest.raises(Refusal, match=words):
        groups.read_quotas(text)
    assert groups.read_quotas(groups.written(groups.read_quotas(QUOTAS))) == groups.read_quotas(QUOTAS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "fehlt: „id“"),
        ("id,Bezirk\n1,Nord", "fehlt: „Alter“"),
        ("id,Bezirk,Alter", "niemand"),
        ("id,Bezirk,Alter\n1,Nord,jung\n1,Süd,alt", "Zeile 3: Die Nummer 1 kommt"),
        ("id,Bezirk,Alter\n1,Nrd,jung", "Zeile 2: „Nrd“ ist bei „Bezirk“ keine Gruppe"),
        ("id,Bezirk,Alter\nErika Mustermann,Nord,jung", "Zeile 2: Die Nummer darf"),
        ("id,Bezirk,Alter\n,Nord,jung", "Zeile 2: Die Nummer darf"),
        ("id,Bezirk,Alter\n1", "Zeile 2: „“ ist bei"),
        ("id,Bezirk,Alter,household\n1,Nord,jung,Hohe Straße 7", "Zeile 2: Haushalte"),
        ('id,Bezirk,Alter\n"' + "x" * 140_000, "keine Tabelle"),
    ],
)
def test_bad_lists_name_their_line_and_change_nothing(text: str, words: str):
    by = lead()
    draw = opened(by, pool=Pool.LIST)
    actions.import_list(draw=draw, text=rows(range(9)), by=by)
    with pytest.raises(Refusal, match=words):
        actions.import_list(draw=draw, text=text, by=by)
    assert draw.tickets.count() == 9


def test_a_list_as_spreadsheets_write_it_is_read_and_names_in_it_are_not():
    by = lead()
    draw = opened(by, pool=Pool.LIST)
    text = "Name;id;Bezirk;Alter\r\nErika;7;Nord;jung\r\n;;;\r\nAli;8;Süd;alt\r\n"
    assert actions.import_list(draw=draw, text=text, by=by) == 2
    assert set(draw.tickets.values_list("number", "name")) == {("7", ""), ("8", "")}
    assert actions.import_list(draw=draw, text=rows(range(3)), by=by) == draw.tickets.count() == 3
    with pytest.raises(Refusal, match="Liste mit Nummern"):
        sign_up(draw)
    with pytest.raises(Refusal, match="selbst ein"):
        actions.import_list(draw=opened(by), text=text, by=by)


def test_signing_up_asks_for_no_more_than_the_groups_and_counts_once():
    draw, person = opened(), citizen()
    first = sign_up(draw, "Nord", "jung", person)
    again = sign_up(draw, "Süd", "alt", person)
    assert first.pk == again.pk and again.groups == {"Bezirk": "Süd", "Alter": "alt"}
    with pytest.raises(Refusal, match="Bezirk"):
        sign_up(draw, "Mond")
    with pytest.raises(Refusal, match="bestätigen"):
        actions.enter_pool(draw=draw, entry=actions.Entry({"Bezirk": "Nord", "Alter": "jung"}))
    with pytest.raises(Refusal, match="Aufgaben"):
        actions.enter_pool(
            draw=draw,
            entry=actions.Entry({"Bezirk": "Nord", "Alter": "jung"}, "Ada", "0231"),
            entered_by=citizen(),
        )
    actions.leave_pool(ticket=first, key=first.key)
    assert not Ticket.objects.exists()
    # No log says who was in the pool.
    told = Activity.objects.filter(verb__in=["lots.entered", "lots.left"])
    assert told.count() == 2 and not told.exclude(actor=None).exists() and not told.exclude(data={}).exists()


def test_whoever_came_late_is_told_until_when():
    draw = pass_time(filled(3), closed=True)
    with pytest.raises(Refusal, match="geschlossen"):
        sign_up(draw)
    # What came by phone in time may still be typed in until the list is closed.
    entry = actions.Entry({"Bezirk": "Nord", "Alter": "alt"}, "Ada Yıldız", "0231 1234")
    made = actions.enter_pool(draw=draw, entry=entry, channel="phone", entered_by=lead())
    assert made.name == "Ada Yıldız" and not made.nobody
    early = opened(opens_at=timezone.now() + timedelta(hours=5))
    with pytest.raises(Refusal, match="ab "):
        sign_up(early)


def test_numbers_do_not_tell_who_came_first():
    orders = set()
    for _ in range(4):
        draw = closed(12)
        orders.add(tuple(draw.tickets.order_by("pk").values_list("number", flat=True)))
        assert sorted(map(int, next(iter(orders)))) == list(range(1, 13))
    assert len(orders) > 1


def test_after_a_no_the_first_substitute_is_asked():
    draw = drawn()
    places = list(draw.tickets.filter(place__isnull=False).order_by("place"))
    assert [t.standing for t in places] == [Standing.ASKED] * 5 + [Standing.SUBSTITUTE] * 3
    assert [t.number for t in places] == draw.result["chosen"] + draw.result["substitutes"]
    chosen, substitutes = places[:5], places[5:]
    actions.answer(ticket=chosen[0], accepts=True, key=chosen[0].key)
    actions.answer(ticket=chosen[1], accepts=False, key=chosen[1].key)
    actions.answer(ticket=chosen[1], accepts=False, key=chosen[1].key)  # twice is once
    substitutes[0].refresh_from_db()
    substitutes[1].refresh_from_db()
    assert (substitutes[0].standing, substitutes[1].standing) == (Standing.ASKED, Standing.SUBSTITUTE)
    with pytest.raises(Refusal, match="weitergegeben"):
        actions.answer(ticket=chosen[1], accepts=True, key=chosen[1].key)
    with pytest.raises(Refusal, match="nichts zu beantworten"):
        actions.answer(ticket=substitutes[1], accepts=True, key=substitutes[1].key)
    # A substitute who does not want to any more is passed over.
    actions.answer(ticket=substitutes[1], accepts=False, key=substitutes[1].key)
    actions.answer(ticket=chosen[0], accepts=False, by=lead())
    substitutes[2].refresh_from_db()
    assert substitutes[2].standing == Standing.ASKED
    actions.answer(ticket=chosen[2], accepts=False, by=lead())  # nobody is left: the seat stays empty
    with pytest.raises(Refusal, match="Aufgaben"):
        actions.answer(ticket=chosen[3], accepts=False, key="wrong")
    with pytest.raises(Refusal, match="Aufgaben"):
        actions.answer(ticket=chosen[3], accepts=False, by=citizen())


def test_everybody_who_signed_up_gets_a_mail_with_the_own_page():
    draw = drawn()
    kinds = {kind: Letter.objects.filter(kind=kind).count() for kind in LetterKind}
    assert kinds == {"in": 12, "asked": 5, "substitute": 3, "not_drawn": 4}
    assert actions.send_letters() == 24 and actions.send_letters() == 0
    asked = next(t for t in draw.tickets.select_related("person") if t.standing == Standing.ASKED)
    (letter,) = [m for m in mail.outbox if m.to == [asked.person.email] and "ausgelost:" in m.subject]
    assert asked.get_absolute_url() in letter.body and "Losnummer" in letter.body


def test_who_leaves_after_the_list_was_closed_is_only_a_number_and_the_next_one_is_asked():
    first = lead()
    draw = pass_time(closed(12, first), seeded=True)
    for ticket in draw.tickets.select_related("draw"):
        if int(ticket.number) % 2:
            actions.leave_pool(ticket=ticket, key=ticket.key)
    assert draw.tickets.filter(person=None).count() == 6
    actions.note_seed(draw=draw, seed=SEED, by=first)
    actions.draw_people(draw=draw, seed=SEED, by=lead())
    places = list(draw.tickets.filter(place__isnull=False).order_by("place"))
    there = [t for t in places if not t.nobody]
    assert all(t.standing == Standing.DECLINED for t in places if t.nobody)
    assert [t.standing for t in there[:5]] == [Standing.ASKED] * min(5, len(there))
    assert fresh(draw).size == 12 and len(fresh(draw).result["chosen"]) == 5


def test_an_account_that_goes_leaves_no_name_and_passes_its_seat_on():
    open_one, drawn_one = filled(6), drawn()
    leaver = open_one.tickets.first().person
    erase_rows_of(leaver, keep_texts=True)
    assert open_one.tickets.count() == 5
    asked = drawn_one.tickets.filter(standing=Standing.ASKED).order_by("place").first()
    erase_rows_of(asked.person, keep_texts=True)
    asked.refresh_from_db()
    assert asked.person is None and asked.standing == Standing.DECLINED and not asked.letters.exists()
    assert drawn_one.tickets.filter(standing=Standing.ASKED).count() == 5


def test_tickets_and_list_go_and_what_proves_the_draw_stays():
    draw = drawn()
    Draw.objects.filter(pk=draw.pk).update(erase_at=timezone.now() - timedelta(minutes=1))
    waiting = filled(3)
    run_retention()
    draw = fresh(draw)
    assert not draw.tickets.exists() and not queries.is_listed(draw) and waiting.tickets.count() == 3
    assert draw.digest and draw.seed == SEED and len(draw.result["chosen"]) == 5
    assert protocol.compose(draw, listed=False).blocks


def test_calling_off_deletes_the_pool_and_says_why():
    by = lead()
    draw = pass_time(closed(by=by), seeded=True)
    with pytest.raises(Refusal, match="warum"):
        actions.call_off(draw=draw, reason=" ", by=by)
    actions.call_off(draw=draw, reason="Der Saal ist gesperrt.", by=by)
    assert not Ticket.objects.exists() and not PoolList.objects.exists()
    with pytest.raises(Refusal, match="noch nicht ausgelost"):
        actions.call_off(draw=drawn(), reason="Zu spät.", by=by)


def test_what_is_announced_does_not_change_and_two_clerks_see_each_other():
    by = lead()
    draw = actions.create_draw(process=process(), draft=draft(pool=Pool.LIST), by=by)
    actions.import_list(draw=draw, text=rows(range(4)), by=by)
    actions.change_draw(draw=draw, draft=draft(pool=Pool.LIST, title="Beirat"), by=by, seen=1)
    assert draw.tickets.count() == 4
    with pytest.raises(Conflict):
        actions.change_draw(draw=draw, draft=draft(title="Rat"), by=by, seen=1)
    actions.change_draw(draw=draw, draft=draft("Bezirk: Nord: 0-5", pool=Pool.LIST), by=by)
    assert not draw.tickets.exists()  # it was read by other groups
    with pytest.raises(Refusal, match="Aufgaben"):
        actions.announce(draw=draw, by=staff(Role.EDITOR))
    actions.announce(draw=draw, by=by)
    for deed in (lambda: actions.change_draw(draw=draw, draft=draft(), by=by), lambda: actions.delete_draw(draw=draw, by=by), lambda: actions.announce(draw=draw, by=by)):  # fmt: skip
        with pytest.raises(Refusal, match="angekündigt"):
            deed()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"seats": 0}, "1 bis 500"),
        ({"seats": 3}, "mindestens 4 Menschen"),
        ({"substitutes": 900}, "höchstens 500"),
        ({"keep_weeks": 0}, "1 bis 52"),
        ({"opens_at": timezone.now() + timedelta(days=3)}, "bevor er öffnet"),
    ],
)
def test_numbers_that_cannot_be_are_refused(values: dict[str, Any], words: str):
    with pytest.raises(Refusal, match=words):
        actions.create_draw(process=process(), draft=draft(**values), by=lead())
