# SPDX-License-Identifier: EUPL-1.2
"""The town as it is loaded: whole, plausible, and made by nobody but its people."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import F, Max, Min, Q
from django.test import Client
from django.utils import timezone

from mitwirken.civic.participation.models import Process
from mitwirken.civic.people.models import Person
from mitwirken.civic.places.models import Place, PlaceKind
from mitwirken.demo import PASSWORD, content, queries, sign_ins
from mitwirken.demo.actions import load_demo
from mitwirken.formats.deliberation.models import Argument
from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.rating.models import Rating
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.models import Answer, Case, Milestone
from mitwirken.ground.notifications.actions import tell_and_send
from mitwirken.ground.notifications.models import Announcement, Delivery, Follow
from mitwirken.ground.pictures.models import Picture
from mitwirken.ground.search.actions import rebuild
from mitwirken.ground.search.models import SearchEntry
from mitwirken.ground.search.queries import find
from mitwirken.ground.texts.models import State, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def test_everything_is_there():
    assert Place.objects.filter(kind=PlaceKind.DISTRICT).count() == 12
    assert Place.objects.filter(kind=PlaceKind.QUARTER).count() == 62
    assert Process.objects.count() == 4
    assert Proposal.objects.count() == 200 == Case.objects.filter(subject_kind="proposal").count()
    written = sum(
        1 + len(item.get("replies") or ())
        for slug in Process.objects.values_list("slug", flat=True)
        for item in content.read(f"arguments/{slug}")
    )
    assert Argument.objects.count() == written > 600
    assert Rating.objects.count() > 1_000
    assert Answer.objects.filter(published_at__isnull=False).count() >= 40
    assert Milestone.objects.exists() and Follow.objects.exists()
    assert Picture.objects.count() == 4 + Proposal.objects.filter(pictures__isnull=False).distinct().count()


def test_processes_stand_at_different_points():
    statuses = Counter(str(process.status) for process in Process.objects.all())
    assert len(statuses) >= 2, statuses
    assert Process.objects.filter(published_at=None).count() == 0
    assert Process.objects.filter(finished_at__isnull=False).exclude(decision="").exclude(reason="").exists()
    influences = set(Process.objects.values_list("influence", flat=True))
    assert len(influences) >= 3, influences


def test_all_ways_in_are_used_and_all_statuses_occur():
    assert set(Proposal.objects.values_list("channel", flat=True)) == {"online", "phone", "paper", "room"}
    assert len(set(Case.objects.values_list("status", flat=True))) == 7
    assert set(Argument.objects.values_list("kind", flat=True)) >= {"pro", "contra", "frage", "antwort"}


def test_nothing_happened_in_the_future_nor_all_at_once():
    now = timezone.now()
    for model, field in (
        (Proposal, "created_at"),
        (Argument, "created_at"),
        (Answer, "published_at"),
        (Activity, "at"),
        (SearchEntry, "at"),
        (Process, "published_at"),
    ):
        span = model.objects.aggregate(first=Min(field), last=Max(field))
        assert span["last"] <= now, model
        assert (now - span["first"]).days > 20, model


def test_effects_follow_their_causes():
    proposals = {row.pk: row for row in Proposal.objects.select_related("process")}
    for row in proposals.values():
        assert row.process.published_at < row.created_at
    for argument in Argument.objects.select_related("parent"):
        assert argument.created_at >= proposals[argument.subject_id].created_at
        if argument.parent:
            assert argument.created_at >= argument.parent.created_at
    cases = {case.pk: case for case in Case.objects.all()}
    for answer in Answer.objects.filter(published_at__isnull=False):
        assert answer.published_at >= proposals[cases[answer.case_id].subject_id].created_at
    assert not Milestone.objects.filter(done_on__gt=timezone.localdate()).exists()


def test_people_are_invented_and_have_no_real_names():
    assert Person.objects.exclude(email__endswith="@example.org").count() == 0
    names = list(Person.objects.values_list("pseudonym", flat=True))
    assert all(names) and len({name.lower() for name in names}) == len(names)


def test_those_whom_the_start_names_can_sign_in(client):
    named = [word for line in sign_ins() for word in line.split() if "@" in word]
    assert len(named) == 4
    shown = {one.email: one for one in queries.sign_ins()}
    for address in named:
        assert authenticate(None, email=address, password=PASSWORD) or Person.objects.get(
            email=address
        ).check_password(PASSWORD)
        person = Person.objects.get(email=address)
        assert address in shown
        assert bool(shown[address].code) == bool(person.has_roles)
    assert all(code.isdigit() and len(code) == 6 for one in shown.values() if (code := one.code))


def test_the_search_knows_all_of_it():
    before = list(
        SearchEntry.objects.order_by("kind", "subject_id").values_list(
            "kind", "subject_id", "title", "body_words"
        )
    )
    assert {kind for kind, *_ in before} >= {"process", "proposal", "argument", "text"}
    rebuild()
    after = list(
        SearchEntry.objects.order_by("kind", "subject_id").values_list(
            "kind", "subject_id", "title", "body_words"
        )
    )
    assert after == before
    for query in ("Bänke", "Radweg", "Spilplatz", "Beleuchtung", "Mülleimer"):
        assert len(find(query).hits) > 3, query


def test_nobody_gets_mail_about_the_past():
    assert not Announcement.objects.filter(told_at=None).exists()
    tell_and_send()
    assert not Delivery.objects.exists() and not mail.outbox


def test_the_citys_texts_are_published():
    published = Version.objects.filter(state=State.PUBLISHED)
    languages = {(one.page.slug, one.language) for one in published.select_related("page")}
    for slug in ("ueber-uns", "spielregeln", "hilfe", "datenschutz", "impressum", "barrierefreiheit"):
        assert (slug, "de") in languages
        assert Client().get(f"/seiten/{slug}/").status_code == 200
    assert any(language == "de-simple" for _slug, language in languages)


def test_sums_are_what_was_rated():
    """Every rating of a person is of somebody who exists, once for each subject and phase."""
    persons = Rating.objects.filter(person__isnull=False)
    keys = list(persons.values_list("person", "phase", "subject_kind", "subject_id"))
    assert len(keys) == len(set(keys))
    sheets = Rating.objects.exclude(channel="online")
    assert sheets.exists() and not sheets.filter(person__isnull=False).exists()


def test_near_duplicates_were_merged():
    merged = Proposal.objects.exclude(merged_into=None)
    assert merged.count() == 6
    assert not merged.filter(
        Q(merged_into__merged_into__isnull=False) | ~Q(merged_into__process=F("process"))
    ).exists()


PAGES = [
    "/", "/suche/?q=Bänke", "/prozesse/hoeschpark-2030/", "/prozesse/hoeschpark-2030/vorschlaege/", "/en/",
    "/vorfuehrung/", "/vorfuehrung/post/", "/prozesse/", "/seiten/hilfe/",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_there(client, address):
    page = client.get(address)
    assert page.status_code == 200, address
    assert "None" not in page.content.decode().split("<main", 1)[1].split("</main", 1)[0]


def test_every_public_address_of_the_index_opens(client):
    """One of each kind and every twentieth of all."""
    rows = list(SearchEntry.objects.order_by("kind", "pk"))
    first = {row.kind: row for row in reversed(rows)}
    for row in [*first.values(), *rows[::20]]:
        answer = client.get(row.url, follow=True)
        assert answer.status_code == 200, row.url


def test_proposals_are_plausible():
    for row in Proposal.objects.all():
        assert 5 <= len(row.title) <= 120 and len(row.text) > 60, row.title
        assert not any(mark in row.title + row.text for mark in ("TODO", "Lorem", "{{", "XXX")), row.title
    titles = Counter(Proposal.objects.values_list("title", flat=True))
    assert not [title for title, number in titles.items() if number > 1]


def test_it_is_for_an_empty_database(capsys):
    before = json.dumps([Proposal.objects.count(), Person.objects.count(), Activity.objects.count()])
    with pytest.raises(Refusal, match="empty database"):
        load_demo()
    with pytest.raises(CommandError, match="empty database"):
        call_command("load_demo")
    assert json.dumps([Proposal.objects.count(), Person.objects.count(), Activity.objects.count()]) == before


def test_content_names_only_what_there_is():
    people: Any = content.read("people")
    citizens = {one["key"] for one in people["citizens"]}
    offices = {one["slug"] for one in content.read("offices")}
    for process in content.read("processes"):
        items = content.read(f"proposals/{process['slug']}")
        keys = {item["key"] for item in items}
        assert len(keys) == len(items)
        for item in items:
            assert not item.get("author") or item["author"] in citizens, item["key"]
            assert not item.get("office") or item["office"] in offices, item["key"]
            assert not item.get("near_duplicate_of") or item["near_duplicate_of"] in keys
        for argument in content.read(f"arguments/{process['slug']}"):
            assert argument["proposal"] in keys and argument["author"] in citizens
            for reply in argument.get("replies") or ():
                assert reply.get("office") in offices or reply.get("author") in citizens
