# SPDX-License-Identifier: EUPL-1.2
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from tests.people import citizen, office, staff

from mitwirken.civic.participation import actions, queries, rules
from mitwirken.civic.participation.blueprints import template_named, templates
from mitwirken.civic.participation.drafts import (
    Access,
    Basics,
    CategoryDraft,
    DateDraft,
    Outcome,
    PhaseDraft,
    Terms,
)
from mitwirken.civic.participation.models import Process, Status
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.roles import Role

from .makers import days, draft, phase_draft, published

pytestmark = pytest.mark.django_db

NEEDED = [
    ("question", {"question": ""}), ("summary", {"summary": ""}), ("office", {"office": None}), ("influence", {"influence": ""}),
    ("fixed", {"fixed": ""}), ("decided_by", {"decided_by": ""}), ("decided_on", {"decided_on": None}), ("without_net", {"without_net": ""}),
]  # fmt: skip


def verbs() -> list[str]:
    return list(Activity.objects.order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize(("field", "change"), NEEDED)
def test_not_published_without_what_people_must_know(field, change):
    process = draft()
    Process.objects.filter(pk=process.pk).update(**change)
    process.refresh_from_db()
    assert [gap.field for gap in rules.missing(process)] == [field]
    with pytest.raises(Refusal) as refusal:
        actions.publish_process(process=process, by=None)
    assert refusal.value.field == field
    assert not Process.objects.get(pk=process.pk).is_public


def test_not_published_without_a_phase_or_with_a_gap_in_a_starter_text():
    process = draft()
    actions.change_process(process=process, by=None, change=Access("[Bitte ergänzen: Nummer]", ""))
    actions.set_phases(process=process, by=None, phases=[])
    assert {gap.field for gap in rules.missing(Process.objects.get(pk=process.pk))} == {
        "without_net",
        "phases",
    }


def test_every_gap_names_a_part_of_the_desk():
    from mitwirken.civic.participation.desk import SECTIONS

    empty = Process.objects.create(slug="leer", title="Leer")
    gaps = rules.missing(empty)
    assert len(gaps) == 10
    assert {gap.section for gap in gaps} <= {section.key for section in SECTIONS}


def test_publishing_is_told_and_counts_once():
    process = published()
    assert process.published_at
    again = actions.publish_process(process=process, by=None)
    assert again.published_at == process.published_at
    assert verbs().count("participation.published") == 1


def test_a_draft_is_no_public_news():
    draft()
    assert not Activity.objects.filter(public=True).exists()


def test_who_may_create():
    for person in (citizen(), staff(Role.EDITOR), staff(Role.ADMIN), staff(Role.OFFICE)):
        with pytest.raises(Refusal):
            actions.create_process(by=person, title="X")
    for role in (Role.PROCESS, Role.CORE):
        assert actions.create_process(by=staff(role), title="X").pk


def test_only_the_own_office_manages_and_the_redaktion_writes():
    mine, other = office(), office()
    process = draft(office=mine)
    change = Access("Papier", "Kontakt")
    colleague, stranger, editor, core = (
        staff(Role.PROCESS, office=mine),
        staff(Role.PROCESS, office=other),
        staff(Role.EDITOR),
        staff(Role.CORE),
    )
    for person in (colleague, editor, core):
        actions.change_process(process=process, by=person, change=change)
    for person in (stranger, citizen(), staff(Role.OFFICE, office=mine)):
        with pytest.raises(Refusal):
            actions.change_process(process=process, by=person, change=change)
    for person in (editor, stranger):
        with pytest.raises(Refusal):
            actions.publish_process(process=process, by=person)
        with pytest.raises(Refusal):
            actions.set_phases(process=process, by=person, phases=[phase_draft()])
    with pytest.raises(Refusal):
        actions.change_process(process=process, by=editor, change=Basics("T", office=other))
    assert actions.publish_process(process=process, by=colleague).is_public


def test_who_prepared_it_manages_it_also_without_an_office():
    person = staff(Role.PROCESS)
    process = actions.create_process(by=person, title="Ohne Amt")
    assert rules.manages(person, process)


def test_the_second_editor_sees_the_conflict_with_both_texts():
    process = draft()
    seen = Process.objects.get(pk=process.pk).version
    actions.change_process(process=process, by=None, change=Access("Erste Fassung", ""), seen=seen)
    with pytest.raises(Conflict) as conflict:
        actions.change_process(process=process, by=None, change=Access("Zweite Fassung", ""), seen=seen)
    assert conflict.value.theirs["without_net"] == "Erste Fassung"
    assert conflict.value.yours["without_net"] == "Zweite Fassung"
    assert Process.objects.get(pk=process.pk).without_net == "Erste Fassung"


def test_changes_of_the_published_stay_visible_and_those_of_a_draft_do_not():
    process = draft()
    actions.change_process(process=process, by=None, change=Access("Entwurf", ""))
    assert not process.revisions.exists()
    actions.publish_process(process=process, by=None)
    actions.change_process(process=process, by=None, change=Access("Neue Nummer", ""))
    process = Process.objects.get(pk=process.pk)
    assert process.changed_at
    (version,) = queries.history(process)
    (change,) = version.changes
    assert (str(change.label), change.before, change.after) == (
        "Mitmachen ohne Internet",
        "Entwurf",
        "Neue Nummer",
    )


def test_the_published_does_not_lose_what_it_was_published_with():
    process = published()
    with pytest.raises(Refusal):
        actions.change_process(process=process, by=None, change=Terms())
    with pytest.raises(Refusal):
        actions.set_phases(process=process, by=None, phases=[])
    assert Process.objects.get(pk=process.pk).influence == "konsultation"
    assert not process.revisions.exists()


def test_phases_bring_beginning_and_end_in_step_and_may_overlap():
    process = draft()
    process = actions.set_phases(
        process=process, by=None, phases=[phase_draft(5, 9, title="B"), phase_draft(-3, 6, title="A")]
    )
    assert [phase.title for phase in process.phases.all()] == ["A", "B"]
    assert (process.starts_at, process.ends_at) == (
        process.phases.all()[0].starts_at,
        process.phases.all()[1].ends_at,
    )
    actions.add_phase(process=process, by=None, phase=phase_draft(20, 30, title="C"))
    first = process.phases.all()[0]
    actions.change_phase(phase=first, by=None, draft=phase_draft(-8, 6, title="A"))
    process = Process.objects.get(pk=process.pk)
    assert process.phases.get(title="A").pk == first.pk
    assert process.starts_at == process.phases.get(title="A").starts_at
    actions.remove_phase(phase=process.phases.get(title="C"), by=None)
    assert Process.objects.get(pk=process.pk).ends_at == process.phases.get(title="B").ends_at


@pytest.mark.parametrize(
    "wrong",
    [
        PhaseDraft("X", "proposals", days(2), days(1)),
        PhaseDraft("X", "nirgends", days(1), days(2)),
        PhaseDraft("X", "information", days(1), days(2), verbs=("propose",)),
        PhaseDraft("X", "proposals", days(1), days(2), pk=999_999),
    ],
)
def test_unsound_phases_are_refused(wrong):
    process = draft()
    with pytest.raises(Refusal):
        actions.set_phases(process=process, by=None, phases=[wrong])
    assert process.phases.count() == 1


def test_status_follows_the_phases_and_the_result():
    process = published(start=1, end=5)
    assert process.status() == Status.PLANNED
    assert process.status(days(2)) == Status.RUNNING
    assert process.status(days(6)) == Status.FINISHED
    for status, moment in ((Status.PLANNED, days(0)), (Status.RUNNING, days(2)), (Status.FINISHED, days(6))):
        found = {each: queries.with_status(queries.public(), each, moment).count() for each in Status.values}
        assert found == {each: int(each == status) for each in Status.values}


def test_finished_with_result_decision_and_reason_and_not_before_it_is_over():
    process = published()
    outcome = Outcome("63 Hinweise", "Beschlossen", "Weil")
    with pytest.raises(Refusal):
        actions.finish_process(process=process, by=None, outcome=outcome)
    later = days(11)
    for empty in (Outcome("", "b", "c"), Outcome("a", " ", "c"), Outcome("a", "b", "")):
        with pytest.raises(Refusal):
            actions.finish_process(process=process, by=None, outcome=empty, now=later)
    done = actions.finish_process(process=process, by=None, outcome=outcome, now=later)
    assert done.status() == Status.FINISHED
    assert done.result == "<p>63 Hinweise</p>"
    actions.finish_process(
        process=process, by=None, outcome=Outcome("64 Hinweise", "Beschlossen", "Weil"), now=later
    )
    assert verbs().count("participation.finished") == 1


def test_a_quiet_phase_does_not_keep_it_open():
    process = published()
    actions.set_phases(
        process=process,
        by=None,
        phases=[phase_draft(-9, -1), phase_draft(-1, 50, "information", "comment", title="Umsetzen")],
    )
    done = actions.finish_process(process=process, by=None, outcome=Outcome("a", "b", "c"))
    assert done.status() == Status.FINISHED


def test_a_draft_cannot_be_finished():
    with pytest.raises(Refusal):
        actions.finish_process(process=draft(start=-9, end=-1), by=None, outcome=Outcome("a", "b", "c"))


def test_withdrawn_needs_a_reason_and_can_come_back():
    process = published()
    with pytest.raises(Refusal):
        actions.withdraw_process(process=process, by=None, because=" ")
    process = actions.withdraw_process(process=process, by=None, because="Falscher Plan")
    assert not process.is_public and process.withdrawn_at
    process = actions.publish_process(process=process, by=None)
    assert process.is_public and process.withdrawn_at is None


def test_only_a_draft_is_thrown_away():
    process = draft()
    actions.delete_draft(process=process, by=None)
    assert not Process.objects.exists()
    with pytest.raises(Refusal):
        actions.delete_draft(process=published(), by=None)


def test_categories_keep_their_rows_and_may_change_places():
    process = draft()
    process = actions.set_categories(
        process=process, by=None, categories=[CategoryDraft("Wege"), CategoryDraft("Natur")]
    )
    ways, nature = process.categories.all()
    actions.set_categories(
        process=process,
        by=None,
        categories=[CategoryDraft("Wege", nature.pk), CategoryDraft("Natur", ways.pk)],
    )
    assert list(process.categories.values_list("pk", "name")) == [(nature.pk, "Wege"), (ways.pk, "Natur")]
    with pytest.raises(Refusal):
        actions.set_categories(
            process=process, by=None, categories=[CategoryDraft("Wege"), CategoryDraft("WEGE")]
        )
    assert process.categories.count() == 2


def test_dates_keep_their_rows():
    process = draft()
    actions.set_dates(process=process, by=None, dates=[DateDraft("Auftakt", days(3))])
    row = process.dates.get()
    actions.set_dates(
        process=process,
        by=None,
        dates=[DateDraft("Auftakt am See", days(4), pk=row.pk), DateDraft("Neu", days(5))],
    )
    assert process.dates.get(pk=row.pk).title == "Auftakt am See"
    with pytest.raises(Refusal):
        actions.set_dates(process=process, by=None, dates=[DateDraft("X", days(4), days(3))])


def test_rich_text_is_cleaned_and_lists_become_lines():
    process = draft()
    actions.change_process(
        process=process,
        by=None,
        change=Basics("T", body='<p onclick="x()">A</p><script>alert(1)</script>', office=process.office),
    )
    actions.change_process(
        process=process,
        by=None,
        change=Terms(fixed="<ul><li>Eins &amp; zwei</li><li>Drei</li></ul>", open="a < b"),
    )
    process.refresh_from_db()
    assert "script" not in process.body and "onclick" not in process.body
    assert process.fixed == "Eins & zwei\nDrei"
    assert process.open == "a < b"


def test_addresses_are_free_and_speak_german():
    first = actions.create_process(by=None, title="Grünfläche & Straße")
    second = actions.create_process(by=None, title="Grünfläche & Straße")
    assert (first.slug, second.slug) == ("gruenflaeche-strasse", "gruenflaeche-strasse-2")
    assert actions.create_process(by=None, title="Karte").slug == "karte-2"
    assert actions.create_process(by=None, title="？？").slug
    with pytest.raises(Refusal):
        actions.create_process(by=None, title="X", slug=first.slug)


@pytest.mark.parametrize(
    "key", ["ideen", "entwurf", "punkte", "widerstand", "umfrage", "jugendbudget", "information"]
)
def test_every_template_makes_a_draft_that_only_lacks_its_gaps(key):
    template = template_named(key)
    start = date(2027, 1, 11)
    process = actions.create_process(
        by=None, title="Probe", question="Was?", template=template, starts_on=start, office=office()
    )
    phases = list(process.phases.all())
    assert timezone.localtime(phases[0].starts_at).date() == start
    assert timezone.localtime(phases[0].starts_at).time() == time(0, 0)
    for before, after in pairwise(phases):
        assert after.starts_at > before.ends_at
    assert timezone.localtime(phases[-1].ends_at).date() == start + timedelta(days=template.days - 1)
    assert process.decided_on
    gaps = [gap for gap in rules.missing(process) if gap.section != "pruefung"]
    assert gaps and len(gaps) == len(rules.missing(process)) - 1
    assert all("[Bitte" in str(gap.sentence) for gap in gaps), [gap.sentence for gap in gaps]


def test_there_are_seven_templates_with_known_formats():
    assert len(templates()) == 7


def test_turning_phases_tells_followers_once_and_leaves_old_news():
    process = published(start=1, end=5)
    assert actions.turn_phases() == 0
    assert actions.turn_phases(now=days(1.1)) == 1
    assert actions.turn_phases(now=days(1.2)) == 0
    assert verbs().count("participation.phase_began") == 1
    assert actions.turn_phases(now=days(6)) == 1
    assert actions.turn_phases(now=days(7)) == 0
    published(start=-30, end=50)
    actions.turn_phases()
    assert verbs().count("participation.phase_began") == 1
    actions.set_phases(process=process, by=None, phases=[phase_draft(8, 9)])
    assert actions.turn_phases(now=days(8.5)) == 1
    assert verbs().count("participation.phase_began") == 2
