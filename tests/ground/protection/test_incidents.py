# SPDX-License-Identifier: EUPL-1.2
"""The record of incidents and its 72 hours, and what is erased when, as the city sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.people import citizen, staff

from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.privacy.actions import run_retention
from mitwirken.ground.protection import actions, queries
from mitwirken.ground.protection.models import Incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def ombuds() -> Any:
    return staff(Role.OMBUDS)


def found(by: Any, *, hours: float = 1, **values: Any) -> Incident:
    given = {
        "what": "Liste an die Falschen geschickt",
        "known_at": timezone.now() - timedelta(hours=hours),
        "risk": "offen",
    }
    return actions.save_incident(values=given | values, by=by)


def test_the_clock_runs_from_the_moment_it_became_known(ombuds):
    row = found(ombuds, hours=70.5)
    assert row.hours_left() == 1 and row.must_report
    assert queries.count_waiting(ombuds) == 1
    late = found(ombuds, hours=73)
    assert late.hours_left() < 0
    assert [each.pk for each in queries.open_incidents()] == [late.pk, row.pk]


def test_a_late_report_says_why(ombuds):
    row = found(ombuds, hours=80)
    with pytest.raises(Refusal) as refused:
        actions.save_incident(values={"authority_told_at": timezone.now()}, by=ombuds, incident=row)
    assert refused.value.field == "late_because"
    row = actions.save_incident(
        values={"authority_told_at": timezone.now(), "late_because": "Erst am Montag bemerkt."},
        by=ombuds,
        incident=row,
    )
    assert not row.must_report


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"known_at": timezone.now() + timedelta(days=2)}, "known_at"),
        ({"authority_told_at": timezone.now() - timedelta(days=9)}, "authority_told_at"),
        ({"risk": "keins"}, "risk_because"),
    ],
)
def test_what_does_not_fit_together_is_refused_at_its_field(ombuds, values, field):
    with pytest.raises(Refusal) as refused:
        found(ombuds, **values)
    assert refused.value.field == field
    assert not Incident.objects.exists()


def test_every_change_leaves_a_line_with_both_values(ombuds):
    row = found(ombuds)
    actions.save_incident(values={"measures": "Liste zurückgeholt"}, by=ombuds, incident=row, seen=1)
    actions.save_incident(values={"measures": "Liste zurückgeholt"}, by=ombuds, incident=row, seen=2)
    first, second = row.entries.all()
    assert (first.by, first.changes) == (ombuds, [])
    assert second.changes == [{"field": "measures", "was": "", "now": "Liste zurückgeholt"}]
    with pytest.raises(Conflict):
        actions.save_incident(values={"measures": "Anderes"}, by=ombuds, incident=row, seen=1)


def test_it_is_closed_only_when_nothing_is_owed(ombuds):
    row = found(ombuds)

    def save(**values: Any) -> None:
        actions.save_incident(values=values, by=ombuds, incident=row)

    def refused() -> str:
        with pytest.raises(Refusal) as refusal:
            actions.close_incident(incident=row, by=ombuds)
        return str(refusal.value.sentence)

    assert "Risiko" in refused()
    save(risk="hoch")
    assert "Aufsicht" in refused()
    save(authority_told_at=timezone.now())
    assert "Betroffenen" in refused()
    save(people_told_at=timezone.now())
    assert "getan" in refused()
    save(measures="Zugang geschlossen")
    assert actions.close_incident(incident=row, by=ombuds).closed_at is not None
    with pytest.raises(Refusal):
        save(measures="Anders")
    assert queries.count_waiting(ombuds) == 0


def test_only_those_who_answer_for_it_see_and_keep_it(client):
    for somebody in (staff(Role.EDITOR), citizen()):
        with pytest.raises(Refusal):
            found(somebody)
    client.force_login(staff(Role.EDITOR))
    assert client.get(reverse("protection:incidents")).status_code == 403
    client.force_login(citizen())
    assert client.get(reverse("protection:erasing")).status_code == 403


def test_from_the_form_to_the_record(client, ombuds):
    client.force_login(ombuds)
    page = client.get(reverse("protection:incident_new"))
    assert "72 Stunden" in page.content.decode()
    sent = {
        "once": "x1",
        "seen": "0",
        "what": "Ausdruck verloren",
        "known_at": "2026-01-05T09:30",
        "risk": "offen",
    }
    answer = client.post(reverse("protection:incident_new"), sent)
    row = Incident.objects.get()
    assert answer["Location"] == row.get_absolute_url()
    assert client.post(reverse("protection:incident_new"), sent)["Location"] == row.get_absolute_url()
    assert Incident.objects.count() == 1
    page = client.get(row.get_absolute_url()).content.decode()
    assert "72 Stunden vorbei" in page and "angelegt" in page
    refused = client.post(row.get_absolute_url(), sent | {"once": "x2", "seen": "1", "risk": "keins"})
    assert refused.status_code == 422 and "begründen" in refused.content.decode()
    assert "Ausdruck verloren" in client.get(reverse("protection:incidents")).content.decode()
    closing = client.post(reverse("protection:incident_close", args=[row.pk]))
    assert closing.status_code == 409


def test_the_page_of_what_is_erased_shows_numbers_and_no_names(client, ombuds):
    from mitwirken.ground.deeds.models import Once

    client.force_login(ombuds)
    Once.objects.create(token="zwiebelfisch", result="/zwiebelfisch/")
    Once.objects.update(at=timezone.now() - timedelta(days=3))
    address = reverse("protection:erasing")
    page = client.get(address).content.decode()
    assert "noch nicht stattgefunden" in page and "Schutz vor doppeltem Absenden" in page
    run_retention()
    page = client.get(address).content.decode()
    assert "Schutz vor doppeltem Absenden: 1" in page and "zwiebelfisch" not in page
