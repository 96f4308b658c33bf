# SPDX-License-Identifier: EUPL-1.2
"""From a plan to the draft of a process: phases, dates, events with their live scripts, what is still open."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone
from tests import people

from mitwirken.civic.participation.models import Process
from mitwirken.entrances.toolbox.queries.methods import cards
from mitwirken.entrances.toolbox.ways import BESIDE, COLLECT, MEETING
from mitwirken.formats.events.models import Event
from mitwirken.formats.live.models import Gathering

AT = "/schreibtisch/plan-beginnen/"
CHAIN = [
    "anstoss.townhall", "analyse.stadtspaziergang", "ideen.kartendialog", "ideen.world_cafe", "abwaegung.fishbowl",
    "entscheidung.beschluss", "auswertung.antwort",
]  # fmt: skip
PLAN = {
    "ziel": ["ideen", "dialog"],
    "offen": "vieles",
    "menschen": "80",
    "gruppe": ["nachbarschaft"],
    "s": CHAIN,
}


def begin(client: Any, plan: dict[str, Any], **values: Any) -> Any:
    from urllib.parse import urlencode

    form = {
        "title": "Park am Kanal",
        "question": "Was soll hier wachsen?",
        "starts_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "once": "einmal",
    } | values
    return client.post(f"{AT}?{urlencode(plan, doseq=True)}", form)


def test_all_named_ways_are_methods_of_the_catalogue(catalogue: int) -> None:
    assert {*COLLECT, *MEETING, *BESIDE} <= set(cards())


def test_a_plan_becomes_a_draft_with_phases_events_and_live_scripts(catalogue: int, client: Any) -> None:
    clerk = people.staff("prozess", office=people.office())
    client.force_login(clerk)
    response = begin(client, PLAN)
    assert response.status_code == 302, unescape(response.content.decode())[:3000]
    process = Process.objects.get(title="Park am Kanal")
    assert response.url == f"/schreibtisch/prozesse/{process.pk}/"
    assert not process.is_public
    assert process.influence == "konsultation"  # what these methods can hold, however much is open

    phases = list(process.phases.all())
    titles = [phase.title for phase in phases]
    assert {
        "Anstoß",
        "Analyse",
        "Kartendialog (Crowdmapping)",
        "Ideen",
        "Abwägung",
        "Prüfen und entscheiden",
        "Antwort der Stadt",
    } <= set(titles)
    collecting = next(phase for phase in phases if phase.format == "proposals")
    assert collecting.setting("ask_for_place") and "propose" in collecting.verbs
    first = timezone.localtime(min(phase.starts_at for phase in phases)).date()
    assert first >= timezone.localdate() + timedelta(days=30)
    assert process.decided_on is not None and phases[-1].title == "Antwort der Stadt"

    events = {event.kind: event for event in Event.objects.filter(process=process)}
    assert set(events) == {"townhall", "rundgang", "world-cafe", "fishbowl"}
    assert {row.script for row in Gathering.objects.filter(event__process=process)} == {
        "townhall",
        "world-cafe",
        "fishbowl",
    }
    for event in events.values():
        assert event.published_at is None
        assert timezone.localtime(event.starts_at).weekday() < 6
        assert process.starts_at <= event.starts_at <= process.ends_at

    assert process.checks["gruppen"]["state"] == "ja"
    assert process.checks["antwort"]["words"].startswith("Geplant bis")
    page = unescape(client.get(response.url).content.decode())
    assert "Was noch fehlt" in page and "[Bitte ergänzen" in page


@pytest.mark.parametrize(
    ("open_", "promised"),
    [("vieles", "mitgestaltung"), ("varianten", "konsultation"), ("nichts", "information")],
)
def test_the_promise_never_reaches_further_than_what_is_open(
    catalogue: int, client: Any, open_: str, promised: str
) -> None:
    client.force_login(people.staff("prozess", office=people.office()))
    begin(client, {"offen": open_, "s": ["ideen.open_space"]})
    assert Process.objects.get().influence == promised


def test_a_double_click_begins_once(catalogue: int, client: Any) -> None:
    client.force_login(people.staff("prozess", office=people.office()))
    first, second = begin(client, PLAN), begin(client, PLAN)
    assert first.url == second.url
    assert Process.objects.filter(title="Park am Kanal").count() == 1


@pytest.mark.parametrize(
    "key",
    sorted(
        entry
        for entry in ("buergerrat", "ideenplattform", "reallabor", "makerthon", "konsensieren", "petition")
    ),
)
def test_a_plan_of_one_step_of_any_kind_can_begin(catalogue: int, client: Any, key: str) -> None:
    client.force_login(people.staff("prozess", office=people.office()))
    phase = cards()[key].facts.phases[0]
    assert begin(client, {"s": [f"{phase}.{key}"]}).status_code == 302


def test_nothing_to_begin_is_a_sentence(catalogue: int, client: Any) -> None:
    client.force_login(people.staff("prozess", office=people.office()))
    response = begin(client, {"s": ["entscheidung.beschluss"]})
    assert response.status_code == 422
    assert "Der Plan hat noch keinen Schritt" in response.content.decode()


@pytest.mark.parametrize("days", [-1, 4000])
def test_a_start_that_cannot_be_is_refused_and_what_was_typed_stays(
    catalogue: int, client: Any, days: int
) -> None:
    client.force_login(people.staff("prozess", office=people.office()))
    response = begin(client, PLAN, starts_on=(timezone.localdate() + timedelta(days=days)).isoformat())
    assert response.status_code == 422
    assert "Park am Kanal" in response.content.decode()
    assert not Process.objects.exists()


def test_only_those_who_prepare_processes_may_begin(catalogue: int, client: Any) -> None:
    assert begin(client, PLAN).status_code == 302  # to the sign-in
    client.force_login(people.staff("moderation"))
    assert begin(client, PLAN).status_code == 403
    assert not Process.objects.exists()


def test_the_plan_offers_the_start_to_staff_alone(catalogue: int, client: Any) -> None:
    address = "/instrumentenkoffer/plan/"
    assert "Diesen Prozess beginnen" not in client.get(address, PLAN).content.decode()
    client.force_login(people.staff("kernteam"))
    assert "Diesen Prozess beginnen" in client.get(address, PLAN).content.decode()


def test_an_empty_form_on_paper_for_what_people_hand_in(catalogue: int, client: Any) -> None:
    client.force_login(people.staff("prozess", office=people.office()))
    begin(client, PLAN)
    address = f"/boegen/vorschlag/{Process.objects.get().pk}/"
    page = client.get(address)
    assert page.status_code == 200
    assert "Was schlagen Sie vor?" in page.content.decode() and "<svg" in page.content.decode()
    client.logout()
    assert client.get(address).status_code == 404
