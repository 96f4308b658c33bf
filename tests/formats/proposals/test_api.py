# SPDX-License-Identifier: EUPL-1.2
"""Proposals, arguments and ratings over the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.people import citizen, phase, process, staff

from mitwirken.civic.participation.models import Category, Phase, Process
from mitwirken.civic.people.models import Person
from mitwirken.civic.places.models import Place
from mitwirken.formats.deliberation.actions import add_argument
from mitwirken.formats.proposals.actions import Clean, submit_proposal
from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.rating.actions import rate
from mitwirken.ground.api.actions import create_token
from mitwirken.ground.desk.actions import change_status
from mitwirken.ground.desk.models import Case
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db
API = "/api/v1/"


@pytest.fixture
def author() -> Person:
    return citizen(pseudonym="Geheimer Name")


@pytest.fixture
def park() -> Process:
    made = process(slug="park", title="Der Park")
    phase(made, "proposals", "propose", "comment", "rate", settings={"rating": "agreement"})
    Category.objects.create(process=made, name="Grün")
    return made


@pytest.fixture
def bench(park: Process, author: Person) -> Proposal:
    return submit_proposal(process=park, clean=Clean(title="Eine Bank", text="Zum Sitzen."), author=author)


def sender(person: Person) -> Callable[..., Any]:
    _row, secret = create_token(
        person=person, name="Test", scopes=["proposals", "arguments", "ratings"], days=30
    )

    def send(method: str, path: str, body: Any = None, **headers: str) -> Any:
        client = Client(headers={"authorization": f"Bearer {secret}"})
        return getattr(client, method)(API + path, body, content_type="application/json", headers=headers)

    return send


BODY = {"process": "park", "title": "Mehr Licht", "text": "Abends ist es dunkel."}


def test_a_program_submits_as_its_person(author: Person, park: Process) -> None:
    response = sender(author)("post", "proposals", {**BODY, "category": park.categories.get().pk})
    assert response.status_code == 201, response.content
    row = Proposal.objects.get()
    assert row.author == author and row.channel == "online" and row.category is not None
    assert response["Location"].endswith(f"/api/v1/proposals/{row.pk}")
    assert Case.objects.filter(subject_kind="proposal", subject_id=row.pk).exists()
    assert response.json()["status"]["key"] == "eingegangen"


def test_the_same_request_twice_is_one_proposal(author: Person, park: Process) -> None:
    send = sender(author)
    first = send("post", "proposals", BODY, **{"idempotency-key": "abc"})
    second = send("post", "proposals", BODY, **{"idempotency-key": "abc"})
    assert first.json()["number"] == second.json()["number"] and Proposal.objects.count() == 1
    send("post", "proposals", BODY, **{"idempotency-key": "other"})
    assert Proposal.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"process": "nein"}, "process"),
        ({"title": "   "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"text": ""}, "text"),
        ({"category": 2**40}, "category"),
        ({"place": "nirgends"}, "place"),
        ({"point": {"latitude": 0, "longitude": 0}}, "point"),
        ({"point": {"latitude": 91, "longitude": 0}}, "point.latitude"),
        ({"cost": 100}, "cost"),
        ({"cost": -1}, "cost"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_does_not_fit_is_named(
    author: Person, park: Process, change: dict[str, Any], field: str
) -> None:
    response = sender(author)("post", "proposals", BODY | change)
    assert response.status_code == 422, response.content
    assert field in {each["field"] for each in response.json()["errors"]}
    assert not Proposal.objects.exists()


def test_the_rules_of_the_pages_hold(author: Person, park: Process, bench: Proposal) -> None:
    stranger = sender(citizen())
    assert (
        stranger("patch", f"proposals/{bench.pk}", {"title": "Meins"}, **{"if-match": '"v1.x"'}).status_code
        == 403
    )
    Phase.objects.update(
        starts_at=timezone.now() - timedelta(days=3), ends_at=timezone.now() - timedelta(days=1)
    )
    late = sender(author)("post", "proposals", BODY)
    assert late.status_code == 403 and "zu Ende" in late.json()["detail"]
    Person.objects.filter(pk=author.pk).update(restricted_at=timezone.now())
    assert sender(citizen())("post", "proposals", BODY).status_code == 403


def test_changing_needs_what_was_read(author: Person, bench: Proposal, client: Client) -> None:
    send, path = sender(author), f"proposals/{bench.pk}"
    assert send("patch", path, {"title": "Zwei Bänke"}).status_code == 428
    tag = client.get(API + path)["ETag"]
    changed = send("patch", path, {"title": "Zwei Bänke"}, **{"if-match": tag})
    assert (
        changed.status_code == 200
        and changed.json()["title"] == "Zwei Bänke"
        and changed.json()["text"] == "Zum Sitzen."
    )
    assert changed["ETag"] != tag
    stale = send("patch", path, {"title": "Drei Bänke"}, **{"if-match": tag})
    assert stale.status_code == 412 and stale.json()["theirs"]["title"] == "Zwei Bänke"
    assert Proposal.objects.get().title == "Zwei Bänke"


def test_a_mark_beside_the_text_is_no_conflict(author: Person, bench: Proposal, client: Client) -> None:
    tag = client.get(f"{API}proposals/{bench.pk}")["ETag"]
    add_argument(subject=bench, kind="pro", text="Ja.", by=citizen())
    assert client.get(f"{API}proposals/{bench.pk}")["ETag"] != tag
    assert (
        sender(author)(
            "patch", f"proposals/{bench.pk}", {"text": "Zum Ausruhen."}, **{"if-match": tag}
        ).status_code
        == 200
    )


def test_no_answer_names_persons(client: Client, author: Person, bench: Proposal) -> None:
    add_argument(subject=bench, kind="pro", text="Ja.", by=author)
    paths = [
        "proposals",
        f"proposals/{bench.pk}",
        f"proposals/{bench.pk}/arguments",
        f"proposals/{bench.pk}/ratings",
        "processes/park",
    ]
    for path in paths:
        body = client.get(API + path).content.decode()
        assert "Geheimer" not in body and author.email not in body and "author" not in body, path


def test_filters(client: Client, park: Process, author: Person, bench: Proposal) -> None:
    other = process(slug="platz")
    phase(other, "proposals", "propose")
    district = Place.objects.create(
        kind="stadtbezirk", code="01", name="Mitte", slug="mitte", latitude=51.5, longitude=7.4
    )
    part = Place.objects.create(
        kind="statistischer_bezirk",
        code="011",
        name="Kern",
        slug="kern",
        parent=district,
        latitude=51.5,
        longitude=7.4,
    )
    lamp = submit_proposal(
        process=other, clean=Clean(title="Straßenlaterne", text="Licht.", place=part), author=author
    )
    hidden = submit_proposal(process=other, clean=Clean(title="Weg", text="x"), author=author)
    Proposal.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    change_status(case=Case.objects.get(subject_id=lamp.pk), to="pruefung", by=staff(Role.CORE))

    def numbers(query: str) -> set[int]:
        return {each["number"] for each in client.get(f"{API}proposals?{query}").json()["items"]}

    assert numbers("") == {bench.pk, lamp.pk}
    assert numbers("process=platz") == {lamp.pk}
    assert numbers("place=mitte") == numbers("place=kern") == {lamp.pk}
    assert numbers("status=pruefung") == {lamp.pk}
    assert numbers("status=eingegangen") == {bench.pk}
    assert numbers("q=Strassenlaterne") == {lamp.pk}
    assert numbers("channel=paper") == set()
    assert client.get(f"{API}proposals?process=nein").status_code == 404
    assert client.get(f"{API}proposals?status=nein").status_code == 422
    assert client.get(f"{API}proposals/{hidden.pk}").status_code == 404


def test_drafts_of_processes_show_nothing(client: Client, bench: Proposal) -> None:
    Process.objects.update(published_at=None)
    assert client.get(f"{API}proposals").json()["total"] == 0
    for path in (
        f"proposals/{bench.pk}",
        f"proposals/{bench.pk}/arguments",
        f"proposals/{bench.pk}/ratings",
        "processes/park",
    ):
        assert client.get(API + path).status_code == 404


@pytest.mark.parametrize(
    "path", ["proposals?limit=100", "proposals/{pk}/arguments?limit=100", "processes?limit=100", "places"]
)
def test_lists_cost_the_same_for_few_and_many(
    client: Client, park: Process, author: Person, bench: Proposal, path: str
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(API + path.format(pk=bench.pk)).status_code == 200
        return len(queries)

    def more(n: int) -> None:
        for number in range(n):
            submit_proposal(process=park, clean=Clean(title=f"Idee {number}", text="x"), author=author)
            said = add_argument(subject=bench, kind="pro", text="Ja.", by=author)
            add_argument(subject=bench, kind="antwort", text="Ach.", by=author, parent=said)
            process()

    more(3)
    few = cost()
    more(12)
    assert cost() == few


def test_arguments(client: Client, author: Person, bench: Proposal) -> None:
    send, path = sender(author), f"proposals/{bench.pk}/arguments"
    first = send("post", path, {"kind": "contra", "text": "Zu teuer."})
    assert first.status_code == 201, first.content
    reply = send("post", path, {"text": "Nein, günstig.", "parent": first.json()["id"]})
    assert reply.status_code == 201
    found = client.get(API + path).json()
    assert found["total"] == 1 and found["items"][0]["replies"][0]["text"] == "Nein, günstig."
    assert client.get(f"{API}{path}?kind=pro").json()["total"] == 0
    assert send("post", path, {"text": "Ohne Art"}).status_code == 422
    assert send("post", path, {"text": "x", "parent": 10**12}).status_code == 422
    assert send("post", path, {"kind": "pro", "text": "   "}).status_code in {400, 422}
    assert send("post", "proposals/99999/arguments", {"kind": "pro", "text": "x"}).status_code == 404


def test_ratings(client: Client, author: Person, bench: Proposal) -> None:
    send, path = sender(author), f"proposals/{bench.pk}/ratings"
    assert send("get", f"{path}/mine").json()["value"] is None
    first = send("put", f"{path}/mine", {"value": -1})
    assert first.status_code == 200 and first.json() == first.json() | {
        "value": -1,
        "changed": True,
        "allowed": [-1, 0, 1],
    }
    assert send("put", f"{path}/mine", {"value": -1}).json()["changed"] is False
    assert send("put", f"{path}/mine", {"value": 7}).status_code == 422
    result = client.get(API + path).json()
    assert [(each["method"], each["ratings"], each["hidden"]) for each in result] == [("agreement", 1, False)]
    assert {part["value"]: part["count"] for part in result[0]["parts"]} == {1: 0, 0: 0, -1: 1}
    ranked = client.get(f"{API}results/{result[0]['phase']}").json()
    assert ranked["items"][0]["rank"] == 1 and ranked["items"][0]["number"] == bench.pk
    assert send("put", f"{path}/mine", {"value": 1, "phase": 12345}).status_code == 409
    assert send("delete", f"{path}/mine").json()["value"] is None
    assert client.get(API + path).json()[0]["ratings"] == 0
    assert client.get(f"{API}{path}/mine").status_code == 401


def test_what_is_hidden_until_the_close_is_hidden_here(
    client: Client, author: Person, bench: Proposal
) -> None:
    open_phase = Phase.objects.get()
    Phase.objects.update(settings={"rating": "agreement", "hidden_until_close": True})
    open_phase.refresh_from_db()
    rate(subject=bench, phase=open_phase, person=author, value=1)
    (result,) = client.get(f"{API}proposals/{bench.pk}/ratings").json()
    assert (
        result["hidden"]
        and result["ratings"] is result["parts"] is result["score"] is result["by_channel"] is None
    )
    ranked = client.get(f"{API}results/{open_phase.pk}").json()
    assert ranked["hidden"] and ranked["items"] == [] and ranked["total"] == 0
    assert b'"count"' not in client.get("/offene-daten/bewertungen.json").getvalue()
    Phase.objects.update(ends_at=timezone.now())
    assert client.get(f"{API}proposals/{bench.pk}/ratings").json()[0]["ratings"] == 1


def test_the_city_s_answer_is_there(client: Client, bench: Proposal) -> None:
    core = staff(Role.CORE)
    change_status(case=Case.objects.get(), to="abgelehnt", reason="Kein Platz.", by=core)
    found = client.get(f"{API}proposals/{bench.pk}").json()
    assert found["status"]["key"] == "abgelehnt"
    assert [line["reason"] for line in found["history"]] == ["", "Kein Platz."]
    assert core.pseudonym not in str(found)


def test_places_are_geojson(client: Client) -> None:
    square = [[[[7.4, 51.5], [7.5, 51.5], [7.5, 51.6], [7.4, 51.5]]]]
    Place.objects.create(
        kind="stadtbezirk",
        code="01",
        name="Mitte",
        slug="mitte",
        latitude=51.5,
        longitude=7.4,
        outline=square,
    )
    response = client.get(f"{API}places")
    assert response["Content-Type"].startswith("application/geo+json")
    (feature,) = response.json()["features"]
    assert feature["geometry"]["coordinates"] == square and feature["properties"]["slug"] == "mitte"
    assert client.get(f"{API}places?geometry=false").json()["features"][0]["geometry"] is None
    assert client.get(f"{API}places/mitte").json()["id"] == "mitte"
