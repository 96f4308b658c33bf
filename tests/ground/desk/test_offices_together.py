# SPDX-License-Identifier: EUPL-1.2
"""Several offices at one case: parts that are seen, signatures that count for one text, letters, escalation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from tests.ground.desk.wishes import case_for, wish
from tests.people import office, staff

from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk import actions, queries
from mitwirken.ground.desk.models import (
    AnswerText,
    Case,
    LetterKind,
    OfficeLetter,
    Part,
    PartStatus,
    Signature,
    Wish,
)
from mitwirken.ground.desk.roles import Role
from mitwirken.kernels.workdays import add_workdays

pytestmark = pytest.mark.django_db

TRIAGE = {Role.PROCESS, Role.CORE, Role.OMBUDS}
INSIDERS = TRIAGE | {Role.OFFICE}


class World:
    """The parks' case in which roads have a part; nobody of the two belongs to the other."""

    def __init__(self) -> None:
        self.parks = office("Grünflächenamt", email="parks@example.org")
        self.roads = office("Tiefbauamt", email="roads@example.org")
        self.third = office("Umweltamt")
        self.gardener = staff(Role.OFFICE, office=self.parks)
        self.builder = staff(Role.OFFICE, office=self.roads)
        self.core = staff(Role.CORE, office=self.parks)
        self.case = case_for(wish(title="Mehr Schatten"), office=self.parks)

    def ask(self, **values: Any) -> Part:
        given: dict[str, Any] = {
            "case": self.case,
            "office": self.roads,
            "task": "Liegen dort Leitungen?",
            "due_on": timezone.localdate() + timedelta(days=10),
            "by": self.gardener,
        }
        return actions.ask_office(**(given | values))

    def draft(self, text: str = "Ja.") -> int:
        return actions.draft_answer(case=self.case, text=text, by=self.gardener).version

    def sign(self, person: Any, of: Any, seen: int) -> Signature:
        return actions.sign_answer(case=self.case, by=person, office=of, role=Role.OFFICE, seen=seen)

    def publish(self, person: Any = None, of: Any = None, **values: Any) -> Any:
        given = {"office": of or self.parks, "role": Role.OFFICE, "by": person or self.gardener} | values
        return actions.publish_answer(case=self.case, **given)


@pytest.fixture
def world() -> World:
    return World()


# --- rights, as a table: somebody of the office in charge, of the asked office, of a third one ------------

Deed = Callable[[World, Part], Callable[[Any], Any]]
TABLE: list[tuple[str, set[Role], set[Role], set[Role], Deed]] = [
    ("ask", INSIDERS, TRIAGE, TRIAGE, lambda w, p: lambda by: w.ask(office=w.third, by=by)),
    ("take a part", set(), INSIDERS, set(), lambda w, p: lambda by: actions.take_part(part=p, by=by)),
    (
        "give a part",
        set(),
        INSIDERS,
        set(),
        lambda w, p: lambda by: actions.finish_part(part=p, result="Nein.", by=by),
    ),
    (
        "decline a part",
        set(),
        INSIDERS,
        set(),
        lambda w, p: lambda by: actions.decline_part(part=p, reason="Umweltamt fragen", by=by),
    ),
    ("call off", INSIDERS, TRIAGE, TRIAGE, lambda w, p: lambda by: actions.call_off_part(part=p, by=by)),
    ("take the case", INSIDERS, set(), set(), lambda w, p: lambda by: actions.take_case(case=w.case, by=by)),
    (
        "give the case back",
        INSIDERS,
        set(),
        set(),
        lambda w, p: lambda by: actions.give_case_back(case=w.case, reason="Nicht unseres", by=by),
    ),
    (
        "comment",
        INSIDERS,
        INSIDERS,
        TRIAGE,
        lambda w, p: lambda by: actions.comment_answer(case=w.case, text="Gut", by=by),
    ),
    (
        "four eyes",
        TRIAGE,
        TRIAGE,
        TRIAGE,
        lambda w, p: lambda by: actions.require_four_eyes(case=w.case, four_eyes=True, by=by),
    ),
    (
        "a wish",
        INSIDERS,
        set(),
        set(),
        lambda w, p: lambda by: actions.make_wish(title="Fest", text="Bitte", office=w.parks, by=by),
    ),
]


@pytest.mark.parametrize("role", [pytest.param(role, id=role.name) for role in Role])
@pytest.mark.parametrize("row", [pytest.param(row, id=row[0]) for row in TABLE])
def test_rights(world: World, role: Role, row: tuple[str, set[Role], set[Role], set[Role], Deed]) -> None:
    _name, lead, asked, other, deed = row
    part = world.ask(by=world.core)
    actions.draft_answer(case=world.case, text="Entwurf", by=world.core)
    Case.objects.filter(pk=world.case.pk).update(taken_at=None, taken_by=None, handed_at=timezone.now())
    # The ones who may not try first: they change nothing for those who may.
    for of, allowed in sorted(
        ((world.third, other), (world.roads, asked), (world.parks, lead)), key=lambda pair: role in pair[1]
    ):
        person = staff(role, office=of)
        if role in allowed:
            deed(world, part)(person)
            return
        with pytest.raises(Refusal) as refused:
            deed(world, part)(person)
        assert refused.value.status == 403


# --- parts ------------------------------------------------------------------------------------------------


def test_a_part_is_asked_taken_and_given(world: World) -> None:
    part = world.ask()
    assert part.status == PartStatus.ASKED
    assert actions.take_part(part=part, by=world.builder).status == PartStatus.TAKEN
    # A double click takes once.
    assert actions.take_part(part=part, by=world.builder).version == 2
    assert Activity.objects.filter(verb="desk.part_taken").count() == 1
    done = actions.finish_part(part=part, result="Keine.", by=world.builder)
    assert (done.status, done.taken_by, done.closed_by) == (PartStatus.DONE, world.builder, world.builder)
    with pytest.raises(Refusal):
        actions.decline_part(part=part, reason="Doch nicht", by=world.builder)


def test_an_office_declines_with_a_reason_that_who_asked_is_told(world: World) -> None:
    part = world.ask()
    with pytest.raises(Refusal) as refused:
        actions.decline_part(part=part, reason="  ", by=world.builder)
    assert refused.value.field == "result"
    actions.decline_part(part=part, reason="Fragen Sie die Stadtwerke.", by=world.builder)
    told = Activity.objects.get(verb="desk.part_declined")
    assert told.data["told"] == [world.gardener.pk]
    assert not told.public
    # Then it can be asked again; while one is open it cannot.
    world.ask()
    with pytest.raises(Refusal):
        world.ask()


def test_a_case_that_was_given_back_waits_for_triage_again(world: World) -> None:
    actions.give_case_back(case=world.case, reason="Das ist Privatgrund.", by=world.gardener)
    world.case.refresh_from_db()
    assert world.case.office is None
    assert list(queries.waiting_for_triage()) == [world.case]
    assert world.case.notes.get().text == "Das ist Privatgrund."
    assert not world.case.changes.get().public


def test_working_on_a_case_takes_it(world: World) -> None:
    assert world.case.is_untaken
    world.draft()
    world.case.refresh_from_db()
    assert (world.case.is_untaken, world.case.taken_by) == (False, world.gardener)


# --- signatures -------------------------------------------------------------------------------------------


def test_an_answer_is_published_only_when_who_must_sign_has_signed_that_very_text(world: World) -> None:
    world.ask(must_sign=True)
    seen = world.draft("Ja.")
    with pytest.raises(Refusal) as refused:
        world.publish(seen=seen)
    assert "Tiefbauamt" in str(refused.value)
    world.sign(world.builder, world.roads, seen)
    later = world.draft("Ja, im Mai.")
    with pytest.raises(Refusal):
        world.publish(seen=later)
    with pytest.raises(Conflict):
        world.sign(world.builder, world.roads, seen)
    world.sign(world.builder, world.roads, later)
    world.sign(world.builder, world.roads, later)
    assert Signature.objects.filter(version=later).count() == 1
    assert world.publish(seen=later).text == "Ja, im Mai."


def test_a_refused_publication_leaves_no_signature(world: World) -> None:
    world.ask(must_sign=True)
    seen = world.draft()
    with pytest.raises(Refusal):
        world.publish(seen=seen)
    assert not Signature.objects.exists()


def test_changing_a_signed_text_tells_who_signed(world: World) -> None:
    world.ask(must_sign=True)
    world.sign(world.builder, world.roads, world.draft("Ja."))
    world.draft("Nein.")
    assert Activity.objects.get(verb="desk.signatures_fell").data["told"] == [world.builder.pk]
    assert OfficeLetter.objects.filter(office=world.roads, kind=LetterKind.SIGN).count() == 1


def test_four_eyes_are_two_people_not_two_offices(world: World) -> None:
    actions.set_signing_rule(group_key=world.case.group_key, four_eyes=True, by=world.core)
    seen = world.draft()
    world.sign(world.gardener, world.parks, seen)
    with pytest.raises(Refusal):
        world.publish(seen=seen)
    colleague = staff(Role.OFFICE, office=world.parks)
    assert world.publish(colleague, seen=seen).published_at


def test_a_case_may_say_otherwise_than_its_process(world: World) -> None:
    actions.set_signing_rule(group_key=world.case.group_key, four_eyes=True, by=world.core)
    actions.require_four_eyes(case=world.case, four_eyes=False, by=world.core)
    assert world.publish(seen=world.draft()).published_at


def test_nobody_gets_round_a_signature_by_calling_the_part_off(world: World) -> None:
    part = world.ask(must_sign=True)
    with pytest.raises(Refusal):
        actions.call_off_part(part=part, by=world.gardener)
    actions.call_off_part(part=part, by=world.core)
    assert world.publish(seen=world.draft()).published_at


# --- versions, comments, blocks ---------------------------------------------------------------------------


def test_every_text_of_a_draft_stays_readable(world: World) -> None:
    for text in ("Ja.", "Ja, im Mai.", "Ja, im Mai."):
        world.draft(text)
    assert list(AnswerText.objects.values_list("text", flat=True)) == ["Ja, im Mai.", "Ja."]
    newest = queries.changes_of(world.case.answers.get())[0]
    assert [(piece.kind, piece.text) for piece in newest.pieces] == [
        ("gone", "Ja."),
        ("new", "Ja, im Mai."),
    ]


def test_the_difference_of_two_texts_gives_both_again() -> None:
    before, now = "Wir bauen im Mai\ndrei Bänke.", "Wir bauen im Juni\nvier neue Bänke."
    pieces = queries.difference(before, now)
    assert "".join(one.text for one in pieces if one.kind != "new") == before
    assert "".join(one.text for one in pieces if one.kind != "gone") == now


def test_two_who_write_at_once_both_keep_their_text(world: World) -> None:
    seen = world.draft("Ja.")
    actions.draft_answer(case=world.case, text="Ja, im Mai.", by=world.core, seen=seen)
    with pytest.raises(Conflict) as conflict:
        actions.draft_answer(case=world.case, text="Nein.", by=world.gardener, seen=seen)
    assert conflict.value.theirs["text"] == "Ja, im Mai."
    assert conflict.value.yours["text"] == "Nein."


def test_a_block_fills_what_the_case_knows_and_leaves_gaps(world: World) -> None:
    text = queries.fill("{titel} ({nummer}) bei {amt} bis {termin}", world.case)
    assert text == f"Mehr Schatten ({world.case.pk}) bei Grünflächenamt bis [bitte ergänzen]"
    with pytest.raises(Refusal) as refused:
        actions.save_block(title="Gruß", text="Hallo {name}", position=1, by=world.core)
    assert "{name}" in str(refused.value)


# --- letters ----------------------------------------------------------------------------------------------


def test_letters_to_mailboxes_lead_to_the_right_place_and_name_nobody(world: World, settings: Any) -> None:
    part = world.ask()
    assert actions.send_office_letters() == 1  # the case itself was taken by asking
    letter = mail.outbox[-1]
    assert letter.to == ["roads@example.org"]
    assert f"{settings.BASE_URL}/schreibtisch/faelle/{world.case.pk}/#teil-{part.pk}" in letter.body
    for person in (world.gardener, world.builder):
        assert str(person) not in letter.body
        assert person.email not in letter.body
    assert actions.send_office_letters() == 0


def test_what_is_settled_meanwhile_is_not_sent(world: World) -> None:
    actions.decline_part(part=world.ask(), reason="Nein", by=world.builder)
    actions.take_case(case=world.case, by=world.gardener)
    assert actions.send_office_letters() == 0
    assert not OfficeLetter.objects.exclude(due_at=None).exists()


def test_a_letter_that_fails_is_tried_again_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Any, **values: Any) -> None:
        raise OSError("no mail today")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    now = timezone.now() + timedelta(seconds=1)
    assert actions.send_office_letters(now) == 0
    monkeypatch.undo()
    assert actions.send_office_letters(now) == 0
    assert actions.send_office_letters(now + actions.FIRST_WAIT) == 1


# --- escalation -------------------------------------------------------------------------------------------

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize("days, step", [(0, 0), (1, 1), (4, 1), (5, 2), (9, 2), (10, 3), (30, 3)])
def test_steps_are_the_first_fifth_and_tenth_working_day(days: int, step: int) -> None:
    today = add_workdays(WEDNESDAY, days) if days else WEDNESDAY
    assert actions.late_step(WEDNESDAY, today) == step


def test_a_late_part_is_told_once_a_step_and_only_on_working_days(world: World) -> None:
    part = world.ask()
    actions.take_part(part=part, by=world.builder)
    actions.take_case(case=world.case, by=world.gardener)
    Part.objects.filter(pk=part.pk).update(due_on=WEDNESDAY)
    saturday = date(2026, 11, 28)
    assert actions.escalate(today=saturday) == 0
    told = [actions.escalate(today=add_workdays(WEDNESDAY, days)) for days in range(1, 12)]
    assert told == [1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]
    assert Activity.objects.filter(verb="desk.part_late").first().data["told"] == [world.core.pk]


def test_what_nobody_takes_is_told_to_the_core_team_once(world: World) -> None:
    world.ask()
    later = add_workdays(timezone.localdate(), actions.TAKE_WITHIN)
    assert actions.escalate(today=later) == 1  # the gardener took the case by asking
    assert actions.escalate(today=later) == 0


# --- the board --------------------------------------------------------------------------------------------


def test_a_wish_is_answered_with_words_and_two_do_not_answer_at_once(world: World) -> None:
    made = actions.make_wish(title="Fest", text="Mit Kindern", office=world.parks, by=world.gardener)
    with pytest.raises(Refusal):
        actions.answer_wish(wish=made, state=Wish.State.PLANNED, answer="", by=world.core)
    actions.answer_wish(wish=made, state=Wish.State.PLANNED, answer="Gern", by=world.core, seen=1)
    with pytest.raises(Conflict):
        actions.answer_wish(wish=made, state=Wish.State.DECLINED, answer="Nein", by=world.core, seen=1)


def test_load_counts_cases_and_parts_of_each_office(world: World) -> None:
    part = world.ask()
    Part.objects.filter(pk=part.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    rows = {row.office: row for row in queries.load()}
    assert (rows[world.parks].cases, rows[world.parks].untaken) == (1, 0)
    assert (rows[world.roads].parts, rows[world.roads].late, rows[world.roads].untaken) == (1, 1, 1)
    assert rows[world.third].whole == 0


def test_figures_of_a_year(world: World) -> None:
    world.publish(seen=world.draft())
    case_for(office=world.roads)
    told = queries.figures(timezone.localdate().year)
    assert (told.received, told.answered, told.in_time, told.waiting) == (2, 1, 1, 1)
    assert [(row.office, row.answered) for row in told.offices] == [("Grünflächenamt", 1)]
