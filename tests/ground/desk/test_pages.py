# SPDX-License-Identifier: EUPL-1.2
"""The desk's pages by plain requests: whom they let in, what they keep, how many queries they take."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from tests.ground.desk.wishes import case_for, wish
from tests.people import citizen, office, staff

from mitwirken.ground.desk import actions
from mitwirken.ground.desk.models import Answer, Case, Note, Office, StatusChange
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db

OWN = {"desk", "triage", "cases", "overdue", "offices"}
LISTS = ["desk:start", "desk:triage", "desk:cases", "desk:overdue", "desk:offices"]


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def hidden(html: str, action: str, name: str) -> str:
    """The value of a hidden field in the form that is sent to `action`."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.S)
    assert form, f"no form for {action}"
    field = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', form.group())
    return field.group(1) if field else ""


def post(client: Client, case: Case, name: str, **values: Any) -> Any:
    """Opens the page of the case, fills one of its forms and sends it, as a browser without JavaScript
    does.
    """
    action = reverse(f"desk:{name}", args=[case.pk])
    html = client.get(case.get_absolute_url()).content.decode()
    kept = {field: hidden(html, action, field) for field in ("once", "seen")}
    return client.post(action, {**kept, **values})


@pytest.fixture
def parks(db: None) -> Office:
    return office("Grünflächenamt")


@pytest.fixture
def clerk(parks: Office) -> Any:
    return staff(Role.OFFICE, office=parks)


@pytest.fixture
def case(parks: Office) -> Case:
    return case_for(wish(title="Mehr Schatten im Park"), office=parks)


# --- the door --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_strangers_are_asked_to_sign_in_and_citizens_told_why_not(client: Client, name: str) -> None:
    address = reverse(name)
    asked = client.get(address)
    assert asked.status_code == 302
    assert asked["Location"].startswith(reverse("account_login"))
    assert address in asked["Location"]
    refused = signed_in(citizen()).get(address)
    assert refused.status_code == 403
    assert "andere" in refused.content.decode()


def test_staff_without_a_second_factor_sets_one_up_first() -> None:
    response = signed_in(staff(Role.CORE, second_factor=False)).get(reverse("desk:start"))
    assert response.status_code == 302
    assert response["Location"] == reverse("people:second_factor")


def test_what_the_desk_shows_is_kept_nowhere(clerk: Any) -> None:
    response = signed_in(clerk).get(reverse("desk:start"))
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_leads_only_to_pages_that_open(role: Role) -> None:
    client = signed_in(staff(role, office=office()))
    start = client.get(reverse("desk:start"))
    assert start.status_code == 200
    pages = start.context["desk_pages"]
    assert pages
    for page in pages:
        if page.key in OWN:
            assert client.get(page.url).status_code == 200, page.key


# --- a case's page -----------------------------------------------------------------------------------------


def test_a_clerk_answers_from_the_page(clerk: Any, case: Case) -> None:
    client = signed_in(clerk)
    assert post(client, case, "case_note", text="Bitte Kataster prüfen.").status_code == 302
    assert post(client, case, "case_status", to="pruefung", reason="Wir messen.").status_code == 302
    assert (
        post(client, case, "case_answer", text="Guten Tag,\n\nwir pflanzen drei Linden.").status_code == 302
    )
    signed = post(client, case, "case_sign", office=str(case.office_id), role="fachamt")
    assert signed.status_code == 302
    assert signed["Location"] == f"{case.get_absolute_url()}#antwort"
    page = client.get(case.get_absolute_url()).content.decode()
    for words in ("Bitte Kataster prüfen.", "Wir messen.", "wir pflanzen drei Linden.", "Grünflächenamt"):
        assert words in page
    assert Answer.objects.get().state == Answer.State.PUBLISHED


def test_a_double_click_counts_once(clerk: Any, case: Case) -> None:
    client = signed_in(clerk)
    action = reverse("desk:case_note", args=[case.pk])
    token = hidden(client.get(case.get_absolute_url()).content.decode(), action, "once")
    assert token
    first = client.post(action, {"once": token, "text": "Einmal."})
    second = client.post(action, {"once": token, "text": "Einmal."})
    assert first["Location"] == second["Location"]
    assert Note.objects.count() == 1


def test_a_refused_form_keeps_what_was_typed(clerk: Any, case: Case) -> None:
    client = signed_in(clerk)
    response = post(client, case, "case_status", to="abgelehnt", reason="")
    assert response.status_code == 422
    page = response.content.decode()
    assert "Wer ablehnt, sagt warum" in page and page.count("error-summary") == 1
    assert re.search(r'<option value="abgelehnt" selected', page)
    assert not StatusChange.objects.exists()


def test_the_second_editor_of_a_draft_sees_both_texts_and_may_insist(clerk: Any, case: Case) -> None:
    client = signed_in(clerk)
    action = reverse("desk:case_answer", args=[case.pk])
    html = client.get(case.get_absolute_url()).content.decode()
    seen = hidden(html, action, "seen")
    actions.draft_answer(case=case, text="Fassung der Kollegin", by=staff(Role.CORE), seen=0)
    met = client.post(action, {"seen": seen, "once": "a", "text": "Meine Fassung"})
    page = met.content.decode()
    assert met.status_code == 409
    assert "Fassung der Kollegin" in page
    assert "Meine Fassung" in page
    again = client.post(action, {"seen": hidden(page, action, "seen"), "once": "b", "text": "Unsere Fassung"})
    assert again.status_code == 302
    assert Answer.objects.get().text == "Unsere Fassung"


def test_a_status_set_meanwhile_is_shown_as_a_conflict(clerk: Any, case: Case) -> None:
    client = signed_in(clerk)
    actions.change_status(case=case, to="pruefung", by=staff(Role.CORE))
    response = client.post(
        reverse("desk:case_status", args=[case.pk]),
        {"seen": "1", "once": "x", "to": "beratung", "reason": ""},
    )
    assert response.status_code == 409
    assert "In Prüfung" in response.content.decode()


def test_politics_reads_without_notes_drafts_and_forms(case: Case, clerk: Any) -> None:
    actions.add_note(case=case, text="Unter uns", by=clerk)
    actions.draft_answer(case=case, text="Noch geheim", by=clerk)
    client = signed_in(staff(Role.POLITICS))
    page = client.get(case.get_absolute_url()).content.decode()
    assert case.title in page
    assert "Unter uns" not in page
    assert "Noch geheim" not in page
    assert 'method="post"' not in page
    for name in ("case_status", "case_assign", "case_note", "case_answer", "case_sign"):
        assert client.post(reverse(f"desk:{name}", args=[case.pk]), {"text": "x"}).status_code == 403


def test_another_office_reads_and_is_told_whose_case_it_is(case: Case) -> None:
    client = signed_in(staff(Role.OFFICE, office=office()))
    assert client.get(case.get_absolute_url()).status_code == 200
    refused = client.post(reverse("desk:case_note", args=[case.pk]), {"text": "x"})
    assert refused.status_code == 403
    assert "ein anderes Amt zuständig" in refused.content.decode()


@pytest.mark.parametrize("number", [999_999, 2**63, 10**30])
def test_a_case_that_does_not_exist_is_a_sentence(clerk: Any, number: int) -> None:
    response = signed_in(clerk).get(f"/schreibtisch/faelle/{number}/")
    assert response.status_code == 404


@pytest.mark.parametrize(
    "name, values",
    [
        ("case_status", {"to": "quatsch", "seen": "viel"}),
        ("case_assign", {"office": "999999", "due_on": "morgen", "assignee": "-1"}),
        ("case_note", {"text": "\x00"}),
        ("case_answer", {"text": ""}),
        ("case_sign", {"office": "x", "role": "x", "seen": "-3"}),
    ],
)
def test_bad_input_is_a_sentence_and_no_error(
    clerk: Any, case: Case, name: str, values: dict[str, str]
) -> None:
    actions.draft_answer(case=case, text="Entwurf", by=clerk)
    response = signed_in(clerk).post(reverse(f"desk:{name}", args=[case.pk]), values)
    assert response.status_code in {409, 422}


def _png() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "PNG")
    file.seek(0)
    file.name = "bank.png"
    return file


def test_a_milestone_with_a_picture(clerk: Any, case: Case, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = signed_in(clerk)
    address = reverse("desk:milestone_new", args=[case.pk])
    wordless = client.post(address, {"title": "Bänke stehen", "picture": _png()})
    assert wordless.status_code == 422
    assert "in einem Satz" in wordless.content.decode()
    made = client.post(
        address, {"title": "Bänke stehen", "picture": _png(), "alt": "Drei Bänke unter Linden"}
    )
    assert made.status_code == 302
    stage = case.milestones.get()
    assert stage.picture is not None and stage.picture.alt == "Drei Bänke unter Linden"
    done = client.post(
        reverse("desk:milestone_done", args=[case.pk, stage.pk]),
        {"done_on": timezone.localdate().isoformat()},
    )
    assert done.status_code == 302
    stage.refresh_from_db()
    assert stage.done_on == timezone.localdate()
    assert "Drei Bänke unter Linden" in client.get(case.get_absolute_url()).content.decode()


def test_no_picture_no_milestone(clerk: Any, case: Case) -> None:
    fake = io.BytesIO(b"<svg onload=alert(1)>")
    fake.name = "bild.png"
    response = signed_in(clerk).post(
        reverse("desk:milestone_new", args=[case.pk]), {"title": "Bänke", "picture": fake, "alt": "Bänke"}
    )
    assert response.status_code == 422
    assert not case.milestones.exists()


# --- lists -----------------------------------------------------------------------------------------------


def test_triage_gives_several_cases_on_and_one_conflict_holds_up_nobody(parks: Office) -> None:
    core = staff(Role.CORE)
    free, taken = case_for(), case_for()
    client = signed_in(core)
    page = client.get(reverse("desk:triage")).content.decode()
    assert free.title in page
    actions.assign_case(case=taken, office=office("Schneller"), due_on=None, by=core)
    due = timezone.localdate() + timedelta(days=14)
    response = client.post(
        reverse("desk:triage"),
        {
            "fall": [free.pk, taken.pk],
            f"version-{free.pk}": "1",
            f"version-{taken.pk}": "1",
            "office": str(parks.pk),
            "due_on": due.isoformat(),
            "to": "pruefung",
            "once": "t",
        },
        follow=True,
    )
    free.refresh_from_db()
    taken.refresh_from_db()
    assert (free.office, free.due_on, free.status) == (parks, due, "pruefung")
    assert taken.office is not None and taken.office.name == "Schneller"
    assert "Inzwischen hat jemand anderes" in response.content.decode()


def test_triage_asks_for_a_tick_and_an_office(parks: Office) -> None:
    case = case_for()
    client = signed_in(staff(Role.CORE))
    assert client.post(reverse("desk:triage"), {"office": str(parks.pk)}).status_code == 422
    kept = client.post(reverse("desk:triage"), {"fall": [case.pk], "office": ""})
    assert kept.status_code == 422
    assert re.search(rf'name="fall" value="{case.pk}" checked', kept.content.decode())


def test_every_filter_is_a_link(parks: Office) -> None:
    core = staff(Role.CORE)
    own = case_for(wish(title="Ämterhaus begrünen"), office=parks)
    actions.change_status(case=own, to="beratung", by=core)
    late = case_for(wish(title="Radweg"), received_at=timezone.now() - timedelta(days=50))
    client = signed_in(core)

    def shown(query: str) -> set[int]:
        page = client.get(f"{reverse('desk:cases')}?{query}")
        assert page.status_code == 200
        return {case.pk for case in page.context["page"].object_list}

    assert shown("") == {own.pk, late.pk}
    assert shown("stand=beratung") == {own.pk}
    assert shown(f"amt={parks.slug}") == {own.pk}
    assert shown("amt=ohne") == {late.pk}
    assert shown("prozess=park-2030") == {own.pk, late.pk}
    assert shown("prozess=anderes") == set()
    assert shown("frist=ueberfaellig") == {late.pk}
    assert shown("q=ämterhaus") == {own.pk}
    assert shown(f"q=%23{late.pk}") == {late.pk}
    assert shown("q=" + "9" * 40) == set()
    assert shown("wer=ich") == set()
    assert shown("ruhend=ja") == set()
    assert shown("stand=quatsch&seite=viele&amt=%00") == {own.pk, late.pk}


def test_my_day_shows_what_is_mine(parks: Office, clerk: Any) -> None:
    mine = case_for(wish(title="Meiner"), office=parks)
    actions.assign_case(case=mine, office=parks, due_on=None, assignee=clerk, by=staff(Role.CORE))
    free = case_for(wish(title="Noch frei"), office=parks)
    case_for(wish(title="Fremd"), office=office())
    page = signed_in(clerk).get(reverse("desk:start"))
    assert page.context["mine"] == [mine]
    assert page.context["ours"] == [free]


def _many(number: int, parks: Office) -> None:
    core = staff(Role.CORE, office=parks)
    Case.objects.bulk_create(
        Case(
            subject_kind="wunsch",
            subject_id=100_000 + n,
            title=f"Wunsch {n}",
            url=f"/wuensche/{n}/",
            group=f"Verfahren {n % 7}",
            group_key=f"verfahren-{n % 7}",
            office=parks if n % 2 else None,
            assignee=core if n % 3 == 0 else None,
            due_on=timezone.localdate() - timedelta(days=1) if n % 5 == 0 else None,
            first_answer_due_on=timezone.localdate() - timedelta(days=n % 4),
        )
        for n in range(number)
    )


@pytest.mark.parametrize("name", LISTS)
def test_lists_take_the_same_number_of_queries_for_3_and_300_cases(name: str, parks: Office) -> None:
    client = signed_in(staff(Role.CORE, Role.OFFICE, office=parks))
    _many(3, parks)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        assert client.get(reverse(name)).status_code == 200
    Case.objects.all().delete()
    _many(300, parks)
    with CaptureQueriesContext(connection) as many:
        assert client.get(reverse(name)).status_code == 200
    assert len(few) == len(many), "\n".join(query["sql"][:150] for query in many)


def test_a_case_takes_the_same_number_of_queries_however_long_its_story_is(parks: Office) -> None:
    core = staff(Role.CORE, office=parks)
    client = signed_in(core)

    def story(times: int) -> int:
        case = case_for(wish(), office=parks)
        for n in range(times):
            actions.change_status(case=case, to=["pruefung", "beratung"][n % 2], by=core)
            actions.add_note(case=case, text="Notiz", by=staff(Role.CORE, office=parks))
            actions.draft_answer(case=case, text=f"Text {n}", by=core)
            actions.publish_answer(case=case, by=core, office=parks, role=Role.CORE)
            actions.set_milestone(case=case, title=f"Etappe {n}", by=core)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(case.get_absolute_url()).status_code == 200
        return len(asked)

    story(1)
    assert story(1) == story(8)


# --- offices ----------------------------------------------------------------------------------------------


def test_offices_are_added_and_changed(parks: Office) -> None:
    client = signed_in(staff(Role.ADMIN))
    made = client.post(
        reverse("desk:office_new"), {"name": "Straßen- und Wegeamt", "short": "SWA", "email": ""}
    )
    assert made.status_code == 302
    assert Office.objects.get(short="SWA").slug == "strassen-und-wegeamt"
    twice = client.post(reverse("desk:office_new"), {"name": "Grünflächenamt"})
    assert twice.status_code == 422
    assert "gibt es schon" in twice.content.decode()
    bad = client.post(reverse("desk:office", args=[parks.slug]), {"name": "Neu", "email": "kein postfach"})
    assert bad.status_code == 422
    parks.refresh_from_db()
    assert parks.name == "Grünflächenamt"
