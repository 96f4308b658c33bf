# SPDX-License-Identifier: EUPL-1.2
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.civic.places.town import build

from mitwirken.civic.participation import actions, queries
from mitwirken.civic.participation.drafts import DateDraft, Outcome
from mitwirken.civic.participation.models import Date, Phase, Process, Topic
from mitwirken.civic.places.models import Place

from .makers import days, draft, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    build()
    return {slug: Place.objects.get(slug=slug) for slug in ("nordstadt", "hafen", "hoerde")}


@pytest.fixture
def three(town):
    green = Topic.objects.create(slug="gruen", name="Grün")
    return {
        "running": published(title="Straßenbäume für alle", places=[town["hafen"]], topic=green),
        "planned": published(title="Digitaltag", start=5, end=20),
        "finished": published(
            title="Jugendbudget", start=-20, end=-5, places=[town["hoerde"], town["hafen"]]
        ),
        "draft": draft(title="Geheim"),
    }


def titles(client, query: str = "") -> list[str]:
    response = client.get(f"/prozesse/{query}")
    assert response.status_code == 200
    return [row.title for row in response.context["found"].rows]


def test_running_first_then_planned_then_finished_and_no_drafts(client, three):
    assert titles(client) == ["Straßenbäume für alle", "Digitaltag", "Jugendbudget"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?stand=laufend", ["Straßenbäume für alle"]),
        ("?stand=geplant", ["Digitaltag"]),
        ("?stand=beendet", ["Jugendbudget"]),
        ("?stand=quatsch", []),
        ("?ort=nordstadt", ["Straßenbäume für alle", "Jugendbudget"]),
        ("?ort=hafen", ["Straßenbäume für alle", "Jugendbudget"]),
        ("?ort=hoerde", ["Jugendbudget"]),
        ("?ort=stadtweit", ["Digitaltag"]),
        ("?thema=gruen", ["Straßenbäume für alle"]),
        ("?wirkung=mitentscheidung", []),
        ("?q=STRASSENBAUME", ["Straßenbäume für alle"]),
        ("?q=strassenb%C3%A4ume+kurz", ["Straßenbäume für alle"]),
        ("?q=fehlt&stand=beendet&ort=hoerde", ["Jugendbudget"]),
        ("?q=%25", ["Straßenbäume für alle", "Digitaltag", "Jugendbudget"]),
        ("?seite=abc", ["Straßenbäume für alle", "Digitaltag", "Jugendbudget"]),
    ],
)
def test_every_filter_is_a_plain_link(client, three, query, found):
    assert titles(client, query) == found


def test_the_numbers_beside_the_filters_are_what_the_links_find(client, three):
    for facet in client.get("/prozesse/?ort=nordstadt").context["found"].facets.values():
        for option in facet.options:
            if not option.chosen:
                assert len(titles(client, option.url)) == option.count, (facet.key, option)


def test_a_process_in_two_parts_of_a_district_is_counted_once(client, town):
    published(places=[town["nordstadt"], town["hafen"]])
    found = client.get("/prozesse/?ort=nordstadt").context["found"]
    assert found.total == 1
    assert next(option.count for option in found.facets["place"].options if option.value == "nordstadt") == 1


def many(number: int, place: Place) -> None:
    """Written in bulk: how they came about does not matter for counting queries."""
    start = Process.objects.count()
    rows = Process.objects.bulk_create(
        Process(
            slug=f"p{start + n}", title=f"P {start + n}", question="?", summary="s", influence="konsultation", published_at=timezone.now(),
            starts_at=days(-1), ends_at=days(5 + n % 9),
        )
        for n in range(number)
    )  # fmt: skip
    Phase.objects.bulk_create(
        Phase(
            process=row,
            title="Ideen",
            format="proposals",
            verbs=["propose"],
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )
        for row in rows
    )
    Date.objects.bulk_create(Date(process=row, title="Treffen", starts_at=days(1)) for row in rows)
    Process.places.through.objects.bulk_create(
        Process.places.through(process=row, place=place) for row in rows
    )


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/prozesse/",
        "/prozesse/?ort=nordstadt&q=p",
        "/prozesse/karte/",
        "/prozesse/kalender/",
        "/orte/nordstadt/",
        "/prozesse/termine.ics",
        "/prozesse/atom.xml",
    ],
)
def test_lists_cost_the_same_queries_for_3_and_300_rows(client, town, path):
    def cost() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    many(3, town["hafen"])
    few = cost()
    many(300, town["hafen"])
    assert cost() == few


def test_the_overview_costs_the_same_for_3000_rows(client, town):
    many(3, town["hafen"])
    with CaptureQueriesContext(connection) as few:
        client.get("/prozesse/")
    many(3000, town["hafen"])
    with CaptureQueriesContext(connection) as lots:
        assert client.get("/prozesse/?seite=7").context["found"].total == 3003
    assert len(few) == len(lots)


def test_pages_of_twenty(client, town):
    many(45, town["hafen"])
    assert len(titles(client, "?seite=1")) == 20
    assert len(titles(client, "?seite=3")) == 5
    assert len(titles(client, "?seite=99")) == 5


def test_readers_get_no_cookie(client, three):
    for path in (
        "/",
        "/prozesse/",
        "/prozesse/karte/",
        "/prozesse/kalender/",
        three["running"].get_absolute_url(),
    ):
        response = client.get(path)
        assert not response.cookies, path
        assert "csrfmiddlewaretoken" not in response.content.decode(), path


def test_the_map_and_its_list_have_the_same_numbers(client, three):
    html = client.get("/prozesse/karte/").content.decode()
    assert 'id="karte-1"' in html and 'id="karte-2"' in html
    assert html.count("Digitaltag") == 1  # city-wide: in the list, not on the map


def test_the_calendar_shows_dates_beginnings_and_ends(client):
    process = published(start=-40, end=40)
    zone = timezone.get_current_timezone()
    first = timezone.localdate().replace(day=1)
    actions.set_dates(
        process=process,
        by=None,
        dates=[DateDraft("Rundgang", timezone.datetime(first.year, first.month, 3, 17, tzinfo=zone))],
    )
    html = client.get("/prozesse/kalender/").content.decode()
    assert "Rundgang" in html and 'href="#tag-3"' in html and 'id="tag-3"' in html
    assert "Läuft den ganzen Monat" in html
    begin = timezone.localtime(process.phases.get().starts_at)
    other = client.get(f"/prozesse/kalender/?monat={begin:%Y-%m}").content.decode()
    assert f'id="tag-{begin.day}"' in other


@pytest.mark.parametrize(
    ("month", "status"), [("2026-13", 400), ("x", 400), ("0000-01", 400), ("1990-01", 404), ("9999-12", 404)]
)
def test_strange_months_are_refused_in_words(client, month, status):
    assert client.get(f"/prozesse/kalender/?monat={month}").status_code == status


def test_what_ends_at_midnight_ends_the_day_before(client):
    process = published()
    zone = timezone.get_current_timezone()
    midnight = timezone.datetime(2026, 12, 15, tzinfo=zone)
    Phase.objects.filter(process=process).update(ends_at=midnight)
    month = queries.calendar_month(date(2026, 12, 1))
    assert [day.on.day for day in month.days] == [14]


def test_the_desk_lists_mine_and_all(db):
    from tests.people import office, staff

    from mitwirken.ground.desk.roles import Role

    own = office()
    me = staff(Role.PROCESS, office=own)
    draft(office=own, title="Meins")
    done = published(title="Anderes", start=-9, end=-1)
    actions.finish_process(process=done, by=None, outcome=Outcome("a", "b", "c"))
    assert [row.title for row in queries.desk_list(me, mine=True)] == ["Meins"]
    assert queries.desk_list(me, mine=False).count() == 2
    assert [row.title for row in queries.desk_list(me, mine=False, state="beendet")] == ["Anderes"]
    assert [row.title for row in queries.desk_list(me, mine=False, state="entwurf")] == ["Meins"]
