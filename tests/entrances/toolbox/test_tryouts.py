# SPDX-License-Identifier: EUPL-1.2
"""Try-outs: written down before, finished after, counted by themselves, read by everybody."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.formats.events import makers
from tests.formats.live.people import gathering, seats
from tests.people import citizen, office, phase, process, staff

from mitwirken.entrances.toolbox import catalogue
from mitwirken.entrances.toolbox.actions import tryouts as actions
from mitwirken.entrances.toolbox.actions.methods import load_shipped
from mitwirken.entrances.toolbox.forms.tryouts import numbers_text
from mitwirken.entrances.toolbox.models import Method, Tryout
from mitwirken.entrances.toolbox.queries import tryouts as queries
from mitwirken.entrances.toolbox.queries.counting import counted
from mitwirken.entrances.toolbox.rules.tryouts import missing
from mitwirken.entrances.toolbox.tryouts import OwnNumber, TryoutDraft
from mitwirken.formats.deliberation.models import Argument
from mitwirken.formats.events import actions as events
from mitwirken.formats.events.drafts import CardsDraft
from mitwirken.formats.events.models import Event
from mitwirken.formats.live.models import Item, ItemKind, LogEntry
from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.rating.models import Rating
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.ui import pdf

pytestmark = pytest.mark.django_db

LIST = "/instrumentenkoffer/erprobungen/"
DESK = "/schreibtisch/erprobungen/"
KEYS = ("fishbowl", "open_space", "barcamp", "workshop")


@pytest.fixture(autouse=True)
def few_methods(db: None) -> None:
    """Four of the shipped methods, which is quicker than all."""
    load_shipped((key, data) for key, data in catalogue.shipped_files() if key in KEYS)


def draft(**values: Any) -> TryoutDraft:
    """All that a publication asks for, over since a week."""
    day = timezone.localdate() - timedelta(days=7)
    return TryoutDraft(
        **{
            "title": "Fishbowl im Studio",
            "began_on": day,
            "ended_on": day,
            "question": "Trauen sich Menschen zu Wort?",
            "hypothesis": "Ein Drittel spricht zum ersten Mal.",
            "methods": ["fishbowl"],
            "worked": "Der freie Stuhl war nie leer.",
            "worked_not": "Der Ton war zu leise.",
            "verdict": "wiederholen",
            "advice": "So wieder machen.",
        }
        | values
    )


def tryout(**values: Any) -> Tryout:
    """A published try-out."""
    return actions.publish_tryout(tryout=actions.create_tryout(draft=draft(**values), by=None), by=None)


def form(**values: Any) -> dict[str, Any]:
    day = (timezone.localdate() - timedelta(days=7)).isoformat()
    return {
        "title": "Fishbowl im Studio", "question": "Trauen sich Menschen?", "hypothesis": "Ein Drittel spricht.",
        "method_1": "fishbowl", "began_on": day, "ended_on": day, "worked": "Viel.", "worked_not": "Der Ton.",
        "verdict": "anpassen", "online": "12", "room": "30", "numbers": "Kontakte | 120 | Strichliste\n\nKuchen | 14",
    } | values  # fmt: skip


def values_of(rows: Iterable[Any]) -> dict[str, int | None]:
    return {row["key"]: row["value"] for row in rows}


# --- rights -------------------------------------------------------------------------------------------------------


def test_only_staff_write_and_a_fachamt_only_for_itself() -> None:
    own, other = office(), office()
    clerk = staff(Role.OFFICE, office=own)
    for person in (citizen(), staff(Role.MODERATION)):
        with pytest.raises(Refusal):
            actions.create_tryout(draft=draft(), by=person)
    with pytest.raises(Refusal) as refused:
        actions.create_tryout(draft=draft(office=other), by=clerk)
    assert refused.value.field == "office"
    row = actions.create_tryout(draft=draft(office=own), by=clerk)
    assert row.created_by == clerk
    with pytest.raises(Refusal):
        actions.change_tryout(tryout=row, draft=draft(office=other), by=clerk)
    theirs = actions.create_tryout(draft=draft(office=other), by=None)
    for deed in (actions.publish_tryout, actions.withdraw_tryout, actions.delete_tryout):
        with pytest.raises(Refusal):
            deed(tryout=theirs, by=clerk)
    assert Tryout.objects.filter(published_at=None).count() == 2


def test_a_fachamt_sees_its_own_at_the_desk(client: Client) -> None:
    own = office()
    mine = actions.create_tryout(draft=draft(title="Meine Probe", office=own), by=None)
    theirs = actions.create_tryout(draft=draft(title="Fremde Probe", office=office()), by=None)
    client.force_login(staff(Role.OFFICE, office=own))
    page = client.get(DESK).content.decode()
    assert "Meine Probe" in page and "Fremde Probe" not in page
    assert client.get(f"{DESK}{mine.pk}/").status_code == 200
    for ending in ("", "bearbeiten/", "veroeffentlichen/", "zuruecknehmen/", "loeschen/"):
        assert client.get(f"{DESK}{theirs.pk}/{ending}").status_code == 403
    client.force_login(citizen())
    assert client.get(DESK).status_code == 403


# --- before and after ---------------------------------------------------------------------------------------------


def test_what_is_missing_is_said_in_sentences() -> None:
    bare = actions.create_tryout(draft=TryoutDraft("Probe", timezone.localdate()), by=None)
    assert [gap.field for gap in missing(bare)] == ["question", "hypothesis", "method_1"]
    over = draft(worked="", worked_not=" ", verdict="")
    row = actions.create_tryout(draft=over, by=None)
    assert [gap.field for gap in missing(row)] == ["worked", "worked_not", "verdict"]
    with pytest.raises(Refusal) as refused:
        actions.publish_tryout(tryout=row, by=None)
    assert "was gelang" in str(refused.value.sentence) and refused.value.status == 422
    # While it runs, question and assumption are enough.
    running = actions.create_tryout(
        draft=replace(over, ended_on=timezone.localdate() + timedelta(days=1)), by=None
    )
    assert not missing(running)
    assert actions.publish_tryout(tryout=running, by=None).published_at is not None


def test_question_and_assumption_stay_once_they_are_public() -> None:
    row = tryout()
    for change in ({"hypothesis": "Alle sprechen."}, {"question": "Etwas anderes?"}):
        with pytest.raises(Refusal) as refused:
            actions.change_tryout(tryout=row, draft=draft(**change), by=None)
        assert refused.value.field in change
    changed = actions.change_tryout(tryout=row, draft=draft(worked="Mehr als gedacht."), by=None)
    assert changed.worked == "Mehr als gedacht."
    withdrawn = actions.withdraw_tryout(tryout=row, by=None)
    actions.change_tryout(tryout=withdrawn, draft=draft(hypothesis="Alle sprechen."), by=None)
    assert Tryout.objects.get(pk=row.pk).hypothesis == "Alle sprechen."


def test_a_published_one_does_not_lose_its_result() -> None:
    row = tryout()
    with pytest.raises(Refusal):
        actions.change_tryout(tryout=row, draft=draft(verdict=""), by=None)
    assert Tryout.objects.get(pk=row.pk).verdict == "wiederholen"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"ended_on": date(2020, 1, 1)}, "ended_on"),
        ({"verdict": "vielleicht"}, "verdict"),
        ({"methods": KEYS}, "method_1"),
        ({"numbers": [OwnNumber("a", "1")] * 21}, "numbers"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        actions.create_tryout(draft=draft(**change), by=None)
    assert refused.value.status == 422 and refused.value.field == field
    assert not Tryout.objects.exists()


def test_two_editors_see_the_conflict_and_nothing_is_lost(client: Client) -> None:
    row = actions.create_tryout(draft=draft(), by=None)
    actions.change_tryout(tryout=row, draft=draft(worked="Von der ersten."), by=None, seen=row.version)
    with pytest.raises(Conflict):
        actions.change_tryout(tryout=row, draft=draft(worked="Vom zweiten."), by=None, seen=row.version)
    client.force_login(staff(Role.CORE))
    page = client.post(f"{DESK}{row.pk}/bearbeiten/", form(worked="Vom zweiten.", seen=row.version))
    assert page.status_code == 409
    text = page.content.decode()
    assert "Von der ersten." in text and "Vom zweiten." in text
    again = client.post(f"{DESK}{row.pk}/bearbeiten/", form(worked="Vom zweiten.", seen=row.version + 1))
    assert again.status_code == 302 and Tryout.objects.get(pk=row.pk).worked == "Vom zweiten."


def test_only_drafts_are_deleted() -> None:
    row = tryout()
    with pytest.raises(Refusal):
        actions.delete_tryout(tryout=row, by=None)
    actions.delete_tryout(tryout=actions.withdraw_tryout(tryout=row, by=None), by=None)
    assert not Tryout.objects.exists()


# --- numbers ------------------------------------------------------------------------------------------------------


def said(row: Any, number: int, **values: Any) -> list[Proposal]:
    return [
        Proposal.objects.create(
            process=row,
            title=f"Bank {n}",
            text="Eine Bank",
            author=citizen(),
            created_at=timezone.now(),
            **values,
        )
        for n in range(number)
    ]


def test_a_process_is_counted_without_what_is_not_public() -> None:
    row = process()
    open_phase = phase(row, "proposals", "propose", "comment", "rate", settings={"rating": "support"})
    shown = said(row, 6)
    said(row, 1, hidden_at=timezone.now())
    said(row, 1, withdrawn_at=timezone.now())
    on_paper = Proposal.objects.create(
        process=row, title="Licht", text="Licht", author=None, channel="paper", created_at=timezone.now()
    )
    now = timezone.now()
    for kind, about, more in (
        ("pro", shown[0], {}),
        ("contra", on_paper, {}),
        ("pro", shown[0], {"hidden_at": now}),
    ):
        Argument.objects.create(
            subject_kind="proposal",
            subject_id=about.pk,
            kind=kind,
            text="Ja",
            author=citizen(),
            created_at=now,
            **more,
        )
    values = {
        "phase": open_phase,
        "subject_kind": "proposal",
        "method": "support",
        "value": 1,
        "at": now,
        "changed_at": now,
    }
    for author in (shown[0].author, shown[1].author):
        Rating.objects.create(subject_id=on_paper.pk, person=author, **values)
    for sheet in ("1", "2", "3"):
        for about in shown[:2]:
            Rating.objects.create(subject_id=about.pk, sheet=sheet, channel="paper", **values)
    made = tryout(process=row)
    found = values_of(made.counted)
    assert found["proposals"] == 7 and (found["proposals.online"], found["proposals.paper"]) == (6, 1)
    assert found["arguments"] == 2
    # Six who proposed and two who argued; those who rated had proposed.
    assert found["people"] == 8
    # Three sheets are few people; two ratings online would say how many on paper.
    assert found["sheets"] is None
    assert found["ratings"] == 8 and found["ratings.online"] is None and found["ratings.paper"] is None


def test_a_draft_of_a_process_is_not_counted() -> None:
    row = process(published_at=None)
    said(row, 6)
    assert tryout(process=row).counted == []


def test_meetings_are_counted_and_small_numbers_are_not_told() -> None:
    first, second = (makers.event(sign_up=True) for _ in range(2))
    for _ in range(6):
        makers.comes(first, seats=2)
    makers.comes(second, seats=3)
    events.count_walk_in(event=first, by=staff(Role.CORE), people=4)
    first, second = (makers.past(Event.objects.get(pk=row.pk)) for row in (first, second))
    by = staff(Role.CORE)
    events.enter_cards(
        event=first, cards=CardsDraft(worth={"yes": 12, "rather": 7, "hardly": 2, "no": 1}), by=by
    )
    events.enter_cards(event=second, cards=CardsDraft(worth={"yes": 3}), by=by)
    found = values_of(counted(tryout(events=[first, second])))
    assert found["events"] == 2 and found["signed_up"] == 15
    assert found["present"] is None
    # Three answers after the second meeting are not told, so they are in no sum either.
    assert found["feedback"] == 22 and found["feedback.yes"] == 12
    assert found["feedback.hardly"] is None and found["feedback.no"] is None


def test_a_sum_over_meetings_tells_no_more_than_each_of_them() -> None:
    rows = [makers.past(makers.event()) for _ in range(2)]
    by = staff(Role.CORE)
    events.enter_cards(
        event=rows[0], cards=CardsDraft(worth={"yes": 9, "rather": 8, "hardly": 7, "no": 6}), by=by
    )
    events.enter_cards(
        event=rows[1], cards=CardsDraft(worth={"yes": 9, "rather": 8, "hardly": 2, "no": 6}), by=by
    )
    found = values_of(counted(tryout(events=rows)))
    assert found["feedback"] == 55 and found["feedback.yes"] == 18
    # The second meeting hides these two; the sum less the first would tell them.
    assert found["feedback.hardly"] is None and found["feedback.no"] is None


def test_released_minutes_are_counted() -> None:
    meeting = gathering(people=12)
    seats(meeting, 7)
    seats(meeting, 6, channel="online")
    for title, data in (
        ("Mehr Bänke", {}),
        ("Mehr Licht", {"recommend": True}),
        ("Verborgen", {"hidden": True}),
    ):
        Item.objects.create(gathering=meeting, kind=ItemKind.HARVEST, title=title, data=data)
    Item.objects.create(gathering=meeting, kind=ItemKind.NOTE, body="Eine Notiz")
    row = tryout(events=[meeting.event])
    assert "results" not in values_of(row.counted)
    meeting.released_at = timezone.now()
    meeting.save(update_fields=["released_at"])
    found = values_of(actions.publish_tryout(tryout=row, by=None).counted)
    assert LogEntry.objects.filter(gathering=meeting, deed="seat.taken").count() == 13
    assert (found["seats"], found["seats.room"], found["seats.online"]) == (13, 7, 6)
    assert found["results"] == 2 and found["items"] == 3
    mix = queries.mix(Tryout.objects.get(pk=row.pk))
    assert mix is not None and [(way[0], way[2]) for way in mix.ways] == [("online", 6), ("room", 7)]


def test_numbers_are_taken_when_it_is_published_and_stay() -> None:
    row = process()
    said(row, 5)
    made = tryout(process=row)
    said(row, 3)
    changed = actions.change_tryout(tryout=made, draft=draft(process=row, advice="Neu."), by=None)
    assert values_of(changed.counted)["proposals"] == 5
    again = actions.publish_tryout(tryout=changed, by=None)
    assert values_of(again.counted)["proposals"] == 8


def test_ways_of_few_people_are_not_told_apart(client: Client) -> None:
    row = tryout(channels={"online": 20, "room": 9, "paper": 2}, people=31)
    mix = queries.mix(row)
    assert mix is not None and {key: number for key, _name, number in mix.ways} == {
        "online": 20,
        "room": None,
        "paper": None,
    }
    few = tryout(title="Winzig", people=3)
    assert queries.people_words(few) == "unter 5"
    rows = json.loads(b"".join(client.get("/instrumentenkoffer/erprobungen.json").streaming_content))
    by_title = {each["title"]: each for each in rows}
    assert by_title["Winzig"]["people"] is None and by_title["Fishbowl im Studio"]["people"] == 31
    assert by_title["Fishbowl im Studio"]["people_paper"] is None


# --- desk ---------------------------------------------------------------------------------------------------------


def test_a_clerk_writes_looks_and_publishes(client: Client) -> None:
    client.force_login(staff(Role.EDITOR))
    meeting = makers.past(makers.event(title="Runder Tisch", kind="fishbowl"))
    start = client.get(f"{DESK}neu/?veranstaltung={meeting.pk}").content.decode()
    assert 'value="fishbowl" selected' in start and "Runder Tisch" in start
    sent = form(once="einmal-1", events=[str(meeting.pk)])
    first, second = (client.post(f"{DESK}neu/", sent)["Location"] for _ in range(2))
    assert first == second and Tryout.objects.count() == 1
    row = Tryout.objects.get()
    assert row.channels == [{"key": "online", "people": 12}, {"key": "room", "people": 30}]
    assert numbers_text(row.numbers) == "Kontakte | 120 | Strichliste\nKuchen | 14"
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.post(f"{first}veroeffentlichen/").status_code == 302
    page = client.get(row.get_absolute_url()).content.decode()
    assert page.index("Ein Drittel spricht.") < page.index("Der Ton.")
    assert "Runder Tisch" in page and "Strichliste" in page
    assert client.post(f"{first}zuruecknehmen/").status_code == 302
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.post(f"{first}loeschen/").status_code == 302 and not Tryout.objects.exists()


def test_a_process_brings_its_days_and_its_meetings(client: Client) -> None:
    client.force_login(staff(Role.PROCESS))
    row = process(title="Hoeschpark")
    open_phase = phase(row)
    meeting = makers.past(makers.event(title="Rundgang im Park", process=row))
    page = client.get(f"{DESK}neu/?prozess={row.slug}").content.decode()
    assert f'value="{timezone.localdate(open_phase.starts_at).isoformat()}"' in page
    assert f'value="{meeting.pk}" ' in page and "checked" in page
    assert client.get(f"{DESK}neu/?prozess=gibt-es-nicht&veranstaltung=9999999999999999").status_code == 200


def test_what_was_typed_is_kept_when_something_is_wrong(client: Client) -> None:
    client.force_login(staff(Role.CORE))
    answer = client.post(f"{DESK}neu/", form(numbers="Ohne Zahl", worked="Das hier bleibt."))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Zeile 1" in text and "Das hier bleibt." in text and "Ohne Zahl" in text
    late = client.post(f"{DESK}neu/", form(ended_on="2020-01-01"))
    assert late.status_code == 422 and "Das Ende liegt vor dem Beginn." in late.content.decode()


def test_an_event_that_is_over_leads_to_a_try_out(client: Client) -> None:
    client.force_login(staff(Role.CORE))
    ahead, over = makers.event(), makers.past(makers.event())
    link = f"{DESK}neu/?veranstaltung="
    assert f"{link}{over.pk}" in client.get(f"/schreibtisch/veranstaltungen/{over.pk}/").content.decode()
    assert link not in client.get(f"/schreibtisch/veranstaltungen/{ahead.pk}/").content.decode()


def test_those_without_a_result_are_counted_at_the_desk(client: Client) -> None:
    row = tryout(ended_on=timezone.localdate() + timedelta(days=1), worked="", worked_not="", verdict="")
    Tryout.objects.filter(pk=row.pk).update(ended_on=timezone.localdate() - timedelta(days=1))
    tryout(title="Fertig")
    client.force_login(staff(Role.CORE))
    page = client.get(f"{DESK}?stand=offen").content.decode()
    assert "Fishbowl im Studio" in page and "Fertig" not in page


# --- pages --------------------------------------------------------------------------------------------------------


def test_the_list_is_narrowed_by_method_verdict_and_year(client: Client) -> None:
    tryout(title="Erste", began_on=date(2024, 12, 30), ended_on=date(2025, 1, 2))
    tryout(
        title="Zweite",
        methods=["barcamp"],
        verdict="lassen",
        began_on=date(2025, 5, 1),
        ended_on=date(2025, 5, 1),
    )
    actions.create_tryout(draft=draft(title="Entwurf bleibt drin"), by=None)

    def titles(query: str) -> list[str]:
        page = client.get(f"{LIST}{query}").content.decode()
        return [title for title in ("Erste", "Zweite", "Entwurf bleibt drin") if title in page]

    assert titles("") == ["Erste", "Zweite"]
    assert titles("?methode=barcamp") == ["Zweite"]
    assert titles("?empfehlung=wiederholen") == ["Erste"]
    assert titles("?jahr=2024") == ["Erste"] and titles("?jahr=2025") == ["Erste", "Zweite"]
    assert titles("?jahr=unsinn&methode=%00&empfehlung=x") == ["Erste", "Zweite"]
    assert "Keine Erprobung passt" in client.get(f"{LIST}?methode=barcamp&jahr=2024").content.decode()


def test_the_same_number_of_queries_for_few_and_many(client: Client) -> None:
    def number(address: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    def some(many: int) -> None:
        for n in range(many):
            tryout(title=f"Nummer {n}", events=[makers.past(makers.event())], methods=["fishbowl", "barcamp"])

    addresses = (LIST, f"{LIST}bericht/", "/instrumentenkoffer/methoden/fishbowl/")
    some(2)
    client.get(addresses[2])  # the catalogue is read once and kept
    few = [number(address) for address in addresses]
    some(9)
    assert [number(address) for address in addresses] == few


def test_a_method_shows_its_try_outs_with_real_numbers(client: Client) -> None:
    tryout(people=42, hours=31, euros=420)
    tryout(title="Nur ein Entwurf", methods=["fishbowl"])
    actions.withdraw_tryout(tryout=Tryout.objects.get(title="Nur ein Entwurf"), by=None)
    page = client.get("/instrumentenkoffer/methoden/fishbowl/").content.decode()
    assert "Fishbowl im Studio" in page and ">42<" in page and "Nur ein Entwurf" not in page
    assert "Fishbowl im Studio" not in client.get("/instrumentenkoffer/methoden/barcamp/").content.decode()


def test_the_finder_learns_what_was_tried() -> None:
    tryout()
    tryout(
        title="Noch einmal",
        verdict="lassen",
        methods=["fishbowl", "barcamp"],
        began_on=timezone.localdate(),
        ended_on=timezone.localdate(),
    )
    actions.create_tryout(draft=draft(methods=["workshop"]), by=None)
    assert queries.tried() == frozenset({"fishbowl", "barcamp"})
    assert queries.verdicts() == {"fishbowl": ["lassen", "wiederholen"], "barcamp": ["lassen"]}
    Method.objects.filter(key="barcamp").update(published_at=None)
    assert queries.tried() == frozenset({"fishbowl"})


def test_two_stand_side_by_side(client: Client) -> None:
    first = tryout(people=42, numbers=[OwnNumber("Kuchen", "14")])
    meeting = makers.past(makers.event())
    second = tryout(
        title="Barcamp am Samstag",
        methods=["barcamp"],
        verdict="lassen",
        worked_not="Zu lang.",
        events=[meeting],
    )
    page = client.get(f"{LIST}vergleich/?t={first.slug}&t={second.slug}").content.decode()
    assert page.index("Treffen</th>") < page.index("Kuchen</th>") < page.index("Was gelang</th>")
    row = page[page.index("Kuchen</th>") :]
    assert row[: row.index("</tr>")].count("<td") == 2 and "14" in row
    assert "Zu lang." in page and "Der Ton war zu leise." in page
    third = tryout(title="Die dritte")
    address = f"{LIST}vergleich/?" + "&".join(f"t={each.slug}" for each in (first, second, third))
    assert "Es passen nur zwei" in client.get(address).content.decode()
    assert client.get(f"{LIST}vergleich/?t=gibt-es-nicht").status_code == 200


def test_the_report_as_page_pdf_and_odt(client: Client) -> None:
    first = tryout(worked="Erste Zeile\nzweite Zeile\n\nNeuer Absatz & <mehr>")
    second = tryout(title="Barcamp am Samstag", methods=["barcamp"])
    whole = client.get(f"{LIST}bericht/").content.decode()
    assert first.title in whole and second.title in whole and "<mehr>" not in whole
    one = client.get(f"{LIST}bericht/?t={first.slug}").content.decode()
    assert first.title in one and second.title not in one
    narrowed = client.get(f"{LIST}bericht/?methode=barcamp").content.decode()
    assert second.title in narrowed and first.title not in narrowed
    answer = client.get(f"{LIST}bericht.odt?t={first.slug}&t={second.slug}")
    assert answer["Content-Type"] == "application/vnd.oasis.opendocument.text"
    text = zipfile.ZipFile(io.BytesIO(answer.content)).read("content.xml").decode()
    assert first.title in text and second.title in text and "&lt;mehr&gt;" in text
    if pdf.is_offered():
        made = client.get(f"{LIST}bericht.pdf")
        assert made["Content-Type"] == "application/pdf" and made.content[:4] == b"%PDF"


def test_without_a_maker_of_pdfs_the_page_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tryout()
    monkeypatch.setattr(pdf, "_maker", lambda: None)
    refused = client.get(f"{LIST}bericht.pdf")
    assert refused.status_code == 503 and "ODT" in refused.content.decode()


def test_open_data_holds_what_is_public(client: Client) -> None:
    row = tryout(numbers=[OwnNumber("Kuchen", "=14")], channels={"online": 8, "room": 9})
    actions.create_tryout(draft=draft(title="Nur ein Entwurf"), by=None)
    rows = json.loads(b"".join(client.get("/instrumentenkoffer/erprobungen.json").streaming_content))
    assert [each["slug"] for each in rows] == [row.slug]
    assert rows[0]["methods"] == "fishbowl" and rows[0]["people_online"] == 8
    sheet = b"".join(client.get("/instrumentenkoffer/erprobungen.csv").streaming_content).decode()
    assert sheet.startswith("\ufeffnumber,slug,title") and "Nur ein Entwurf" not in sheet
    assert "erprobungen.csv" in client.get("/offene-daten/").content.decode()


def test_search_finds_it_until_it_is_withdrawn() -> None:
    row = tryout(title="Zwiebelkuchen im Studio")

    def found() -> bool:
        from mitwirken.ground.search.models import SearchEntry

        return SearchEntry.objects.filter(kind="tryout", subject_id=row.pk).exists()

    assert found()
    actions.withdraw_tryout(tryout=row, by=None)
    assert not found()
