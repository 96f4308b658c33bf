# SPDX-License-Identifier: EUPL-1.2
import re
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from mitwirken.ground.ui.icons import names
from mitwirken.ground.ui.templatetags.ui import STATES, page_numbers, share_of, user_text, words


def drawn(source: str, path: str = "/prozesse/", **values: object) -> str:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return Template(source).render(Context({"request": request, **values}))


def test_user_text_is_text_and_never_markup() -> None:
    html = user_text('<script>alert(1)</script>\n"Ampel" & Zebra\n\nzweiter Absatz')
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert html.count('<p dir="auto">') == 2
    assert "<br>" in html


@pytest.mark.parametrize("end", [".", ",", "!", ")", "?", "'"])
def test_user_text_links_addresses_without_the_sentence_around_them(end: str) -> None:
    html = user_text(f"siehe https://example.org/a?b=1&c=2{end}")
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow ugc noopener">' in html


def test_user_text_makes_no_link_of_other_schemes_and_does_not_break_out_of_the_attribute() -> None:
    assert "<a" not in user_text("javascript:alert(1) data:text/html,x")
    assert 'onclick="' not in user_text('https://example.org/"onclick="alert(1)')


def test_user_text_of_nothing_is_nothing() -> None:
    assert user_text(None) == user_text("  \r\n ") == ""


def test_query_with_changes_one_parameter_and_goes_back_to_the_first_page() -> None:
    out = drawn("{% query_with thema='rad' %}", "/p/?bezirk=1&bezirk=2&thema=gruen&seite=4")
    assert out == "/p/?bezirk=1&amp;bezirk=2&amp;thema=rad"


def test_query_with_an_empty_value_takes_the_parameter_out() -> None:
    assert drawn("{% query_with thema='' %}", "/p/?thema=rad") == "/p/"
    assert drawn("{% query_with seite=3 %}", "/p/?seite=2") == "/p/?seite=3"


def test_query_without_takes_one_value_of_many() -> None:
    assert drawn("{% query_without 'b' 2 %}", "/p/?b=1&b=2") == "/p/?b=1"
    assert drawn("{% query_without 'b' %}", "/p/?b=1&b=2&c=3") == "/p/?c=3"


def test_url_or_is_empty_where_no_room_offers_the_route() -> None:
    assert drawn("{% url_or 'nowhere:page' 'a' as way %}[{{ way }}]") == "[]"
    assert drawn("{% url_or 'ui:parts' as way %}[{{ way }}]") == "[/bausteine/]"
    with override("en"):
        assert drawn("{% url_or 'ui:parts' as way %}[{{ way }}]") == "[/en/bausteine/]"


def test_icons_of_states_exist_in_the_sprite() -> None:
    assert {icon for _, icon, _ in STATES.values()} <= names()


def test_an_unknown_icon_is_a_dot_and_not_a_hole() -> None:
    assert "#dot" in drawn("{% icon 'unicorn' %}")
    assert "#bike" in drawn("{% icon 'bike' %}")


def test_a_badge_says_the_state_in_a_word_of_the_language() -> None:
    assert "In Prüfung" in drawn("{% badge 'pruefung' %}")
    drawn(
        "{% badge 'x' word='<b>' tone='busy' icon='star' %}"
    )  # a literal counts as safe and must not be kept so
    out = drawn("{% badge 'x' word=word tone='busy' icon='star' %}", word="<b>")
    assert "&lt;b&gt;" in out and "#star" in out and "tone-busy" in out


def test_influence_shows_as_many_steps_as_the_degree_has() -> None:
    out = drawn("{% influence 'mitgestaltung' %}")
    assert out.count('class="on"') == 3 and out.count('class="off"') == 1
    assert "Stufe 3 von 4" in out
    assert drawn("{% influence '' %}") == ""


def test_an_avatar_is_the_same_for_the_same_name_and_lets_no_markup_in() -> None:
    assert drawn("{% avatar 'Emscherkind' %}") == drawn("{% avatar 'Emscherkind' %}")
    assert drawn("{% avatar 'Emscherkind' %}") != drawn("{% avatar 'Nordlicht' %}")
    assert "<b" not in drawn("{% avatar name %}", name="<b>&").replace("<svg", "")
    assert "style=" not in drawn("{% avatar 'Emscherkind' %}")


def test_when_speaks_in_the_city_s_time() -> None:
    moment = datetime(2026, 7, 1, 16, 30, tzinfo=UTC)
    out = drawn("{% when moment 'moment' %}", moment=moment)
    assert "1. Juli 2026, 18:30 Uhr" in out
    assert 'datetime="2026-07-01T18:30+02:00"' in out
    assert drawn("{% when moment %}", moment=None) == ""


def test_when_until_names_the_day_once_if_both_are_on_it() -> None:
    start, end = datetime(2026, 7, 1, 16, tzinfo=UTC), datetime(2026, 7, 1, 18, tzinfo=UTC)
    out = drawn("{% when a 'moment' b %}", a=start, b=end)
    assert re.sub("<[^>]+>", "", out) == "1. Juli 2026, 18:00 – 20:00 Uhr"
    assert "3. Juli 2026" in drawn("{% when a 'day' b %}", a=date(2026, 7, 1), b=date(2026, 7, 3))


@pytest.mark.parametrize(
    ("last", "here", "expected"),
    [
        (1, 1, [1]),
        (5, 3, [1, 2, 3, 4, 5]),
        (12, 6, [1, 0, 5, 6, 7, 0, 12]),
        (12, 1, [1, 2, 0, 12]),
        (5, 1, [1, 2, 0, 5]),
    ],
)
def test_page_numbers_leave_gaps(last: int, here: int, expected: list[int]) -> None:
    assert page_numbers(Paginator(range(last), 1), here) == expected


def test_pagination_says_where_one_is() -> None:
    page = Paginator(range(100), 10).get_page(3)
    out = drawn("{% include 'ui/parts/pagination.html' %}", "/p/?thema=rad&seite=3", page=page)
    assert 'rel="prev" href="/p/?thema=rad&amp;seite=2"' in out
    assert 'rel="next"' in out
    assert 'aria-current="page" href="/p/?thema=rad&amp;seite=3"' in out


def test_share_of_survives_nonsense() -> None:
    assert share_of(1, 3) == 33.3
    assert share_of(5, 0) == share_of(None, 3) == share_of("x", 1) == 0
    assert share_of(7, 3) == 100


def test_words_for_comparisons() -> None:
    assert words(None) == words("") == words([]) == "–"
    assert words(True) == "ja"
    assert words(["a", 2]) == "a, 2"


def test_numbers_in_attributes_are_for_machines() -> None:
    out = drawn(
        "{% include 'ui/parts/bars.html' with bars=bars whole=3 only %}", bars=[{"name": "<i>", "value": 1}]
    )
    assert 'width="33.3"' in out
    assert "&lt;i&gt;" in out
