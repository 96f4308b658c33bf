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
from mitwirken.civic.projects import actions
from mitwirken.civic.projects.actions import ProjectDraft
from mitwirken.civic.projects.models import Project
from mitwirken.ground.audit.models import Entry
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.models import Freeze
from mitwirken.ground.desk.roles import Role

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
