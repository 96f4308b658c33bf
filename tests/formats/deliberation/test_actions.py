# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests import people

from mitwirken.formats.deliberation import actions, notices, privacy, queries, searching
from mitwirken.formats.deliberation.models import Argument, ArgumentVersion, Helpful
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.notifications import Event

pytestmark = pytest.mark.django_db


def test_what_is_said_is_counted_and_told(thing, say):
    for kind in ("pro", "contra", "contra", "frage"):
        say(kind=kind)
    number = queries.counts("thing", [thing.pk])[thing.pk]
    assert (number.pro, number.contra, number.question, number.total) == (1, 2, 1, 4)
    note = Activity.objects.filter(verb="deliberation.added").first()
    assert note is not None and f"process:{thing.pk}" in note.topics


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": " \n "}, "text"),
        ({"text": "x" * 1501}, "text"),
        ({"kind": "vielleicht"}, "kind"),
        ({"kind": "antwort"}, "kind"),
    ],
)
def test_bad_input_is_refused_at_its_field(say, values, field):
    with pytest.raises(Refusal) as refused:
        say(**values)
    assert (refused.value.status, refused.value.field) == (422, field)
    assert not Argument.objects.exists()


def test_replies_are_one_level_deep_and_stay_with_their_subject(thing, say):
    top = say()
    reply = say(parent=top)
    assert reply.kind == "antwort"
    top.refresh_from_db()
    assert top.reply_count == 1
    with pytest.raises(Refusal, match="nicht noch einmal"):
        say(parent=reply)
    other = people.process()
    people.phase(other, "proposals", "comment")
    with pytest.raises(Refusal, match="nicht mehr da"):
        say(parent=top, subject=other)
    assert queries.counts("thing", [thing.pk])[thing.pk].total == 1


def test_the_database_itself_knows_replies_from_arguments(thing, say):
    top = say()
    row = {"subject_kind": "thing", "subject_id": thing.pk, "text": "x", "created_at": timezone.now()}
    for wrong in (
        {"kind": "antwort"},
        {"kind": "pro", "parent": top},
        {"kind": "pro", "text": ""},
        {"kind": "antwort", "parent": top, "is_city": True},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Argument.objects.create(**(row | wrong))


def test_outside_the_phase_the_refusal_says_when(thing, say, closed):
    closed()
    with pytest.raises(Refusal, match="beendet"):
        say()
    thing.phases.update(
        starts_at=timezone.now() + timezone.timedelta(days=1),
        ends_at=timezone.now() + timezone.timedelta(days=2),
    )
    with pytest.raises(Refusal, match="Mitreden können Sie hier ab"):
        say()
    thing.phases.update(verbs=["rate"])
    with pytest.raises(Refusal, match="keine Beiträge gesammelt"):
        say()


@pytest.mark.parametrize(
    "values", [{"is_active": False}, {"restricted_at": timezone.now()}, {"erased_at": timezone.now()}]
)
def test_people_without_good_standing_are_refused(say, values):
    with pytest.raises(Refusal):
        say(by=people.citizen(**values))
    with pytest.raises(Refusal, match="melden"):
        say(by=AnonymousUser())


class TestStaff:
    def test_what_came_by_phone_has_a_label_and_no_author(self, say):
        clerk = people.staff(Role.PROCESS)
        row = say(by=clerk, channel="phone", author_label="Anruf aus Hörde")
        assert (row.author, row.said_by, row.channel) == (None, "Anruf aus Hörde", "phone")
        with pytest.raises(Refusal, match="Beschäftigte"):
            say(channel="paper")
        with pytest.raises(Refusal, match="Weg"):
            say(by=clerk, channel="rauchzeichen")

    def test_what_was_handed_in_by_the_end_can_be_typed_in_for_a_week(self, say, closed):
        clerk = people.staff(Role.PROCESS)
        closed(days=6)
        say(by=clerk, channel="paper")
        closed(days=8)
        with pytest.raises(Refusal, match="beendet"):
            say(by=clerk, channel="paper")

    def test_the_city_answers_signed_at_any_time_and_never_argues(self, say, closed):
        office = people.office("Tiefbauamt")
        clerk, stranger, core = (
            people.staff(Role.OFFICE, office=office),
            people.staff(Role.OFFICE, office=people.office()),
            people.staff(Role.CORE),
        )
        top = say(kind="frage")
        closed(days=100)
        row = say(parent=top, by=clerk, as_office=office)
        assert (row.is_city, row.said_by, row.office) == (True, "Tiefbauamt", office)
        assert Activity.objects.filter(verb="deliberation.answered").exists()
        say(parent=top, by=core, as_office=office)
        for who in (stranger, people.citizen()):
            with pytest.raises(Refusal, match="Für Tiefbauamt"):
                say(parent=top, by=who, as_office=office)
        with pytest.raises(Refusal, match="sammelt keine eigenen"):
            say(by=clerk, as_office=office)


class TestEditing:
    def test_the_earlier_text_stays_readable(self, say):
        author = people.citizen()
        row = say(by=author, text="Eins")
        row = actions.edit_argument(argument=row, text="Zwei", by=author, seen_version=1)
        row = actions.edit_argument(argument=row, text="Drei", by=author, seen_version=2)
        assert (row.text, row.version) == ("Drei", 3) and row.edited_at
        assert list(row.versions.values_list("version", "text")) == [(2, "Zwei"), (1, "Eins")]

    def test_the_same_text_changes_nothing(self, say):
        author = people.citizen()
        row = say(by=author, text="Eins")
        for _ in range(2):
            actions.edit_argument(argument=row, text=" Eins ", by=author, seen_version=1)
        assert not ArgumentVersion.objects.exists()

    def test_an_older_form_sees_the_conflict_with_both_texts(self, say):
        author = people.citizen()
        row = say(by=author, text="Eins")
        actions.edit_argument(argument=row, text="Zwei", by=author, seen_version=1)
        with pytest.raises(Conflict) as conflict:
            actions.edit_argument(argument=row, text="Drei", by=author, seen_version=1)
        assert conflict.value.theirs == {"text": "Zwei"} and conflict.value.yours == {"text": "Drei"}
        row.refresh_from_db()
        assert row.text == "Zwei"

    def test_only_ones_own_and_only_while_open(self, say, closed):
        author = people.citizen()
        row = say(by=author)
        with pytest.raises(Refusal, match="wer ihn geschrieben hat"):
            actions.edit_argument(argument=row, text="Fremd", by=people.citizen(), seen_version=1)
        closed()
        with pytest.raises(Refusal, match="beendet"):
            actions.edit_argument(argument=row, text="Spät", by=author, seen_version=1)

    def test_the_office_corrects_its_answer_after_the_end(self, say, closed):
        office = people.office()
        clerk = people.staff(Role.OFFICE, office=office)
        row = say(parent=say(), by=clerk, as_office=office)
        closed()
        assert actions.edit_argument(argument=row, text="Berichtigt", by=clerk, seen_version=1).version == 2


class TestWithdrawing:
    def test_the_text_goes_and_a_note_stays_only_under_replies(self, thing, say):
        author = people.citizen()
        alone, answered = say(by=author), say(by=author)
        actions.edit_argument(argument=answered, text="Anders", by=author, seen_version=1)
        say(parent=answered)
        for row in (alone, answered, answered):
            actions.withdraw_argument(argument=row, by=author)
        assert not ArgumentVersion.objects.exists()
        assert set(Argument.objects.filter(author=author).values_list("text", flat=True)) == {""}
        assert [row.pk for row in queries.said_about("thing", thing.pk)] == [answered.pk]
        assert queries.counts("thing", [thing.pk])[thing.pk].total == 0

    def test_it_works_after_the_end_but_not_for_others(self, say, closed):
        author = people.citizen()
        row = say(by=author)
        closed()
        with pytest.raises(Refusal):
            actions.withdraw_argument(argument=row, by=people.citizen())
        actions.withdraw_argument(argument=row, by=author)

    def test_a_withdrawn_reply_is_not_counted(self, say):
        author, top = people.citizen(), say()
        actions.withdraw_argument(argument=say(parent=top, by=author), by=author)
        top.refresh_from_db()
        assert top.reply_count == 0
        with pytest.raises(Refusal, match="nicht mehr da"):
            actions.withdraw_argument(argument=top, by=top.author)
            say(parent=top)


class TestHelpful:
    def test_marking_twice_is_marking_once(self, say):
        row, reader = say(), people.citizen()
        assert [actions.mark_helpful(argument=row, by=reader) for _ in range(2)] == [1, 1]
        assert actions.mark_helpful(argument=row, by=people.citizen()) == 2
        assert [actions.unmark_helpful(argument=row, by=reader) for _ in range(2)] == [1, 1]

    def test_nobody_helps_themselves_and_nobody_after_the_end(self, say, closed):
        author = people.citizen()
        row = say(by=author)
        with pytest.raises(Refusal, match="eigenen"):
            actions.mark_helpful(argument=row, by=author)
        closed()
        with pytest.raises(Refusal, match="beendet"):
            actions.mark_helpful(argument=row, by=people.citizen())
        assert not Helpful.objects.exists()


def test_hiding_takes_replies_along_and_can_be_undone(thing, say):
    top = say()
    reply = say(parent=top)
    for _ in range(2):
        actions.hide_argument(top, hidden=True)
    assert not queries.public(Argument.objects.all()).exists()
    assert searching.entry(Argument.objects.get(pk=reply.pk)) is None
    actions.hide_argument(top, hidden=False)
    assert queries.public(Argument.objects.all()).count() == 2
    actions.hide_argument(reply, hidden=True)
    top.refresh_from_db()
    assert top.reply_count == 0
    actions.hide_argument(reply, hidden=False)
    top.refresh_from_db()
    assert top.reply_count == 1


def test_a_hidden_argument_cannot_be_changed_by_its_author(say):
    author = people.citizen()
    row = say(by=author)
    actions.hide_argument(row)
    for deed in (
        lambda: actions.edit_argument(argument=row, text="Neu", by=author, seen_version=1),
        lambda: actions.withdraw_argument(argument=row, by=author),
    ):
        with pytest.raises(Refusal, match="verborgen"):
            deed()


def test_what_can_be_found(say):
    row = say(kind="frage", text="Wer mäht dort?")
    entry = searching.entry(row)
    assert entry is not None and entry.body == "Wer mäht dort?" and "Bänke am Kanal" in entry.title
    actions.withdraw_argument(argument=row, by=row.author)
    assert searching.entry(Argument.objects.get(pk=row.pk)) is None


def test_who_is_told(say):
    author, other = people.citizen(), people.citizen()
    top = say(by=author, text=" ".join(f"Wort{number}" for number in range(200)))
    reply, own = say(parent=top, by=other), say(parent=top, by=author)
    event = Event(1, "deliberation.replied", "argument", reply.pk, other.pk, ())
    assert list(notices._author_above(event, reply)) == [author.pk]
    assert list(notices._author_above(Event(1, "", "argument", own.pk, author.pk, ()), own)) == []
    assert "Bänke am Kanal" in notices._replied(event, reply) and "Bänke am Kanal" in notices._added(
        event, top
    )
    assert len(notices._text(event, top)) <= notices.SHOWN + 2


def test_who_goes_takes_texts_and_marks_along(say):
    author, reader = people.citizen(), people.citizen()
    top, liked = say(by=author), say()
    say(parent=top)
    mine = say(parent=liked, by=author)
    for who in (author, reader):
        actions.mark_helpful(argument=liked, by=who)
    privacy.withdraw_texts(Argument.objects.filter(author=author))
    privacy.take_marks_back(Helpful.objects.filter(person=author))
    liked.refresh_from_db()
    assert (liked.helpful_count, liked.reply_count) == (1, 0)
    assert set(Argument.objects.filter(pk__in=[top.pk, mine.pk]).values_list("text", flat=True)) == {""}
