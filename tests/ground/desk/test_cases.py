# SPDX-License-Identifier: EUPL-1.2
"""What a case does: opened once, decided with reasons, answered with a signature, never rewritten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.ground.desk.wishes import KIND, case_for, wish
from tests.people import citizen, office, staff

from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk import actions, queries
from mitwirken.ground.desk.models import Answer, Case, CaseStatus, StatusChange, WrittenOnceError
from mitwirken.ground.desk.roles import Role
from mitwirken.kernels.workdays import add_workdays

pytestmark = pytest.mark.django_db


@pytest.fixture
def core() -> Any:
    return staff(Role.CORE, office=office("Kernteambüro"))


# --- open, shelve -----------------------------------------------------------------------------------------


def test_a_subject_has_one_case_however_often_it_is_opened() -> None:
    subject = wish()
    first = case_for(subject)
    again = actions.open_case(subject=subject, title="Neuer Titel", url="/neu/", group="Park 2030")
    assert again.pk == first.pk
    assert Case.objects.count() == 1
    assert (again.title, again.url, again.group_key) == ("Neuer Titel", "/neu/", "park-2030")
    assert again.version == first.version


def test_the_clock_of_the_first_answer_runs_from_when_it_was_received(settings: Any) -> None:
    assert case_for().first_answer_due_on == add_workdays(timezone.localdate(), 20)
    settings.FIRST_ANSWER_WORKDAYS = 10
    came = timezone.now() - timedelta(days=10)
    assert case_for(received_at=came).first_answer_due_on == add_workdays(timezone.localdate(came), 10)


def test_a_shelved_case_is_nobodys_work_until_it_is_opened_again() -> None:
    subject = wish()
    case = case_for(subject, received_at=timezone.now() - timedelta(days=60))
    assert list(Case.objects.overdue()) == [case]
    actions.shelve_case(subject=subject, title="Entfernt")
    case.refresh_from_db()
    assert case.title == "Entfernt"
    assert not Case.objects.overdue().exists()
    assert not Case.objects.active().exists()
    assert case_for(subject).shelved_at is None


# --- status ----------------------------------------------------------------------------------------------


def test_a_status_becomes_a_line_of_the_public_history(core: Any) -> None:
    subject = wish()
    case = case_for(subject)
    actions.change_status(case=case, to="pruefung", by=core, reason="Wir messen die Fläche aus.")
    view = queries.public_view(KIND, subject.pk)
    assert view is not None
    assert view.status == "pruefung"
    assert str(view.status_words) == "In Prüfung"
    assert [(line.status, line.reason) for line in view.history] == [
        ("eingegangen", ""),
        ("pruefung", "Wir messen die Fläche aus."),
    ]
    activity = Activity.objects.get(verb="desk.status_changed")
    assert (activity.subject_kind, activity.subject_id, activity.public) == (KIND, subject.pk, True)
    assert activity.actor_id == core.pk


def test_a_reason_can_stay_among_colleagues_but_a_rejection_never(core: Any) -> None:
    subject = wish()
    case = case_for(subject)
    actions.change_status(case=case, to="pruefung", by=core, reason="Nur für uns", public=False)
    actions.change_status(
        case=case, to="abgelehnt", by=core, reason="Die Fläche gehört der Bahn.", public=False
    )
    view = queries.public_view(KIND, subject.pk)
    assert view is not None
    assert [line.reason for line in view.history] == ["", "", "Die Fläche gehört der Bahn."]


def test_who_rejects_says_why(core: Any) -> None:
    case = case_for()
    for empty in ("", "   \n"):
        with pytest.raises(Refusal) as refused:
            actions.change_status(case=case, to="abgelehnt", by=core, reason=empty)
        assert refused.value.field == "reason"
    case.refresh_from_db()
    assert case.status == "eingegangen"
    assert not StatusChange.objects.exists()


def test_the_database_too_wants_a_reason_for_a_rejection() -> None:
    case = case_for()
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusChange.objects.create(case=case, from_status="pruefung", to_status="abgelehnt")


def test_a_step_back_from_a_decision_needs_a_reason(core: Any) -> None:
    case = actions.change_status(case=case_for(), to="angenommen", by=core)
    with pytest.raises(Refusal) as refused:
        actions.change_status(case=case, to="pruefung", by=core)
    assert refused.value.field == "reason"
    assert (
        actions.change_status(case=case, to="pruefung", by=core, reason="Neues Gutachten.").status
        == "pruefung"
    )


@pytest.mark.parametrize("to", ["eingegangen", "erledigt", ""])
def test_a_status_that_stands_or_does_not_exist_is_refused(core: Any, to: str) -> None:
    with pytest.raises(Refusal) as refused:
        actions.change_status(case=case_for(), to=to, by=core)
    assert refused.value.field == "to"


def test_two_clerks_at_one_case_see_each_other(core: Any) -> None:
    case = case_for()
    actions.change_status(case=case, to="pruefung", by=core, seen=case.version)
    with pytest.raises(Conflict) as met:
        actions.change_status(case=case, to="beratung", by=core, seen=case.version)
    assert met.value.theirs["status"] == "pruefung"
    assert met.value.yours["status"] == "beratung"


def test_what_is_hidden_is_told_to_nobody(core: Any) -> None:
    case = case_for(wish(published_at=None))
    actions.change_status(case=case, to="pruefung", by=core)
    assert not Activity.objects.get(verb="desk.status_changed").public


# --- history is written once -------------------------------------------------------------------------------


def test_a_line_of_the_history_cannot_be_changed_or_removed(core: Any) -> None:
    actions.change_status(case=case_for(), to="abgelehnt", by=core, reason="Kein Platz.")
    line = StatusChange.objects.get()
    line.reason = "Anders."
    with pytest.raises(WrittenOnceError):
        line.save()
    with pytest.raises(WrittenOnceError):
        line.delete()
    with pytest.raises(WrittenOnceError):
        StatusChange.objects.update(reason="Anders.")
    with pytest.raises(WrittenOnceError):
        StatusChange.objects.filter(pk=line.pk).delete()
    with pytest.raises(ProtectedError):
        line.case.delete()
    assert StatusChange.objects.get().reason == "Kein Platz."


@pytest.mark.parametrize(
    "column, value",
    [("reason", "Anders."), ("to_status", "angenommen"), ("at", "2020-01-01"), ("public", False)],
)
def test_the_database_refuses_a_changed_line(core: Any, column: str, value: Any) -> None:
    actions.change_status(case=case_for(), to="pruefung", by=core, reason="So.")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE desk_statuschange SET {column} = %s", [value])
    assert StatusChange.objects.get().reason == "So."


def test_an_erased_account_leaves_the_line_without_its_name(core: Any) -> None:
    actions.change_status(case=case_for(), to="pruefung", by=core)
    StatusChange._base_manager.filter(by=core).update(by=None)
    assert StatusChange.objects.get().by is None
    assert StatusChange.objects.get().by_role == Role.CORE


# --- answers
# -------------------------------------------------------------------------------------------------


def test_an_answer_is_drafted_signed_and_stops_the_clock() -> None:
    parks = office("Grünflächenamt", signature="Ihr Grünflächenamt")
    clerk = staff(Role.OFFICE, office=parks)
    author = citizen()
    subject = wish(responsible=author)
    case = case_for(subject, office=parks, received_at=timezone.now() - timedelta(days=40))
    assert case.is_overdue
    actions.draft_answer(case=case, text="Guten Tag,\n\nwir bauen das.", by=clerk, seen=0)
    before = queries.public_view(KIND, subject.pk)
    assert before is not None and before.answers == ()
    actions.publish_answer(case=case, by=clerk, office=parks, role=Role.OFFICE, seen=1)
    view = queries.public_view(KIND, subject.pk)
    assert view is not None and view.answer is not None
    assert view.answer.paragraphs == ["Guten Tag,", "wir bauen das."]
    assert (view.answer.office, view.answer.role) == ("Grünflächenamt", "Fachamt")
    assert view.answer.signature == "Ihr Grünflächenamt"
    assert not view.is_overdue
    assert Activity.objects.get(verb="desk.answered").data["edition"] == 1


def test_a_renamed_office_leaves_signed_answers_as_they_were() -> None:
    parks = office("Grünflächenamt")
    clerk = staff(Role.OFFICE, office=parks)
    subject = wish()
    case = case_for(subject, office=parks)
    actions.draft_answer(case=case, text="Ja.", by=clerk)
    actions.publish_answer(case=case, by=clerk, office=parks, role=Role.OFFICE)
    actions.save_office(values={"name": "Amt für Parks"}, by=staff(Role.ADMIN), office=parks)
    view = queries.public_view(KIND, subject.pk)
    assert view is not None and view.answer is not None
    assert view.answer.office == "Grünflächenamt"


def test_a_correction_is_a_new_edition_and_the_old_one_stays() -> None:
    parks = office()
    clerk = staff(Role.OFFICE, office=parks)
    subject = wish()
    case = case_for(subject, office=parks)
    for text in ("Im Mai.", "Im Juni."):
        actions.draft_answer(case=case, text=text, by=clerk, seen=0)
        actions.publish_answer(case=case, by=clerk, office=parks, role=Role.OFFICE)
    view = queries.public_view(KIND, subject.pk)
    assert view is not None
    assert [(one.edition, one.text, one.superseded) for one in view.answers] == [
        (2, "Im Juni.", False),
        (1, "Im Mai.", True),
    ]
    assert [row.data["edition"] for row in Activity.objects.filter(verb="desk.answered").order_by("pk")] == [
        1,
        2,
    ]


def test_a_signed_answer_stands_for_good() -> None:
    parks = office()
    clerk = staff(Role.OFFICE, office=parks)
    case = case_for(office=parks)
    actions.draft_answer(case=case, text="Im Mai.", by=clerk)
    answer = actions.publish_answer(case=case, by=clerk, office=parks, role=Role.OFFICE)
    answer.text = "Nie."
    with pytest.raises(WrittenOnceError):
        answer.save()
    with pytest.raises(WrittenOnceError):
        answer.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.update(text="Nie.")
    assert Answer.objects.get().text == "Im Mai."


def test_two_clerks_at_one_draft_see_both_texts() -> None:
    parks = office()
    one, other = staff(Role.OFFICE, office=parks), staff(Role.OFFICE, office=parks)
    case = case_for(office=parks)
    draft = actions.draft_answer(case=case, text="Erste Fassung", by=one, seen=0)
    actions.draft_answer(case=case, text="Zweite Fassung", by=one, seen=draft.version)
    with pytest.raises(Conflict) as met:
        actions.draft_answer(case=case, text="Meine Fassung", by=other, seen=draft.version)
    assert (met.value.theirs["text"], met.value.yours["text"]) == ("Zweite Fassung", "Meine Fassung")
    with pytest.raises(Conflict):
        actions.publish_answer(case=case, by=other, office=parks, role=Role.OFFICE, seen=draft.version)
    actions.publish_answer(case=case, by=one, office=parks, role=Role.OFFICE, seen=2)
    with pytest.raises(Conflict) as met:
        actions.draft_answer(case=case, text="Meine Fassung", by=other, seen=2)
    assert met.value.theirs["text"] == "Zweite Fassung"


def test_no_answer_without_words_or_draft(core: Any) -> None:
    case = case_for()
    with pytest.raises(Refusal):
        actions.draft_answer(case=case, text="  ", by=core)
    with pytest.raises(Refusal):
        actions.publish_answer(case=case, by=core, office=core.grants.get().office, role=Role.CORE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(case=case, text="Ohne Unterschrift", state="veroeffentlicht")


# --- assignment, overdue, milestones
# ---------------------------------------------------------------------------


def test_a_case_is_given_to_an_office_and_the_history_tells_it(core: Any) -> None:
    roads = office("Tiefbauamt")
    clerk = staff(Role.OFFICE, office=roads)
    subject = wish()
    case = case_for(subject)
    due = timezone.localdate() + timedelta(days=7)
    case = actions.assign_case(
        case=case, office=roads, due_on=due, assignee=clerk, by=core, seen=case.version
    )
    assert (case.office, case.due_on, case.assignee) == (roads, due, clerk)
    view = queries.public_view(KIND, subject.pk)
    assert view is not None
    assert (view.history[-1].office, view.history[-1].due_on, view.history[-1].changed) == (
        "Tiefbauamt",
        due,
        False,
    )
    assert Activity.objects.get(verb="desk.assigned").data["told"] == [clerk.pk]
    actions.assign_case(case=case, office=roads, due_on=due, assignee=clerk, by=core)
    assert StatusChange.objects.count() == 1


def test_nobody_is_put_in_charge_who_could_not_work_on_it(core: Any) -> None:
    roads, parks = office(), office()
    for stranger in (citizen(), staff(Role.OFFICE, office=parks), staff(Role.POLITICS, office=roads)):
        with pytest.raises(Refusal) as refused:
            actions.assign_case(case=case_for(), office=roads, due_on=None, assignee=stranger, by=core)
        assert refused.value.field == "assignee"


def test_a_date_that_has_passed_is_refused_but_may_stay(core: Any) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    case = case_for()
    with pytest.raises(Refusal) as refused:
        actions.assign_case(case=case, office=office(), due_on=yesterday, by=core)
    assert refused.value.field == "due_on"
    Case.objects.filter(pk=case.pk).update(due_on=yesterday)
    assert actions.assign_case(case=case, office=office(), due_on=yesterday, by=core).due_on == yesterday


def test_overdue_is_what_was_promised_and_not_kept(core: Any) -> None:
    today = timezone.localdate()
    late = case_for(received_at=timezone.now() - timedelta(days=29))
    on_the_day = case_for(received_at=timezone.now() - timedelta(days=28))
    missed = case_for()
    Case.objects.filter(pk=missed.pk).update(due_on=today - timedelta(days=1))
    due_today = case_for()
    Case.objects.filter(pk=due_today.pk).update(due_on=today)
    finished = case_for()
    Case.objects.filter(pk=finished.pk).update(
        due_on=today - timedelta(days=1), status=CaseStatus.DONE, first_answered_at=timezone.now()
    )
    silent = case_for(received_at=timezone.now() - timedelta(days=40))
    Case.objects.filter(pk=silent.pk).update(status=CaseStatus.DONE)
    assert set(Case.objects.overdue()) == {late, missed, silent}
    for case in Case.objects.all():
        assert case.is_overdue == (case in {late, missed, silent}), case
    assert on_the_day not in Case.objects.overdue()


def test_an_office_sees_its_own_overdue_cases_and_triage_sees_all() -> None:
    parks, roads = office(), office()
    old = timezone.now() - timedelta(days=60)
    own, other = case_for(office=parks, received_at=old), case_for(office=roads, received_at=old)
    assert set(queries.overdue_for(staff(Role.OFFICE, office=parks))) == {own}
    assert set(queries.overdue_for(staff(Role.CORE))) == {own, other}


def test_a_milestone_is_announced_and_reached_once(core: Any) -> None:
    subject = wish()
    case = case_for(subject)
    stage = actions.set_milestone(case=case, title="Bänke stehen", due_on=timezone.localdate(), by=core)
    assert not Activity.objects.filter(verb="desk.milestone_reached").exists()
    with pytest.raises(Refusal):
        actions.complete_milestone(milestone=stage, done_on=timezone.localdate() + timedelta(days=1), by=core)
    actions.complete_milestone(milestone=stage, by=core)
    actions.complete_milestone(milestone=stage, by=core)
    assert Activity.objects.filter(verb="desk.milestone_reached").count() == 1
    view = queries.public_view(KIND, subject.pk)
    assert view is not None
    assert view.milestones[0].done_on == timezone.localdate()


def test_two_clerks_at_one_milestone_see_each_other(core: Any) -> None:
    case = case_for()
    stage = actions.set_milestone(case=case, title="Bänke", by=core)
    actions.set_milestone(case=case, milestone=stage, title="Drei Bänke", by=core, seen=1)
    with pytest.raises(Conflict):
        actions.set_milestone(case=case, milestone=stage, title="Vier Bänke", by=core, seen=1)


# --- reads ------------------------------------------------------------------------------------------------


def _full_case(core: Any, times: int) -> int:
    subject = wish()
    bureau = core.grants.get().office
    case = case_for(subject, office=bureau)
    for number in range(times):
        case = actions.change_status(case=case, to=["pruefung", "beratung"][number % 2], by=core)
        actions.draft_answer(case=case, text=f"Fassung {number}", by=core)
        actions.publish_answer(case=case, by=core, office=bureau, role=Role.CORE)
        actions.set_milestone(case=case, title=f"Etappe {number}", by=core)
    return int(subject.pk)


@pytest.mark.parametrize("times", [1, 6])
def test_the_public_view_takes_four_queries_whatever_happened(core: Any, times: int) -> None:
    pk = _full_case(core, times)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        view = queries.public_view(KIND, pk)
        assert view is not None
        assert [line.office for line in view.history][1:2] == ["Kernteambüro"]
        assert view.office is not None and view.office.name == "Kernteambüro"
    assert len(asked) == 4
    assert len(view.answers) == len(view.milestones) == times


def test_no_case_no_view() -> None:
    assert queries.public_view(KIND, 12345) is None


def test_statuses_of_a_list_take_one_query(core: Any, django_assert_num_queries: Any) -> None:
    subjects = [wish() for _ in range(4)]
    for subject in subjects[:3]:
        case_for(subject)
    actions.change_status(case=Case.objects.get(subject_id=subjects[1].pk), to="beratung", by=core)
    with django_assert_num_queries(1):
        found = queries.statuses(KIND, [subject.pk for subject in subjects])
    assert found == {subjects[0].pk: "eingegangen", subjects[1].pk: "beratung", subjects[2].pk: "eingegangen"}
    assert found[subjects[1].pk].icon == "talk"
    assert queries.count_by_status(KIND, "park-2030")["eingegangen"] == 2
    assert queries.count_by_status(KIND)["umgesetzt"] == 0
    assert list(queries.subjects_with(KIND, "beratung")) == [{"subject_id": subjects[1].pk}]
