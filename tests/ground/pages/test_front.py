# SPDX-License-Identifier: EUPL-1.2
"""What the front keeps, for whom, and when it asks again."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import brotli
import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from mitwirken.ground.pages import depends_on, generations
from mitwirken.ground.pages.front import Front, Open
from mitwirken.ground.pages.middleware import PublicPageMiddleware
from mitwirken.ground.pages.shelf import OLDEST, Entry, Shelf

TEXT = "Grüße aus Hörde. " * 100

# A finished response makes Django look at its connections.
pytestmark = pytest.mark.django_db


class House:
    """A front with one view behind it, and a count of how often the view was asked."""

    def __init__(self, view: Callable[[HttpRequest], Any]) -> None:
        self.asked = 0
        self.view = view
        self.middleware = PublicPageMiddleware(self._counted)
        self.front = Front(self._application)

    def _counted(self, request: HttpRequest) -> Any:
        self.asked += 1
        return self.view(request)

    def _application(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        request = RequestFactory().generic(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        request.META = environ
        request.COOKIES = dict(environ.get("cookies", {}))
        response = self.middleware(request)
        headers = list(response.items()) + [
            ("Set-Cookie", c.output(header="")) for c in response.cookies.values()
        ]
        if request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):  # what Django's own middleware would add
            headers.append(("Set-Cookie", "mitwirken_form=x"))
        start(f"{response.status_code} x", headers)
        return response

    def get(self, path: str = "/", query: str = "", method: str = "GET", **headers: str) -> SimpleNamespace:
        given = {"host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
        if "cookie" in given:
            environ["cookies"] = dict(part.split("=", 1) for part in given["cookie"].split("; "))  # type: ignore[assignment]
        question = self.front.question(method, path, query, given.get)
        answer: Any
        if question is None:
            answer = Open(0, [], [])
            self._application(environ, lambda status, headers: setattr(answer, "status", int(status[:3])))
            return SimpleNamespace(status=answer.status, headers={}, body=b"", kept=False)
        answer = self.front.find(question) or self.front.ask(question, environ)
        if isinstance(answer, Open):
            return SimpleNamespace(
                status=answer.status, headers=dict(answer.headers), body=answer.read(), kept=False
            )
        return SimpleNamespace(status=answer[0], headers=dict(answer[1]), body=answer[2], kept=True)


def page(request: HttpRequest) -> HttpResponse:
    depends_on(request, "proposal:1", "process:1")
    return HttpResponse(TEXT)


@pytest.fixture
def house() -> House:
    return House(page)


def test_second_reader_gets_the_finished_bytes(house: House) -> None:
    first, second = house.get(), house.get()
    assert house.asked == 1
    assert first.body == second.body == TEXT.encode()
    assert second.headers["Cache-Control"] == "no-cache"
    assert "ETag" in second.headers


def test_a_change_of_a_topic_is_seen_by_the_next_reader(house: House) -> None:
    house.get()
    generations.bump("process:1")
    house.get()
    assert house.asked == 2
    generations.bump("process:2")
    house.get()
    assert house.asked == 2


def test_a_page_that_names_nothing_depends_on_everything() -> None:
    house = House(lambda request: HttpResponse(TEXT))
    house.get()
    house.get()
    assert house.asked == 1
    generations.bump("something:77")
    house.get()
    assert house.asked == 2


def test_a_change_while_the_page_is_made_is_not_lost() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        text = str(house.asked)
        generations.bump("proposal:1")  # committed by someone else after our query
        depends_on(request, "proposal:1")
        return HttpResponse(text)

    house = House(view)
    assert house.get().body == b"1"
    assert house.get().body == b"2"


def test_a_page_grows_old(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.get()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + OLDEST + 1)
    house.get()
    assert house.asked == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "mitwirken_session=abc"},
        {"authorization": "Bearer abc"},
        {"hx_request": "true"},
        {"range": "bytes=0-5"},
    ],
)
def test_who_is_somebody_is_not_answered_from_the_shelf(house: House, headers: dict[str, str]) -> None:
    house.get()
    house.get(**headers)
    assert house.asked == 2


def test_a_foreign_cookie_does_not_matter_unless_the_view_looks_at_it() -> None:
    house = House(page)
    house.get(cookie="analytics=1")
    house.get(cookie="analytics=2; mitwirken_form=abc")
    assert house.asked == 1

    curious = House(lambda request: HttpResponse(request.COOKIES.get("theme", "")))
    assert not curious.get(cookie="theme=dark").kept
    assert not curious.get(cookie="theme=dark").kept


@pytest.mark.parametrize(
    "view",
    [
        lambda request: HttpResponse(TEXT, status=404),
        lambda request: HttpResponse(TEXT, headers={"Cache-Control": "private"}),
        lambda request: HttpResponse(TEXT, headers={"Cache-Control": "no-store"}),
        lambda request: HttpResponse(get_token(request)),
        lambda request: StreamingHttpResponse([b"a", b"b"]),
        lambda request: FileResponse(Path(__file__).open("rb")),  # noqa: SIM115 (the response closes it)
    ],
)
def test_what_is_not_for_everybody_is_not_kept(view: Callable[[HttpRequest], Any]) -> None:
    house = House(view)
    assert not house.get().kept
    assert not house.get().kept
    assert house.asked == 2


def test_a_cookie_is_never_kept() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(TEXT)
        response.set_cookie("a", "b")
        return response

    house = House(view)
    assert not house.get().kept
    assert len(house.front.pages) == 0


def test_host_and_query_are_part_of_the_key_and_the_order_of_a_query_is_not(house: House) -> None:
    house.get(query="a=1&b=2")
    house.get(query="b=2&a=1")
    assert house.asked == 1
    house.get(query="a=1&b=3")
    house.get(query="a=1&b=2", host="127.0.0.1")
    assert house.asked == 3


def test_invented_queries_push_out_only_pages_with_queries(house: House) -> None:
    house.front.hosts = frozenset({"localhost"})
    house.front.pages.most_bytes = house.front.queries.most_bytes = 60_000
    house.get()
    for number in range(200):
        house.get(query=f"x={number}")
    assert house.front.queries.bytes <= 60_000
    asked = house.asked
    assert house.get().kept
    assert house.asked == asked
    house.get(query="x=" + "9" * 500)
    assert house.front.question("GET", "/", "x" * 500, {}.get) is None


def test_codings(house: House) -> None:
    plain, zipped, brotlied = (
        house.get(),
        house.get(accept_encoding="gzip"),
        house.get(accept_encoding="gzip, br"),
    )
    assert house.asked == 1
    assert gzip.decompress(zipped.body) == brotli.decompress(brotlied.body) == plain.body
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert int(zipped.headers["Content-Length"]) == len(zipped.body) < len(plain.body)
    assert len({one.headers["ETag"] for one in (plain, zipped, brotlied)}) == 3
    assert all("Accept-Encoding" in one.headers["Vary"] for one in (plain, zipped, brotlied))


def test_not_modified(house: House) -> None:
    etag = house.get(accept_encoding="br").headers["ETag"]
    again = house.get(accept_encoding="br", if_none_match=etag)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == etag
    assert house.get(if_none_match='"other"').status == 200


def test_a_views_own_etag_stays() -> None:
    house = House(lambda request: HttpResponse(TEXT, headers={"ETag": '"v3"'}))
    house.get()
    answer = house.get(accept_encoding="br")
    assert answer.kept
    assert answer.headers["ETag"] == '"v3"'
    assert house.get(if_none_match='"v3"').status == 304


def test_head_is_answered_without_body(house: House) -> None:
    house.get()
    answer = house.get(method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(TEXT.encode()))
    assert house.asked == 1


def test_of_many_threads_one_asks() -> None:
    begun = threading.Event()
    go_on = threading.Event()

    def slow(request: HttpRequest) -> HttpResponse:
        begun.set()
        assert go_on.wait(10)
        return page(request)

    house = House(slow)
    bodies: list[bytes] = []
    readers = [threading.Thread(target=lambda: bodies.append(house.get().body)) for _ in range(8)]
    readers[0].start()
    assert begun.wait(10)
    for reader in readers[1:]:
        reader.start()
    go_on.set()
    for reader in readers:
        reader.join(10)
    assert house.asked == 1
    assert bodies == [TEXT.encode()] * 8
    assert not house.front.leaders


def test_a_leader_that_fails_leaves_the_way_free() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        if house.asked == 1:
            raise RuntimeError
        return page(request)

    house = House(view)
    with pytest.raises(RuntimeError):
        house.get()
    assert house.get().kept


def make(size: int) -> Entry:
    return Entry([("Content-Type", "text/html")], b"x" * size, (), (), born=time.monotonic())


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    yield Shelf(100_000)


def test_the_shelf_stays_below_its_limit_and_keeps_what_is_read(shelf: Shelf) -> None:
    shelf.put("read", make(5_000))
    for number in range(100):
        assert shelf.get("read") is not None
        shelf.put(number, make(5_000))
        assert shelf.bytes <= 100_000
    assert shelf.bytes == sum(entry.size for entry in shelf._entries.values())
    assert shelf.get(0) is None
    assert shelf.get(99) is not None


def test_one_page_does_not_fill_the_shelf(shelf: Shelf) -> None:
    assert not shelf.put("large", make(50_000))
    assert len(shelf) == 0
