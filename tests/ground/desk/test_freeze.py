# SPDX-License-Identifier: EUPL-1.2
"""Before an election the city publishes nothing new; what runs goes on, and a sentence says why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.people import citizen, office, phase, process, staff

from mitwirken.civic.participation import actions as participation
from mitwirken.formats.deliberation import actions as deliberation
from mitwirken.formats.proposals import actions as proposals
from mitwirken.formats.proposals.actions import Clean
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk import actions, queries
from mitwirken.ground.desk.models import Case, Freeze
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db


def freeze(first: int = 0, last: int = 3, **values: Any) -> Freeze:
    today = timezone.localdate()
    return actions.set_freeze(
        **{
            "starts_on": today + timedelta(days=first),
            "ends_on": today + timedelta(days=last),
            "occasion": "Kommunalwahl",
            "by": staff(Role.OMBUDS),
        }
        | values
    )


def test_no_answer_and_no_process_is_published_and_what_runs_goes_on() -> None:
    amt = office()
    clerk = staff(Role.OFFICE, Role.PROCESS, office=amt)
    town = process()
    phase(town, "proposals", "propose", "comment")
    row = proposals.submit_proposal(
        process=town, clean=Clean(title="Bänke", text="Am Markt fehlen Bänke."), author=citizen()
    )
    case = Case.objects.get(subject_kind="proposal", subject_id=row.pk)
    actions.assign_case(case=case, office=amt, due_on=None, by=staff(Role.CORE))
    actions.draft_answer(case=case, text="Das machen wir.", by=clerk)
    said = deliberation.add_argument(subject=row, kind="frage", text="Wann?", by=citizen())
    days = freeze()
    with pytest.raises(Refusal, match="nichts Neues") as refused:
        actions.publish_answer(case=case, by=clerk, office=amt, role=Role.OFFICE)
    assert refused.value.status == 409
    with pytest.raises(Refusal, match="nichts Neues"):
        deliberation.add_argument(subject=row, kind="", text="Im Mai.", by=clerk, parent=said, as_office=amt)
    assert deliberation.add_argument(subject=row, kind="pro", text="Ja, bitte.", by=citizen()).pk
    page = Client().get("/prozesse/").content.decode()
    assert "Kommunalwahl" in page and "damit niemand daraus einen Vorteil hat" in page
    actions.end_freeze(freeze=days, by=staff(Role.CORE))
    assert actions.publish_answer(case=case, by=clerk, office=amt, role=Role.OFFICE).pk
    assert "Kommunalwahl" not in Client().get("/prozesse/").content.decode()


def test_a_process_waits_until_after_the_election(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(participation, "require_complete", lambda row: None)
    core = staff(Role.CORE)
    town = process(published_at=None)
    freeze()
    with pytest.raises(Refusal, match="nichts Neues"):
        participation.publish_process(process=town, by=core)
    Freeze.objects.update(ends_on=timezone.localdate() - timedelta(days=1), starts_on="2020-01-01")
    assert participation.publish_process(process=town, by=core).is_public


def test_the_last_day_is_included_and_the_day_after_is_not() -> None:
    row = freeze(first=2, last=4)
    found = [queries.freeze_now(timezone.localdate() + timedelta(days=day)) for day in range(6)]
    assert found == [None, None, row, row, row, None]


@pytest.mark.parametrize(
    ("values", "field"),
    [({"first": 3, "last": 2}, "ends_on"), ({"last": 100}, "ends_on"), ({"occasion": "  "}, "occasion")],
)
def test_wrong_days_are_refused(values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        freeze(**values)
    assert refused.value.field == field


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CORE, Role.OMBUDS)])
def test_others_do_not_set_the_days(role: Role) -> None:
    with pytest.raises(Refusal):
        freeze(by=staff(role))
    client = Client()
    client.force_login(staff(role))
    assert client.get(reverse("desk:freezes")).status_code == 403


def test_the_days_are_set_and_taken_back_at_the_desk() -> None:
    client = Client()
    client.force_login(staff(Role.OMBUDS))
    today = timezone.localdate()
    sent = {
        "occasion": "Landtagswahl",
        "starts_on": today.isoformat(),
        "ends_on": today.isoformat(),
        "once": "w",
    }
    assert client.post(reverse("desk:freezes"), sent).status_code == 302
    assert "Landtagswahl" in client.get(reverse("desk:freezes")).content.decode()
    client.post(reverse("desk:freeze_end", args=[Freeze.objects.get().pk]))
    assert not Freeze.objects.exists()
