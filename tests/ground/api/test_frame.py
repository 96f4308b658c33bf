# SPDX-License-Identifier: EUPL-1.2
"""What every resource does alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.people import process

from mitwirken.civic.participation.models import Process
from mitwirken.ground.api import registry

pytestmark = pytest.mark.django_db
API = "/api/v1/"


def is_problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert found["detail"].strip().endswith((".", "?"))
    return found


def test_what_does_not_exist_is_a_problem(client: Client) -> None:
    for path in ("nichts", "proposals/999999", "processes/nein", "places/nein", "proposals/abc/x"):
        is_problem(client.get(API + path), 404)


def test_a_wrong_method_names_the_right_ones(client: Client) -> None:
    response = client.delete(API + "processes")
    is_problem(response, 405)
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_numbers_have_bounds(client: Client) -> None:
    for path in (
        f"proposals/{10**30}",
        "proposals?limit=0",
        "proposals?limit=101",
        f"proposals?offset={10**18}",
        f"results/{2**64}",
    ):
        found = is_problem(client.get(API + path), 422)
        assert found["errors"][0]["detail"]


@pytest.mark.parametrize("query", ["q=%00", "place=a%00b", "%00=1"])
def test_nul_is_no_text(client: Client, query: str) -> None:
    is_problem(client.get(f"{API}proposals?{query}"), 400)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"[]",
        b"null",
        b'{"process": NaN}',
        b'{"process": "park", "title": "\\u0000", "text": "x"}',
        b'{"process": "park", "title": "\\ud800", "text": "x"}',
        b"\xff\xfe",
        b'{"cost": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 200 + b"1" + b"}" * 200,
    ],
)
def test_broken_bodies_are_refused(client: Client, token: str, open_process: Process, body: bytes) -> None:
    response = client.post(
        API + "proposals", body, content_type="application/json", headers={"authorization": f"Bearer {token}"}
    )
    assert response.status_code in {400, 422}, response.content
    is_problem(response, response.status_code)


def test_an_accident_tells_nothing_of_the_inside(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    from mitwirken.civic.participation import queries

    def broken(*args: Any) -> Any:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(queries, "process_page", broken)
    response = client.get(API + "processes/park")
    is_problem(response, 500)
    assert b"secret" not in response.content and b"Traceback" not in response.content
    assert "secret inside" in caplog.text


def test_pages_link_to_each_other(client: Client) -> None:
    for _number in range(5):
        process()
    seen: list[str] = []
    url: str | None = f"{API}processes?limit=2"
    while url:
        response = client.get(url)
        found = response.json()
        assert found["total"] == 5 and response["X-Total-Count"] == "5"
        seen += [item["slug"] for item in found["items"]]
        url = found["next"]
        assert ('rel="next"' in response["Link"]) == (url is not None)
        url = url.split("8000", 1)[1] if url else None
    assert len(seen) == len(set(seen)) == 5
    last = client.get(f"{API}processes?limit=2&offset=4").json()
    assert last["next"] is None and "offset=2" in last["previous"]
    assert client.get(f"{API}processes?limit=2&offset=400").json()["items"] == []


def test_unchanged_is_said_in_a_line(client: Client, open_process: Process) -> None:
    first = client.get(API + "processes/park")
    tag = first["ETag"]
    again = client.get(API + "processes/park", headers={"if-none-match": tag})
    assert again.status_code == 304 and again.content == b"" and again["ETag"] == tag
    Process.objects.filter(pk=open_process.pk).update(title="Der große Park")
    assert client.get(API + "processes/park", headers={"if-none-match": tag}).status_code == 200


def test_head_and_options(client: Client, open_process: Process) -> None:
    head = client.head(API + "processes/park")
    assert head.status_code == 200 and head.content == b"" and int(head["Content-Length"]) > 100
    options = client.options(API + "processes/park", headers={"origin": "https://example.org"})
    assert options.status_code == 204 and options["Access-Control-Allow-Origin"] == "*"
    assert "POST" not in options["Access-Control-Allow-Methods"]


def test_anybody_s_page_may_read_and_nobody_gets_a_cookie(client: Client, open_process: Process) -> None:
    response = client.get(API + "processes")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert response["Content-Language"] == "de"


def test_a_session_opens_nothing(client: Client, author: Any, open_process: Process) -> None:
    client.force_login(author)
    body = {"process": "park", "title": "Mit Keks", "text": "ohne Schlüssel"}
    response = client.post(API + "proposals", body, content_type="application/json")
    is_problem(response, 401)
    assert "Bearer" in response["WWW-Authenticate"]


def test_the_document_is_openapi_3_1_and_names_all(client: Client) -> None:
    document = client.get(API + "openapi.json").json()
    assert document["openapi"].startswith("3.1")
    operations = [op for path in document["paths"].values() for op in path.values()]
    assert len({op["operationId"] for op in operations}) == len(operations) >= 15
    for operation in operations:
        assert operation["summary"] and operation.get("description"), operation["operationId"]
        assert "application/problem+json" in operation["responses"]["default"]["content"]
    assert {each["name"] for each in document["tags"]} >= {resource.tag for resource in registry.resources()}
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_the_pace_of_writing_is_limited(
    send: Callable[..., Any], open_process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mitwirken.ground.api.tokens.WRITES", 2)
    for _number in range(2):
        send("post", "proposals", {})
    response = send("post", "proposals", {})
    is_problem(response, 429)
    assert 0 < int(response["Retry-After"]) <= 600
