# SPDX-License-Identifier: EUPL-1.2
"""The Vorhabenliste: who writes and publishes, what everybody sees, and the same as open data."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.people import office, process, staff

from mitwirken.civic.participation.models import Topic
from mitwirken.civic.places.models import Place
from mitwirken.civic.projects import actions
from mitwirken.civic.projects.actions import ProjectDraft
from mitwirken.civic.projects.models import Project
from mitwirken.ground.audit.models import Entry
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.models import Freeze
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.search.queries import find

pytestmark = pytest.mark.django_db
KEEPERS = {Role.PROCESS, Role.CORE, Role.OMBUDS}


@pytest.fixture
def draft() -> ProjectDraft:
    return ProjectDraft(
        title="Neuer Radwall",
        summary="Ein breiter Radweg.",
        participation=True,
        reason="Vieles ist offen.",
        next_step="Spaziergang",
        contact="Tiefbauamt, 0231 50",
        office=office("Tiefbauamt"),
        topic=Topic.objects.create(slug="rad", name="Rad"),
        next_on=timezone.localdate() + timedelta(days=9),
    )


def published(draft: ProjectDraft, **values: Any) -> Project:
    core = staff(Role.CORE)
    return actions.publish_project(
        project=actions.save_project(draft=replace(draft, **values), by=core), by=core
    )


@pytest.mark.parametrize("role", [pytest.param(role, id=role.name) for role in Role])
def test_rights(role: Role, draft: ProjectDraft) -> None:
    row = actions.save_project(draft=draft, by=staff(Role.CORE))
    own, stranger = staff(role, office=draft.office), staff(role, office=office())
    for person, writes in ((own, role in KEEPERS | {Role.OFFICE}), (stranger, role in KEEPERS)):
        if writes:
            actions.save_project(draft=draft, by=person)
        else:
            with pytest.raises(Refusal):
                actions.save_project(draft=draft, by=person)
        if role in KEEPERS:
            actions.publish_project(project=row, by=person)
        else:
            with pytest.raises(Refusal):
                actions.publish_project(project=row, by=person)


def test_no_office_takes_over_what_another_one_entered(draft: ProjectDraft) -> None:
    row = actions.save_project(draft=draft, by=staff(Role.CORE))
    other = office()
    with pytest.raises(Refusal):
        actions.save_project(
            draft=replace(draft, office=other), by=staff(Role.OFFICE, office=other), project=row
        )


@pytest.mark.parametrize("name", ["title", "summary", "reason", "next_step", "contact"])
def test_nothing_is_on_the_list_without_its_reason_next_step_and_contact(
    draft: ProjectDraft, name: str
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.save_project(draft=replace(draft, **{name: "  "}), by=staff(Role.CORE))
    assert refused.value.field == name


def test_two_editors_do_not_overwrite_each_other(draft: ProjectDraft) -> None:
    core = staff(Role.CORE)
    row = actions.save_project(draft=draft, by=core)
    actions.save_project(draft=replace(draft, next_step="Brief"), by=core, project=row, seen=1)
    with pytest.raises(Conflict):
        actions.save_project(draft=replace(draft, next_step="Plakat"), by=core, project=row, seen=1)


def test_publishing_waits_for_the_end_of_an_election_and_stands_in_the_logbook(draft: ProjectDraft) -> None:
    core = staff(Role.CORE)
    row = actions.save_project(draft=draft, by=core)
    today = timezone.localdate()
    freeze = Freeze.objects.create(starts_on=today, ends_on=today, occasion="Wahl")
    with pytest.raises(Refusal):
        actions.publish_project(project=row, by=core)
    freeze.delete()
    for _again in range(2):
        actions.publish_project(project=row, by=core)
    assert Entry.objects.filter(verb=actions.PUBLISHED).count() == 1


def page(query: str = "") -> str:
    answer = Client().get(f"{reverse('projects:list')}{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_everybody_sees_yes_or_no_why_and_what_comes_next(draft: ProjectDraft) -> None:
    published(draft)
    published(draft, title="Kanal", participation=False, reason="Er ist kaputt.")
    actions.save_project(draft=replace(draft, title="Noch geheim"), by=staff(Role.CORE))
    shown = page()
    for words in ("Neuer Radwall", "Vieles ist offen.", "Spaziergang", "Kanal", "Er ist kaputt.", "0231 50"):
        assert words in shown
    assert "Noch geheim" not in shown
    assert "Kanal" not in page("?beteiligung=ja")
    assert "Neuer Radwall" not in page("?beteiligung=nein")
    assert "Neuer Radwall" not in page("?thema=gibtesnicht")
    assert "Neuer Radwall" not in page("?beteiligung=vielleicht")


def test_a_process_that_is_no_draft_any_more_is_linked(draft: ProjectDraft) -> None:
    hidden, shown = process(published_at=None), process()
    published(draft, process=hidden)
    assert hidden.get_absolute_url() not in page()
    published(draft, title="Anderes", process=shown)
    assert shown.get_absolute_url() in page()


def test_what_is_done_moves_to_the_closed_ones(draft: ProjectDraft) -> None:
    actions.close_project(project=published(draft), by=staff(Role.CORE))
    assert "Neuer Radwall" not in page()
    assert "Neuer Radwall" in page("?stand=abgeschlossen")


def test_open_data_says_the_same(draft: ProjectDraft) -> None:
    published(draft, title="=Radwall")
    actions.save_project(draft=replace(draft, title="Noch geheim"), by=staff(Role.CORE))
    client = Client()
    plain = json.loads(b"".join(client.get(reverse("projects:export_json")).streaming_content))
    rows = plain if isinstance(plain, list) else plain["items"]
    assert [row["title"] for row in rows] == ["=Radwall"]
    body = b"".join(client.get(reverse("projects:export_csv")).streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(body))
    assert (row["title"], row["participation"], row["next_step"]) == ("'=Radwall", "true", "Spaziergang")


@pytest.mark.parametrize("name", ["list", "desk"])
def test_lists_take_the_same_number_of_queries_for_1_and_19(draft: ProjectDraft, name: str) -> None:
    client = Client()
    client.force_login(staff(Role.CORE))

    def asked() -> int:
        client.get(reverse(f"projects:{name}"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"projects:{name}")).status_code == 200
        return len(queries)

    published(draft, process=process())
    few = asked()
    for number in range(18):
        published(draft, title=f"Vorhaben {number}", process=process())
    assert asked() == few


def test_an_office_enters_a_project_by_the_form(draft: ProjectDraft) -> None:
    client = Client()
    client.force_login(staff(Role.OFFICE, office=draft.office))
    given = {
        "title": "Brücke", "summary": "Neu.", "participation": "nein", "reason": "Sie ist kaputt.", "next_step": "Gerüst",
        "contact": "Tiefbauamt", "office": draft.office.pk, "topic": draft.topic.pk,
    }  # fmt: skip
    assert client.post(reverse("projects:desk_new"), {**given, "reason": ""}).status_code == 422
    assert client.post(reverse("projects:desk_new"), given).status_code == 302
    row = Project.objects.get()
    assert (row.participation, row.published_at) == (False, None)
    assert client.post(reverse("projects:desk_publish", args=[row.pk])).status_code == 403


def test_each_one_has_a_page_also_when_it_is_closed(draft: ProjectDraft) -> None:
    row = published(draft)
    hidden = actions.save_project(draft=replace(draft, title="Noch geheim"), by=staff(Role.CORE))
    client = Client()
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(f"/vorhaben/{2**70}/").status_code == 404
    actions.close_project(project=row, by=staff(Role.CORE))
    shown = client.get(row.get_absolute_url()).content.decode()
    assert "Neuer Radwall" in shown and "Vieles ist offen." in shown and "abgeschlossen" in shown
    assert row.get_absolute_url() in page("?stand=abgeschlossen")


def test_the_search_finds_what_is_public(draft: ProjectDraft) -> None:
    def found(words: str) -> list[str]:
        return [hit.entry.url for hit in find(words).hits]

    core = staff(Role.CORE)
    row = actions.save_project(draft=draft, by=core)
    assert found("Radwall") == []
    actions.publish_project(project=row, by=core)
    assert found("Radwall") == found("Spaziergang") == [row.get_absolute_url()]
    actions.save_project(draft=replace(draft, next_step="Baubeginn"), by=core, project=row, seen=2)
    assert found("Baubeginn") == [row.get_absolute_url()] and found("Spaziergang") == []


def test_machines_read_the_same(draft: ProjectDraft) -> None:
    hidden, shown = process(published_at=None), process()
    place = Place.objects.create(
        kind="district", code="03", name="Hörde", slug="hoerde", latitude=51.49, longitude=7.5
    )
    with_people = published(draft, process=shown, places=(place,))
    without = published(
        draft,
        title="Kanal",
        participation=False,
        next_on=None,
        process=None,
        topic=Topic.objects.create(slug="kanal", name="Kanal"),
    )
    published(draft, title="Später", process=hidden, next_on=timezone.localdate() + timedelta(days=99))
    secret = actions.save_project(draft=replace(draft, title="Noch geheim"), by=staff(Role.CORE))
    client = Client()

    def titles(query: str = "") -> list[str]:
        return [row["title"] for row in client.get(f"/api/v1/projects{query}").json()["items"]]

    assert titles() == ["Neuer Radwall", "Später", "Kanal"]
    assert titles("?participation=false") == titles("?topic=kanal") == ["Kanal"]
    assert titles("?place=hoerde") == ["Neuer Radwall"]
    assert titles("?topic=gibtesnicht") == titles("?closed=true") == []
    one = client.get(f"/api/v1/projects/{with_people.pk}").json()
    assert one["process"] == shown.slug and one["places"] == ["hoerde"] and one["participation"] is True
    assert one["url"].endswith(with_people.get_absolute_url()) and one["self"].endswith(f"/{with_people.pk}")
    assert [row["process"] for row in client.get("/api/v1/projects").json()["items"]] == [
        shown.slug,
        None,
        None,
    ]
    for number, status in ((secret.pk, 404), (2**60, 422)):
        answer = client.get(f"/api/v1/projects/{number}")
        assert answer.status_code == status and answer["Content-Type"] == "application/problem+json"
    actions.close_project(project=without, by=staff(Role.CORE))
    assert (
        titles("?closed=true") == ["Kanal"] and client.get(f"/api/v1/projects/{without.pk}").json()["closed"]
    )


def test_the_list_for_machines_takes_the_same_number_of_queries_for_1_and_19(draft: ProjectDraft) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get("/api/v1/projects").status_code == 200
        return len(queries)

    published(draft, process=process())
    few = asked()
    for number in range(18):
        published(draft, title=f"Vorhaben {number}", process=process())
    assert asked() == few
