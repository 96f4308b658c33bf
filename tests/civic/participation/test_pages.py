# SPDX-License-Identifier: EUPL-1.2
from xml.etree import ElementTree

import icalendar
import pytest
from tests.people import citizen, staff

from mitwirken.civic.participation import actions
from mitwirken.civic.participation.drafts import Access, DateDraft, Face, Outcome
from mitwirken.civic.participation.models import Process
from mitwirken.civic.participation.registry import format_named
from mitwirken.ground.desk.roles import Role

from .makers import days, draft, phase_draft, published

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def text(response) -> str:
    return response.content.decode()


def test_the_page_says_what_people_rely_on(client):
    process = published()
    html = text(client.get(process.get_absolute_url()))
    for words in (
        "Was fehlt?",
        "Der Park bleibt.",
        "Alles andere",
        "Die Bezirksvertretung",
        "1. Mai 2027",
        "Papierbogen im Amt",
        "Konsultation",
        "Ideen sammeln",
    ):
        assert words in html
    assert f"/verfolgen/process:{process.pk}/" in html


def test_user_text_is_never_markup(client):
    process = published(title="<b>Park</b>")
    actions.change_process(process=process, by=None, change=Access("<script>x</script>", "a"))
    html = text(client.get(process.get_absolute_url()))
    assert "<b>Park</b>" not in html and "<script>x" not in html
    assert "&lt;b&gt;Park&lt;/b&gt;" in html


def test_a_draft_is_for_the_staff_only(client):
    process = draft()
    for door in ("", "druck/", "aenderungen/", "atom.xml", "termine.ics"):
        assert client.get(process.get_absolute_url() + door).status_code == 404
    client.force_login(citizen())
    assert client.get(process.get_absolute_url()).status_code == 404
    client.force_login(staff(Role.EDITOR))
    html = text(client.get(process.get_absolute_url()))
    assert "noch nicht veröffentlicht" in html and 'content="noindex"' in html


def test_a_withdrawn_one_says_why(client):
    process = published()
    actions.withdraw_process(process=process, by=None, because="Der Plan war falsch.")
    response = client.get(process.get_absolute_url())
    assert response.status_code == 410
    assert "Der Plan war falsch." in text(response)
    assert process.title not in text(client.get("/prozesse/"))


def test_a_finished_one_stays_readable_with_result_decision_and_reason(client):
    process = published(start=-9, end=-1)
    actions.finish_process(
        process=process,
        by=None,
        outcome=Outcome("<p>63 Hinweise</p>", "Beschlossen am Montag", "Weil es reicht"),
    )
    html = text(client.get(process.get_absolute_url()))
    for words in ("63 Hinweise", "Beschlossen am Montag", "Weil es reicht", "Abgeschlossen", "Ideen sammeln"):
        assert words in html


def test_what_was_changed_can_be_read(client):
    process = published()
    actions.change_process(process=process, by=None, change=Access("Neu: 0231", ""))
    assert "Geändert am" in text(client.get(process.get_absolute_url()))
    html = text(client.get(f"{process.get_absolute_url()}aenderungen/"))
    assert "Papierbogen im Amt" in html and "Neu: 0231" in html


@pytest.mark.parametrize("format", ["information", "review"])
def test_the_built_in_formats_explain_themselves(client, format):
    assert format_named(format).quiet
    process = published()
    actions.set_phases(process=process, by=None, phases=[phase_draft(-1, 5, format, "comment")])
    html = text(client.get(process.get_absolute_url()))
    assert ("etwas zu lesen" in html) == (format == "information")
    assert ("prüft, was zusammengekommen ist" in html) == (format == "review")


def test_the_print_view_carries_everything(client):
    process = published()
    html = text(client.get(f"{process.get_absolute_url()}druck/"))
    for words in ("Der Park bleibt.", "Papierbogen im Amt", "Ideen sammeln", process.get_absolute_url()):
        assert words in html


def test_a_picture_can_be_taken_away_again():
    process = actions.change_process(process=draft(), by=None, change=Face(None))
    assert process.picture is None


# For other programs


def calendar_of(client, path: str) -> icalendar.Calendar:
    response = client.get(path)
    assert response["Content-Type"].startswith("text/calendar")
    return icalendar.Calendar.from_ical(response.content)


def test_dates_keep_their_name_in_calendars(client):
    process = published()
    actions.set_dates(
        process=process, by=None, dates=[DateDraft("Rundgang", days(3), days(3.1), "Park", "Mit DGS")]
    )
    row = process.dates.get()

    def event(path: str) -> icalendar.Event:
        return next(
            each for each in calendar_of(client, path).walk("VEVENT") if str(each["uid"]).startswith("date-")
        )

    before = event("/prozesse/termine.ics")
    assert (str(before["summary"]), str(before["location"])) == ("Rundgang", "Park")
    actions.set_dates(process=process, by=None, dates=[DateDraft("Rundgang neu", days(5), pk=row.pk)])
    for path in (
        "/prozesse/termine.ics",
        f"{process.get_absolute_url()}termine.ics",
        f"/termine/{row.pk}.ics",
    ):
        after = event(path)
        assert after["uid"] == before["uid"]
        assert str(after["summary"]) == "Rundgang neu"
        assert after["sequence"] > before["sequence"]


def test_the_last_day_of_a_phase_stands_in_the_calendar(client):
    published(end=10)
    summaries = [str(each["summary"]) for each in calendar_of(client, "/prozesse/termine.ics").walk("VEVENT")]
    assert summaries == ["Letzter Tag: Ideen sammeln – Hoeschpark"]


def test_dates_of_drafts_are_in_no_calendar(client):
    process = draft()
    actions.set_dates(process=process, by=None, dates=[DateDraft("Geheim", days(3))])
    assert not calendar_of(client, "/prozesse/termine.ics").walk("VEVENT")
    assert client.get(f"/termine/{process.dates.get().pk}.ics").status_code == 404


def entries(client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return [
        entry.findtext(f"{ATOM}title")
        for entry in ElementTree.fromstring(response.content).iter(f"{ATOM}entry")
    ]


def test_feeds_tell_news_in_sentences_where_they_belong(client):
    from tests.civic.places.town import build

    from mitwirken.civic.participation.models import Topic
    from mitwirken.civic.places.models import Place

    build()
    green = Topic.objects.create(slug="gruen", name="Grün")
    process = published(title="Park", places=[Place.objects.get(slug="hafen")], topic=green)
    published(title="Anderswo")
    draft(title="Geheim")
    actions.change_process(process=process, by=None, change=Access("Neu", ""))
    mine = ["Angaben geändert: „Park“", "Neue Beteiligung: „Park“"]
    assert entries(client, "/prozesse/atom.xml") == [mine[0], "Neue Beteiligung: „Anderswo“", mine[1]]
    for path in (
        f"{process.get_absolute_url()}atom.xml",
        "/orte/hafen/atom.xml",
        "/orte/nordstadt/atom.xml",
        "/themen/gruen/atom.xml",
    ):
        assert entries(client, path) == mine, path
    assert entries(client, "/orte/hoerde/atom.xml") == []
    assert client.get("/themen/nichts/atom.xml").status_code == 404


def test_a_withdrawn_process_leaves_the_feeds(client):
    process = published()
    actions.withdraw_process(process=process, by=None, because="x")
    assert entries(client, "/prozesse/atom.xml") == []


def test_search_finds_it_and_forgets_it():
    from mitwirken.civic.participation.search import entry_of

    process = published(title="Park")
    assert entry_of(process).url == process.get_absolute_url()
    process = actions.withdraw_process(process=process, by=None, because="x")
    assert entry_of(Process.objects.get(pk=process.pk)) is None
