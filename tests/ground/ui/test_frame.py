# SPDX-License-Identifier: EUPL-1.2
import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path
from django.utils.translation import override

from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.ui import errors
from mitwirken.ground.ui.middleware import RefusalMiddleware, pairs_of


def page(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse(render_to_string("ui/base.html", {"city": "Dortmund", "user": request.user}, request))


def routes(namespace: str, *ways: tuple[str, str]) -> object:
    return include(([path(where, page, name=name) for where, name in ways], namespace))


urlpatterns = [
    path("", routes("hub", ("", "home"), ("rueckmeldung/", "feedback"))),
    path("mitmachen/", routes("participation", ("", "overview"))),
    path("mitmachen/termine/", routes("events", ("", "overview"))),
    path("suche/", routes("search", ("", "search"))),
    path("konto/", routes("people", ("", "account"))),
    path("anmelden/", page, name="account_login"),
    path("schreibtisch/", routes("desk", ("", "start"))),
]
handler404 = errors.not_found


def request_to(
    where: str, user: object = None, method: str = "get", data: dict[str, str] | None = None
) -> HttpRequest:
    request = getattr(RequestFactory(), method)(where, data or {})
    request.user = user or AnonymousUser()
    request.session = {}
    request.htmx = False
    request.resolver_match = None
    return request


def test_the_living_page_sets_no_cookie_and_asks_no_database(client: Client) -> None:
    response = client.get("/bausteine/")
    assert response.status_code == 200
    assert not response.cookies
    html = response.content.decode()
    assert "csrfmiddlewaretoken" not in html
    assert 'content="noindex"' in html
    assert not re.search(r"\sstyle=|<style", html)


@override_settings(DEMO=False, DEBUG=False)
def test_the_living_page_is_not_part_of_a_real_site(client: Client) -> None:
    assert client.get("/bausteine/").status_code == 404


@pytest.mark.urls(__name__)
def test_absent_rooms_show_no_way_and_present_ones_do() -> None:
    html = page(request_to("/")).content.decode()
    assert 'href="/mitmachen/"' in html and 'href="/suche/"' in html
    assert "So geht" not in html
    assert 'href="/anmelden/"' in html
    assert 'href="/rueckmeldung/"' in html
    assert "Impressum" not in html


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("where", "current"),
    [("/mitmachen/", 'href="/mitmachen/" aria-current="page"'),
     ("/mitmachen/hoeschpark/", 'href="/mitmachen/" aria-current="true"'),
     ("/mitmachen/termine/", 'href="/mitmachen/termine/" aria-current="page"')],
)  # fmt: skip
def test_the_way_that_leads_here_says_so(where: str, current: str) -> None:
    html = page(request_to(where)).content.decode()
    assert current in html
    assert len(re.findall(r"aria-current", html)) == 1


@pytest.mark.urls(__name__)
def test_people_see_their_account_and_staff_the_desk() -> None:
    citizen = SimpleNamespace(is_authenticated=True, is_staff=False, pseudonym="<Emscherkind>")
    html = page(request_to("/", citizen)).content.decode()
    assert "<bdi>&lt;Emscherkind&gt;</bdi>" in html
    assert "Schreibtisch" not in html and "Anmelden" not in html
    clerk = SimpleNamespace(is_authenticated=True, is_staff=True, pseudonym="Amt")
    assert 'href="/schreibtisch/"' in page(request_to("/", clerk)).content.decode()


def test_a_right_to_left_language_turns_the_page() -> None:
    with override("ar"):
        assert '<html lang="ar" dir="rtl">' in page(request_to("/")).content.decode()


def test_languages_lead_to_the_same_page(client: Client) -> None:
    html = client.get("/bausteine/?fehler=1").content.decode()
    assert 'href="/en/bausteine/?fehler=1"' in html
    html = client.get("/en/bausteine/").content.decode()
    assert '<html lang="en" dir="ltr">' in html
    assert 'href="/bausteine/"' in html


def test_not_found_says_what_to_do_next(client: Client) -> None:
    response = client.get("/gibt-es-nicht/")
    assert response.status_code == 404
    html = response.content.decode()
    assert "Diese Seite gibt es hier nicht." in html and "Zur Startseite" in html


def test_the_page_for_a_failure_needs_neither_session_nor_database() -> None:
    request = RequestFactory().get("/")  # no user, no session: whatever broke, broke early
    response = errors.server_error(request)
    assert response.status_code == 500
    assert "Der Fehler liegt nicht bei Ihnen" in response.content.decode()


def refused(request: HttpRequest, refusal: Exception) -> HttpResponse | None:
    return RefusalMiddleware(lambda _: HttpResponse()).process_exception(request, refusal)


def test_a_refusal_is_said_in_its_words_and_keeps_what_was_typed() -> None:
    request = request_to(
        "/x/",
        method="post",
        data={
            "text": "Ein langer Text über <Bänke>",
            "once": "geheimesgeheimnis",
            "password": "sehrsehrgeheim",
        },
    )
    response = refused(request, Refusal("Die Abstimmung ist für Menschen aus dem Bezirk.", status=403))
    assert response is not None and response.status_code == 403
    html = response.content.decode()
    assert "Die Abstimmung ist für Menschen aus dem Bezirk." in html
    assert "Ein langer Text über &lt;Bänke&gt;" in html
    assert "geheim" not in html


def test_other_exceptions_are_none_of_its_business() -> None:
    assert refused(request_to("/x/"), ValueError("x")) is None


def test_a_conflict_shows_both_versions_what_differs_first() -> None:
    conflict = Conflict(
        "Inzwischen geändert.",
        theirs={"title": "Brunnen im Park", "text": "gleich"},
        yours={"text": "gleich", "title": "Brunnen <am> Park"},
    )
    response = refused(request_to("/x/"), conflict)
    assert response is not None and response.status_code == 409
    html = response.content.decode()
    assert "Brunnen im Park" in html and "Brunnen &lt;am&gt; Park" in html
    assert [pair.same for pair in pairs_of(conflict)] == [False, True]


def test_for_a_piece_of_a_page_the_refusal_is_a_piece_too() -> None:
    request = request_to("/x/")
    request.htmx = True  # type: ignore[attr-defined]
    response = refused(request, Refusal("Zu viele Versuche.", status=429))
    assert response is not None and response.status_code == 429
    assert "<html" not in response.content.decode()
    assert response["HX-Reswap"] == "afterbegin"


def test_an_expired_form_gives_the_text_back() -> None:
    request = request_to("/x/", method="post", data={"text": "Was ich schon geschrieben hatte"})
    response = errors.form_expired(request, "CSRF cookie not set.")
    assert response.status_code == 403
    assert "Was ich schon geschrieben hatte" in response.content.decode()
    assert "CSRF" not in response.content.decode()
