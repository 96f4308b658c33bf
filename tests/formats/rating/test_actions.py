# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from mitwirken.formats.rating import actions, queries
from mitwirken.formats.rating.models import Rating, Tally
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.audit.models import Entry
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role

from .conftest import later
from .truth import assert_tallies_tell_the_truth

pytestmark = pytest.mark.django_db


def test_rating_twice_is_rating_once(phase, person, things):
    open_phase, citizen = phase("agreement"), person()
    (thing,) = things(open_phase, 1)
    first = actions.rate(subject=thing, phase=open_phase, person=citizen, value=1)
    second = actions.rate(subject=thing, phase=open_phase, person=citizen, value=1)
    assert first.changed and not second.changed
    assert Rating.objects.count() == 1
    assert_tallies_tell_the_truth(open_phase)
    assert queries.summaries(open_phase, "thing", [thing.pk])[thing.pk].ratings == 1


def test_a_rating_can_be_changed_and_taken_back(phase, person, things):
    open_phase, citizen, other = phase("agreement"), person(), person()
    (thing,) = things(open_phase, 1)
    actions.rate(subject=thing, phase=open_phase, person=other, value=-1)
    actions.rate(subject=thing, phase=open_phase, person=citizen, value=1)
    actions.rate(subject=thing, phase=open_phase, person=citizen, value=0)
    assert queries.own(citizen, open_phase, "thing", [thing.pk]) == {thing.pk: 0}
    assert_tallies_tell_the_truth(open_phase)
    assert actions.withdraw_rating(subject=thing, phase=open_phase, person=citizen).changed
    assert not actions.withdraw_rating(subject=thing, phase=open_phase, person=citizen).changed
    assert queries.own(citizen, open_phase, "thing", [thing.pk]) == {}
    assert_tallies_tell_the_truth(open_phase)
    assert Tally.objects.get().counts == {"online": {"-1": 1}}


def test_nobody_reads_in_the_log_who_rated_what(phase, person, things):
    open_phase = phase()
    (thing,) = things(open_phase, 1)
    actions.rate(subject=thing, phase=open_phase, person=person(), value=1)
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"start": 2, "end": 3}, "Bewerten können Sie ab"),
        ({"start": -3, "end": -2}, "beendet"),
        ({"verbs": ["comment"]}, "nicht bewertet"),
    ],
)
def test_outside_its_days_a_phase_refuses_and_says_when(phase, person, things, days, words):
    closed = phase(**days)
    (thing,) = things(closed, 1)
    with pytest.raises(Refusal, match=words):
        actions.rate(subject=thing, phase=closed, person=person(), value=1)
    assert not Rating.objects.exists()


def test_a_phase_without_rating_refuses(phase, person, things):
    other = phase(None)
    (thing,) = things(other, 1)
    with pytest.raises(Refusal, match="nichts bewertet"):
        actions.rate(subject=thing, phase=other, person=person(), value=1)


@pytest.mark.parametrize(
    "values",
    [
        {"is_active": False},
        {"restricted_at": timezone.now()},
        {"erased_at": timezone.now()},
        {"confirmed_only": True},
    ],
)
def test_people_without_good_standing_are_refused(phase, person, things, values):
    open_phase = phase()
    (thing,) = things(open_phase, 1)
    with pytest.raises(Refusal):
        actions.rate(subject=thing, phase=open_phase, person=person(**values), value=1)


def test_strangers_are_asked_to_sign_in(phase, things):
    open_phase = phase()
    (thing,) = things(open_phase, 1)
    with pytest.raises(Refusal) as refused:
        actions.rate(subject=thing, phase=open_phase, person=AnonymousUser(), value=1)
    assert refused.value.status == 401


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("support", 2),
        ("support", 0),
        ("agreement", 2),
        ("points", 4),
        ("points", -1),
        ("ranking", 4),
        ("resistance", 11),
        ("resistance", -1),
    ],
)
def test_a_value_that_the_rule_does_not_know_is_refused(phase, person, things, method, value):
    open_phase = phase(method, points=5, max_per_item=3, places=3)
    (thing,) = things(open_phase, 1)
    with pytest.raises(Refusal) as refused:
        actions.rate(subject=thing, phase=open_phase, person=person(), value=value)
    assert refused.value.status == 422
    assert not Rating.objects.exists()


class TestPoints:
    def test_nobody_gives_more_than_there_are(self, phase, person, things):
        open_phase, citizen = phase("points", points=5, max_per_item=3), person()
        a, b, c = things(open_phase, 3)
        actions.rate(subject=a, phase=open_phase, person=citizen, value=3)
        with pytest.raises(Refusal, match="noch 2 von 5"):
            actions.rate(subject=b, phase=open_phase, person=citizen, value=3)
        actions.rate(subject=b, phase=open_phase, person=citizen, value=2)
        with pytest.raises(Refusal, match="noch 0 von 5"):
            actions.rate(subject=c, phase=open_phase, person=citizen, value=1)
        actions.rate(subject=a, phase=open_phase, person=citizen, value=2)
        actions.rate(subject=c, phase=open_phase, person=citizen, value=1)
        assert queries.own(citizen, open_phase, "thing") == {a.pk: 2, b.pk: 2, c.pk: 1}
        assert_tallies_tell_the_truth(open_phase)

    def test_no_points_mean_no_rating(self, phase, person, things):
        open_phase, citizen = phase("points"), person()
        (a,) = things(open_phase, 1)
        actions.rate(subject=a, phase=open_phase, person=citizen, value=1)
        assert actions.rate(subject=a, phase=open_phase, person=citizen, value=0).value is None
        assert not Rating.objects.exists()

    def test_giving_fewer_is_never_refused_after_the_budget_was_cut(self, phase, person, things):
        open_phase, citizen = phase("points", points=6, max_per_item=3), person()
        a, b = things(open_phase, 2)
        actions.rate(subject=a, phase=open_phase, person=citizen, value=3)
        actions.rate(subject=b, phase=open_phase, person=citizen, value=3)
        open_phase.settings["rating"]["points"] = 3
        open_phase.save()
        actions.rate(subject=a, phase=open_phase, person=citizen, value=2)
        assert_tallies_tell_the_truth(open_phase)


class TestRanking:
    def test_a_place_that_is_taken_is_swapped_or_freed(self, phase, person, things):
        open_phase, citizen = phase("ranking", places=3), person()
        a, b, c = things(open_phase, 3)
        for place, thing in enumerate((a, b), start=1):
            actions.rate(subject=thing, phase=open_phase, person=citizen, value=place)
        swapped = actions.rate(subject=b, phase=open_phase, person=citizen, value=1)
        assert swapped.displaced == (("thing", a.pk),)
        assert queries.own(citizen, open_phase, "thing") == {a.pk: 2, b.pk: 1}
        actions.rate(subject=c, phase=open_phase, person=citizen, value=1)
        assert queries.own(citizen, open_phase, "thing") == {a.pk: 2, c.pk: 1}
        assert_tallies_tell_the_truth(open_phase)


class TestSheets:
    def test_a_sheet_counts_once_and_by_its_channel(self, phase, person, things):
        open_phase, clerk = phase("points", points=5, max_per_item=5), person(roles=[Role.PROCESS])
        a, b = things(open_phase, 2)
        values = {("thing", a.pk): 3, ("thing", b.pk): 2}
        for number in ("B 17", " b  17 "):
            actions.enter_sheet(phase=open_phase, sheet=number, values=values, channel="paper", by=clerk)
        assert Rating.objects.count() == 2
        assert queries.turnout(open_phase) == {"paper": 1}
        assert queries.summaries(open_phase, "thing", [a.pk])[a.pk].by_channel == {"paper": 1}
        assert Activity.objects.filter(verb="rating.sheet_entered", public=False).count() == 1
        assert_tallies_tell_the_truth(open_phase)

    def test_another_content_under_the_same_number_needs_a_correction(self, phase, person, things):
        open_phase, clerk = phase("points", points=5, max_per_item=5), person(roles=[Role.CORE])
        a, b = things(open_phase, 2)
        actions.enter_sheet(
            phase=open_phase, sheet="1", values={("thing", a.pk): 3}, channel="paper", by=clerk
        )
        with pytest.raises(Refusal, match="schon erfasst"):
            actions.enter_sheet(
                phase=open_phase, sheet="1", values={("thing", b.pk): 3}, channel="paper", by=clerk
            )
        actions.enter_sheet(
            phase=open_phase, sheet="1", values={("thing", b.pk): 1}, channel="phone", by=clerk, correct=True
        )
        assert list(Rating.objects.values_list("subject_id", "value", "channel")) == [(b.pk, 1, "phone")]
        assert_tallies_tell_the_truth(open_phase)
        actions.enter_sheet(phase=open_phase, sheet="1", values={}, channel="phone", by=clerk, correct=True)
        assert not Rating.objects.exists()
        assert_tallies_tell_the_truth(open_phase)

    @pytest.mark.parametrize(
        ("method", "values", "words"),
        [
            ("points", [4, 4], "8 Punkte"),
            ("ranking", [1, 1], "zweimal"),
            ("support", [None, None], "noch nichts"),
        ],
    )
    def test_a_ballot_that_nobody_could_fill_in_is_refused(
        self, phase, person, things, method, values, words
    ):
        open_phase = phase(method, points=5, max_per_item=5, places=3)
        rows = things(open_phase, 2)
        given = {("thing", row.pk): value for row, value in zip(rows, values, strict=True)}
        with pytest.raises(Refusal, match=words):
            actions.enter_sheet(
                phase=open_phase, sheet="1", values=given, channel="paper", by=person(roles=[Role.CORE])
            )
        assert not Rating.objects.exists()

    def test_strange_numbers_are_named(self, phase, person, things):
        open_phase, other = phase(), phase()
        (mine,), (strange,) = things(open_phase, 1), things(other, 1)
        with pytest.raises(Refusal, match=f"Nr. {strange.pk}"):
            actions.enter_sheet(
                phase=open_phase,
                sheet="1",
                values={("thing", mine.pk): 1, ("thing", strange.pk): 1},
                channel="paper",
                by=person(roles=[Role.CORE]),
            )

    def test_who_may_and_how_long(self, phase, person, things):
        open_phase, clerk = phase(), person(roles=[Role.CORE])
        (thing,) = things(open_phase, 1)
        values = {("thing", thing.pk): 1}
        with pytest.raises(Refusal, match="Beschäftigte"):
            actions.enter_sheet(phase=open_phase, sheet="1", values=values, channel="paper", by=person())
        with pytest.raises(Refusal, match="Weg"):
            actions.enter_sheet(phase=open_phase, sheet="1", values=values, channel="online", by=clerk)
        for number in ("", " ", "x" * 41):
            with pytest.raises(Refusal, match="Nummer des Bogens"):
                actions.enter_sheet(phase=open_phase, sheet=number, values=values, channel="paper", by=clerk)
        ended = later(open_phase)
        actions.enter_sheet(phase=ended, sheet="1", values=values, channel="paper", by=clerk)
        ended.ends_at = timezone.now() - timedelta(days=8)
        ended.starts_at = ended.ends_at - timedelta(days=1)
        with pytest.raises(Refusal, match="nachgetragen"):
            actions.enter_sheet(phase=ended, sheet="2", values=values, channel="paper", by=clerk)


def test_hidden_results_are_nobodys_but_the_staffs_until_the_close(phase, person, things):
    hidden = phase("agreement", hidden_until_close=True)
    (thing,) = things(hidden, 1)
    citizen, clerk = person(), person(roles=[Role.POLITICS])
    actions.rate(subject=thing, phase=hidden, person=citizen, value=1)
    for reader in (None, AnonymousUser(), citizen):
        summary = queries.summaries(hidden, "thing", [thing.pk], reader=reader)[thing.pk]
        assert summary.hidden and not summary.ratings and not summary.figure and not summary.by_channel
        assert not queries.results_open(hidden, reader)
    early = queries.summaries(hidden, "thing", [thing.pk], reader=clerk)[thing.pk]
    assert early.early and early.ratings == 1
    assert queries.own(citizen, hidden, "thing") == {thing.pk: 1}
    ended = queries.summaries(later(hidden), "thing", [thing.pk])[thing.pk]
    assert not ended.hidden and not ended.early and ended.ratings == 1


def test_a_list_asks_once(phase, person, things, django_assert_num_queries):
    open_phase, citizen = phase(), person()
    few, many = things(open_phase, 3), things(open_phase, 60)
    for row in [*few, *many[:20]]:
        actions.rate(subject=row, phase=open_phase, person=citizen, value=1)
    for rows in (few, many):
        ids = [row.pk for row in rows]
        with django_assert_num_queries(1):
            assert len(queries.summaries(open_phase, "thing", ids)) == len(ids)
        with django_assert_num_queries(1):
            queries.own(citizen, open_phase, "thing", ids)


def test_a_queryset_sorts_by_the_result(phase, person, things):
    open_phase = phase()
    a, b, c = things(open_phase, 3)
    for row, n in ((a, 1), (b, 3)):
        for _ in range(n):
            actions.rate(subject=row, phase=open_phase, person=person(), value=1)
    rows = (
        type(a)
        .objects.filter(pk__in=[a.pk, b.pk, c.pk])
        .annotate(score=queries.score_of(open_phase, "thing"))
    )
    assert [(row.pk, row.score) for row in rows.order_by("pk")] == [(a.pk, 1.0), (b.pk, 3.0), (c.pk, None)]


def test_a_change_of_method_starts_from_nothing_and_never_mixes(phase, person, things):
    open_phase, one, two = phase("support"), person(), person()
    (thing,) = things(open_phase, 1)
    for citizen in (one, two):
        actions.rate(subject=thing, phase=open_phase, person=citizen, value=1)
    open_phase.settings = {"rating": {"method": "agreement"}}
    open_phase.save()
    assert queries.summaries(open_phase, "thing", [thing.pk])[thing.pk].ratings == 0
    assert queries.own(one, open_phase, "thing") == {}
    actions.rate(subject=thing, phase=open_phase, person=one, value=-1)
    assert queries.summaries(open_phase, "thing", [thing.pk])[thing.pk].ratings == 1
    assert_tallies_tell_the_truth(open_phase)


def test_an_import_counts_what_the_file_says_and_can_be_repeated(phase, person, things):
    open_phase = phase("support")
    a, b = things(open_phase, 2)
    rows = (
        [(f"v{n}", a.pk, 1) for n in range(25)]
        + [(f"v{n}", b.pk, 1) for n in range(0, 25, 5)]
        + [("v0", a.pk, 1)]
    )
    for _ in range(2):
        assert actions.import_ratings(phase=open_phase, kind="thing", rows=iter(rows), batch=7) == 31
    found = queries.summaries(open_phase, "thing", [a.pk, b.pk])
    assert (found[a.pk].ratings, found[b.pk].ratings) == (25, 5)
    assert queries.turnout(open_phase) == {"online": 25}
    assert_tallies_tell_the_truth(open_phase)
    entered = Entry.objects.filter(verb=actions.RATINGS_IMPORTED, subject=str(open_phase.process_id))
    assert [one.facts for one in entered] == [{"phase": open_phase.pk, "rows": 31}] * 2


def test_recount_mends_what_somebody_broke(phase, person, things):
    open_phase = phase()
    (thing,) = things(open_phase, 1)
    actions.rate(subject=thing, phase=open_phase, person=person(), value=1)
    Tally.objects.update(counts={"online": {"1": 99}}, ratings=99, score=99)
    assert actions.recount(phase=open_phase) == 1
    assert_tallies_tell_the_truth(open_phase)


def test_who_goes_takes_the_open_ratings_along_and_leaves_the_counted_ones(phase, person, things):
    from mitwirken.formats.rating.privacy import forget_ratings

    citizen, other, open_phase, over = person(), person(), phase(), phase()
    (here,), (there,) = things(open_phase, 1), things(over, 1)
    for who in (citizen, other):
        actions.rate(subject=here, phase=open_phase, person=who, value=1)
        actions.rate(subject=there, phase=over, person=who, value=1)
    later(over)
    forget_ratings(Rating.objects.filter(person=citizen))
    assert not Rating.objects.filter(person=citizen).exists()
    assert queries.summaries(open_phase, "thing", [here.pk])[here.pk].ratings == 1
    assert queries.summaries(over, "thing", [there.pk])[there.pk].ratings == 2
    for each in (open_phase, over):
        assert_tallies_tell_the_truth(each)


def test_some_weeks_after_the_end_nobody_can_tell_who_rated(phase, person, things):
    fresh, old = phase(), phase()
    for each in (fresh, old):
        (thing,) = things(each, 1)
        actions.rate(subject=thing, phase=each, person=person(), value=1)
    later(fresh)
    later(old)
    old.starts_at -= timedelta(days=60)
    old.ends_at -= timedelta(days=31)
    old.save()
    assert actions.part_ratings() == 1
    assert Rating.objects.get(phase=old).person_id is None
    assert Rating.objects.get(phase=fresh).person_id is not None
    assert_tallies_tell_the_truth(old)


def test_the_database_itself_holds_one_rating_a_person(phase, person, things):
    open_phase, citizen = phase(), person()
    row = {"phase": open_phase, "subject_kind": "thing", "subject_id": 1, "method": "support", "value": 1}
    stamp = {"at": timezone.now(), "changed_at": timezone.now()}
    Rating.objects.create(**row, **stamp, person=citizen)
    for who in ({"person": citizen}, {"person": citizen, "sheet": "1", "subject_id": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rating.objects.create(**(row | stamp | who))
