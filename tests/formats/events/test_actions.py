# SPDX-License-Identifier: EUPL-1.2
"""What is done with events, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from tests.people import citizen, office, process, staff

from mitwirken.formats.events import actions, queries
from mitwirken.formats.events.drafts import BundleDraft, CardsDraft, FeedbackDraft, SignUpDraft, draft_of
from mitwirken.formats.events.models import Event, Feedback, Letter, SignUp, TraitCount
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.privacy.actions import erase_rows_of, run_retention
from mitwirken.ground.privacy.queries import export_of

from .makers import comes, draft, event, past

pytestmark = pytest.mark.django_db


def names(row: Event, status: str) -> list[str]:
    return [each.name for each in row.sign_ups.filter(status=status)]


# --- preparing, publishing, cancelling ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.PROCESS, Role.CORE, Role.OMBUDS, Role.EDITOR])
def test_those_in_charge_of_participation_make_and_publish_events(role):
    person = staff(role, office=office())
    row = actions.create_event(draft=draft(title="Straßenfest für Ältere"), by=person)
    assert row.slug == "strassenfest-fuer-aeltere"
    assert not queries.public().exists()
    actions.publish_event(event=row, by=person)
    assert queries.public().get() == row


def test_an_office_has_its_own_events_and_no_others():
    own, other = office(), office()
    clerk = staff(Role.OFFICE, office=own)
    row = actions.create_event(draft=draft(office=own), by=clerk)
    actions.publish_event(event=row, by=clerk)
    theirs = actions.create_event(draft=draft(office=other), by=None)
    for deed in (
        lambda: actions.create_event(draft=draft(office=other), by=clerk),
        lambda: actions.create_event(draft=draft(), by=clerk),
        lambda: actions.publish_event(event=theirs, by=clerk),
        lambda: actions.cancel_event(event=theirs, by=clerk, because="Nein"),
        lambda: actions.change_event(event=theirs, draft=draft(office=own), by=clerk),
        lambda: actions.change_event(event=row, draft=draft(office=other), by=clerk),
        lambda: actions.check_in(sign_up=comes(theirs), by=clerk),
        lambda: actions.count_walk_in(event=theirs, by=clerk),
        lambda: actions.create_bundle(
            draft=BundleDraft("Tag", timezone.localdate(), timezone.localdate()), by=clerk
        ),
    ):
        with pytest.raises(Refusal):
            deed()


@pytest.mark.parametrize("person", [citizen, lambda: staff(Role.MODERATION), lambda: staff(Role.ADMIN)])
def test_nobody_else_makes_events(person):
    with pytest.raises(Refusal):
        actions.create_event(draft=draft(), by=person())


@pytest.mark.parametrize(
    ("gap", "field"),
    [
        ({"summary": ""}, "summary"),
        ({"venue": " "}, "venue"),
        ({"without_net": ""}, "without_net"),
        ({"contact": ""}, "contact"),
    ],
)
def test_nothing_is_published_without_the_way_for_those_without_net(gap, field):
    row = actions.create_event(draft=draft(**gap), by=None)
    with pytest.raises(Refusal) as refused:
        actions.publish_event(event=row, by=None)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": timezone.now()},
        {"doors_at": timezone.now() + timedelta(days=9)},
        {"kind": "party"},
        {"mode": "space"},
        {"keep_days": 0},
        {"sign_up_until": timezone.now() + timedelta(days=30)},
        {"title": "  "},
        {"latitude": 51.5},
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(wrong):
    with pytest.raises(Refusal) as refused:
        actions.create_event(draft=draft(**wrong), by=None)
    assert refused.value.status == 422
    assert str(refused.value).endswith(".")


def test_two_editors_see_each_others_text():
    row = event()
    actions.change_event(event=row, draft=replace(draft_of(row), title="Neu"), by=None, seen=row.version)
    with pytest.raises(Conflict) as conflict:
        actions.change_event(
            event=row, draft=replace(draft_of(row), title="Anders"), by=None, seen=row.version
        )
    assert conflict.value.theirs["title"] == "Neu"


def test_whoever_signed_up_hears_of_a_new_place_and_of_nothing_else():
    row, person = event(), citizen()
    comes(row, person)
    Letter.objects.all().delete()
    row = actions.change_event(event=row, draft=replace(draft_of(row), title="Anders genannt"), by=None)
    assert not Letter.objects.exists()
    actions.change_event(event=row, draft=replace(draft_of(row), venue="Rathaus"), by=None)
    actions.send_letters()
    assert mail.outbox[-1].to == [person.email]
    assert "Rathaus" in mail.outbox[-1].body


def test_a_cancelled_event_stays_readable_and_everybody_hears_why():
    row, person = event(), citizen()
    comes(row, person)
    with pytest.raises(Refusal):
        actions.cancel_event(event=row, by=None, because=" ")
    actions.cancel_event(event=row, by=None, because="Wasserschaden im Saal")
    actions.send_letters()
    assert [letter.subject for letter in mail.outbox] == ["Abgesagt: Runder Tisch"]
    assert "Wasserschaden" in mail.outbox[0].body
    assert b"STATUS:CANCELLED" in mail.outbox[0].attachments[0][1].encode()
    assert queries.public().get().cancelled_because == "Wasserschaden im Saal"
    with pytest.raises(Refusal):
        comes(row, citizen())


# --- signing up ---------------------------------------------------------------------------------------------------


def test_the_waiting_list_of_the_rule_book():
    """docs/rules/waiting-list.md, second line of the table."""
    row = event(seats_room=10)
    first = comes(row, name="früh", seats=2)
    for _number in range(2):
        comes(row, seats=4)
    for name, seats in (("A", 3), ("B", 1), ("C", 1)):
        comes(row, name=name, seats=seats)
    assert names(row, "waiting") == ["A", "B", "C"]
    actions.cancel_sign_up(sign_up=first, key=first.key)
    assert names(row, "waiting") == ["A"]
    assert queries.free_seats(row, "room") == 0


def test_who_moves_up_is_told_and_more_seats_help():
    row, person = event(seats_room=1), citizen()
    comes(row)
    assert comes(row, person).is_waiting
    actions.change_event(event=row, draft=replace(draft_of(row), seats_room=2), by=None)
    actions.send_letters()
    assert [one.subject for one in mail.outbox] == [
        "Sie stehen auf der Warteliste: Runder Tisch",
        "Ein Platz ist frei geworden: Runder Tisch",
    ] or mail.outbox[-1].subject == "Ein Platz ist frei geworden: Runder Tisch"


def test_the_room_and_online_are_two_houses():
    row = event(mode="hybrid", seats_room=1, online_link="https://treffen.example.org/x")
    comes(row)
    assert comes(row, name="B").is_waiting
    person = citizen()
    assert not comes(row, person, side="online").is_waiting
    actions.send_letters()
    assert "https://treffen.example.org/x" in mail.outbox[-1].body
    with pytest.raises(Refusal):
        comes(event(), side="online")


def test_twice_is_once():
    row, person = event(seats_room=5), citizen()
    assert comes(row, person) == comes(row, person, seats=4)
    assert queries.free_seats(row, "room") == 4


@pytest.mark.parametrize("wrong", [{"seats": 0}, {"seats": 5}, {"name": " "}, {"side": "moon"}])
def test_a_sign_up_that_cannot_be_is_refused(wrong):
    with pytest.raises(Refusal) as refused:
        comes(event(), citizen(), **wrong)
    assert refused.value.status == 422


@pytest.mark.parametrize(
    "values",
    [
        {"sign_up": False},
        {"sign_up_from": timezone.now() + timedelta(days=1)},
        {"sign_up_until": timezone.now() - timedelta(days=1)},
    ],
)
def test_outside_the_window_the_sentence_says_when(values):
    with pytest.raises(Refusal):
        comes(event(**values), citizen())


def test_staff_enter_for_somebody_on_the_phone_until_the_end():
    row = event(sign_up_until=timezone.now() - timedelta(hours=1))
    clerk = staff(Role.CORE)
    made = actions.sign_up(
        event=row, draft=SignUpDraft("Frau Ö."), channel="phone", entered_by=clerk, contact_note="0231 1"
    )
    assert (made.channel, made.person, made.status) == ("phone", None, "confirmed")
    assert actions.send_letters() == 0
    with pytest.raises(Refusal):
        actions.sign_up(event=row, draft=SignUpDraft("X"), channel="online", entered_by=clerk)
    with pytest.raises(Refusal):
        actions.sign_up(event=row, draft=SignUpDraft("X"), channel="phone", entered_by=citizen())
    with pytest.raises(Refusal):
        actions.sign_up(event=row, draft=SignUpDraft("X"))


def test_only_with_the_key_or_by_oneself_or_by_staff_a_sign_up_is_cancelled():
    row, person = event(), citizen()
    made = comes(row, person)
    for wrong in (
        {"key": "falsch"},
        {"key": ""},
        {"by": citizen()},
        {"by": staff(Role.OFFICE, office=office())},
    ):
        with pytest.raises(Refusal):
            actions.cancel_sign_up(sign_up=made, **wrong)
    actions.cancel_sign_up(sign_up=made, by=person)
    assert not SignUp.objects.exists()
    actions.cancel_sign_up(sign_up=made, key=made.key)


def test_the_confirmation_brings_a_calendar_and_the_code_for_the_door():
    row, person = event(), citizen()
    made = comes(row, person)
    assert actions.send_letters() == 1
    assert actions.send_letters() == 0
    letter = mail.outbox[0]
    assert made.spoken_code in letter.body
    assert made.key in letter.body
    assert [attached[0] for attached in letter.attachments] == ["termin.ics", "einlass.png"]
    assert "SUMMARY:Runder Tisch" in str(letter.attachments[0][1])


def test_a_mail_server_that_sleeps_loses_no_letter(monkeypatch):
    row = event()
    comes(row, citizen())
    monkeypatch.setattr(
        "django.core.mail.EmailMultiAlternatives.send", lambda self: (_ for _ in ()).throw(OSError())
    )
    assert actions.send_letters() == 0
    monkeypatch.undo()
    assert actions.send_letters(now=timezone.now() + timedelta(hours=1)) == 1


def test_the_day_before_everybody_with_a_seat_is_reminded_once():
    row = event(seats_room=1)
    comes(row, citizen())
    comes(row, citizen(), name="wartet")
    Letter.objects.all().delete()
    assert actions.remind() == 0
    soon = row.starts_at - timedelta(hours=20)
    SignUp.objects.update(created_at=timezone.now() - timedelta(days=9))
    assert actions.remind(now=soon) == 1
    assert actions.remind(now=soon) == 0


def test_the_door_ticks_and_takes_back():
    row, host = event(seats_room=1), staff(Role.CORE)
    comes(row)
    waits = comes(row, name="wartet")
    for _again in range(2):
        assert actions.check_in(sign_up=waits, by=host).status == "confirmed"
    actions.count_walk_in(event=row, by=host)
    assert queries.numbers(row).came == 1
    row.refresh_from_db()
    assert queries.numbers(row).present == 2
    assert actions.check_in(sign_up=waits, by=host, came=False).came_at is None
    with pytest.raises(Refusal):
        actions.check_in(sign_up=waits, by=citizen())


# --- privacy ------------------------------------------------------------------------------------------------------


def test_no_log_remembers_who_signed_up():
    comes(event(), citizen())
    assert not Activity.objects.filter(verb="events.signed_up").exclude(actor=None).exists()


def test_sign_ups_go_in_time_and_only_numbers_stay():
    row = event(keep_days=10)
    made = comes(row, citizen(), seats=2)
    comes(row)
    actions.check_in(sign_up=made, by=None)
    past(row, days=9)
    run_retention()
    assert SignUp.objects.count() == 2
    past(row, days=11)
    run_retention()
    row.refresh_from_db()
    assert not SignUp.objects.exists()
    assert not Letter.objects.exists()
    assert row.tally == {"seats": {"online": 3}, "came": 2}
    assert queries.numbers(row).confirmed == 3


def test_whoever_leaves_takes_the_sign_up_along_and_the_next_moves_up():
    row, person = event(seats_room=1), citizen()
    comes(row, person, needs="Rollstuhl")
    comes(row, name="wartet")
    assert "Rollstuhl" in str(export_of(person))
    assert comes(row, person).key not in str(export_of(person))
    erase_rows_of(person, keep_texts=True)
    assert names(row, "confirmed") == ["wartet"]


# --- feedback -----------------------------------------------------------------------------------------------------


def test_small_numbers_are_not_shown_and_details_are_counted_apart():
    row = past(event())
    for worth, times in (("yes", 8), ("rather", 6), ("hardly", 5), ("no", 1)):
        for _number in range(times):
            actions.give_feedback(event=row, draft=FeedbackDraft(worth, age="18-29"))
    actions.give_feedback(event=row, draft=FeedbackDraft("yes", language="Kurdisch"))
    found = queries.answers(row)
    assert found.total == 21
    assert [count for _worth, count in found.worth] == [9, 6, None, None]
    assert [(str(trait), lines) for trait, lines in found.traits] == [("age", [("18 bis 29", 20)])]
    assert TraitCount.objects.count() == 2
    assert not {"person", "sign_up", "age", "at"} & {field.name for field in Feedback._meta.get_fields()}


def test_under_five_answers_not_even_the_total_is_told():
    row = past(event())
    for _number in range(4):
        actions.give_feedback(event=row, draft=FeedbackDraft("yes"))
    assert queries.answers(row).total is None


def test_feedback_has_its_time():
    with pytest.raises(Refusal):
        actions.give_feedback(event=event(), draft=FeedbackDraft("yes"))
    with pytest.raises(Refusal):
        actions.give_feedback(event=past(event(), days=31), draft=FeedbackDraft("yes"))
    with pytest.raises(Refusal):
        actions.give_feedback(event=past(event()), draft=FeedbackDraft("vielleicht"))


def test_a_pile_of_cards_counts_like_clicks():
    row, clerk = past(event(), days=40), staff(Role.CORE)
    pile = CardsDraft({"yes": 7, "no": 2}, (("no", "Zu laut."),), {("age", "75"): 6})
    assert actions.enter_cards(event=row, cards=pile, by=clerk) == 9
    assert queries.answers(row).total == 9
    assert [each.sentence for each in queries.sentences(row)] == ["Zu laut."]
    for wrong in (
        CardsDraft({"yes": 0}),
        CardsDraft({"yes": 1}, (("yes", "a"), ("yes", "b"))),
        CardsDraft({"yes": 9000}),
        CardsDraft({"yes": 1}, channel="online"),
    ):
        with pytest.raises(Refusal):
            actions.enter_cards(event=row, cards=wrong, by=clerk)
    with pytest.raises(Refusal):
        actions.enter_cards(event=row, cards=pile, by=citizen())


# --- campaigns, frames --------------------------------------------------------------------------------------------


def test_a_campaign_groups_events():
    today = timezone.localdate()
    bundle = actions.create_bundle(draft=BundleDraft("Digitaltag", today, today, summary="Ein Tag"), by=None)
    rows = [event(), event(title="Zweites")]
    actions.put_into_bundle(bundle=bundle, events=rows, by=None)
    actions.publish_bundle(bundle=bundle, by=None)
    assert len(queries.of_bundle(bundle)) == 2
    actions.put_into_bundle(bundle=bundle, events=rows[:1], by=None)
    assert [card.event for card in queries.of_bundle(bundle)] == rows[:1]
    with pytest.raises(Refusal):
        actions.create_bundle(draft=BundleDraft("Rückwärts", today, today - timedelta(days=1)), by=None)


def test_moderation_takes_an_event_out_of_sight():
    row = event(process=process())
    actions.hide_event(row, hidden=True)
    assert not queries.public().exists()
    assert not queries.counts_of_processes([row.process_id])
