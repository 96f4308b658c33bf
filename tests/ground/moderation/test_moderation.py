# SPDX-License-Identifier: EUPL-1.2
"""Report without an account, decide with reasons, object; no removal without a statement."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.ground.desk.wishes import KIND, wish
from tests.people import citizen, staff

from mitwirken.civic.participation.models import Process
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.models import WrittenOnceError
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.moderation import actions, notices, privacy, queries
from mitwirken.ground.moderation.actions import ReportDraft, StatementOfReasons
from mitwirken.ground.moderation.models import Decision, Objection, Report
from mitwirken.ground.notifications import Event
from mitwirken.ground.notifications.registry import notice_for

pytestmark = pytest.mark.django_db

STATEMENT = StatementOfReasons(
    what="der ganze Beitrag",
    ground="gesetz",
    clause="§ 185 StGB",
    facts="Er nennt eine Nachbarin beim Namen und beschimpft sie.",
)


def report(subject: Process, **values: Any) -> Report:
    draft = ReportDraft(**({"category": "hass", "explanation": "Das verletzt.", "good_faith": True} | values))
    return actions.report_subject(
        kind=KIND, pk=subject.pk, draft=draft, url=f"http://localhost{subject.get_absolute_url()}"
    )


@pytest.fixture
def moderator() -> Any:
    return staff(Role.MODERATION)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


# --- report, as anybody
# ---------------------------------------------------------------------------------------


def filled(html: str, **values: str) -> dict[str, str]:
    """What a browser without JavaScript sends: the hidden fields of the page and what was typed."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    return {**found, **values}


GOOD = {
    "category": "hass",
    "explanation": "Dritter Absatz: eine Beschimpfung.",
    "good_faith": "on",
    "email": "",
    "website": "",
}


def test_anybody_reports_without_account_cookie_or_javascript() -> None:
    subject = wish(title="Ein Beitrag")
    browser = Client(enforce_csrf_checks=True)
    assert not browser.cookies
    address = reverse("moderation:report", args=[KIND, subject.pk])
    page = browser.get(address)
    html = page.content.decode()
    assert page.status_code == 200
    assert "Ein Beitrag" in html and subject.get_absolute_url() in html
    sent = browser.post(address, filled(html, **GOOD))
    assert sent.status_code == 302, sent.content.decode()
    row = Report.objects.get()
    assert sent["Location"] == reverse("moderation:receipt", args=[row.token])
    assert row.url.endswith(subject.get_absolute_url())
    receipt = Client().get(sent["Location"])
    assert row.number in receipt.content.decode()
    assert not receipt.cookies
    assert not mail.outbox


def test_a_double_click_reports_once() -> None:
    subject = wish()
    address = reverse("moderation:report", args=[KIND, subject.pk])
    browser = Client()
    sent = filled(browser.get(address).content.decode(), **GOOD)
    assert sent["once"]
    assert browser.post(address, sent)["Location"] == browser.post(address, sent)["Location"]
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"good_faith": ""}, "nach bestem Wissen"),
        ({"explanation": "  "}, "Was ist das Problem"),
        ({"category": "quatsch"}, "Worum geht es"),
        ({"email": "keine adresse"}, "E-Mail"),
        ({"website": "http://spam.example"}, "für Maschinen"),
    ],
)
def test_a_wrong_report_keeps_what_was_typed(wrong: dict[str, str], says: str) -> None:
    subject = wish()
    response = Client().post(reverse("moderation:report", args=[KIND, subject.pk]), {**GOOD, **wrong})
    assert response.status_code == 422
    html = response.content.decode()
    assert says in html
    if "explanation" not in wrong:
        assert GOOD["explanation"] in html
    assert not Report.objects.exists()


def test_what_is_not_public_cannot_be_reported_nor_found_out() -> None:
    hidden, none = wish(published_at=None), 999_999
    pages = [Client().get(reverse("moderation:report", args=[KIND, pk])) for pk in (hidden.pk, none, 2**70)]
    assert [page.status_code for page in pages] == [404, 404, 404]
    assert Client().get("/melden/quatsch/1/").status_code == 404


def test_too_many_reports_from_one_place_are_asked_to_wait_and_keep_their_text() -> None:
    address = reverse("moderation:report", args=[KIND, wish().pk])
    answers = [Client().post(address, GOOD) for _ in range(14)]
    assert [answer.status_code for answer in answers[:12]] == [302] * 12
    assert answers[-1].status_code == 429
    assert GOOD["explanation"] in answers[-1].content.decode()
    assert Report.objects.count() == 12


def test_an_address_gets_a_receipt_and_the_outcome_once(
    moderator: Any, django_capture_on_commit_callbacks: Any
) -> None:
    subject = wish()
    row = report(subject, email="melderin@example.org")
    report(subject)
    actions.send_letters()
    actions.send_letters()
    assert [(letter.to, row.number in letter.subject) for letter in mail.outbox] == [
        (["melderin@example.org"], True)
    ]
    actions.keep_subject(kind=KIND, pk=subject.pk, reason="Das ist eine Meinung.", by=moderator)
    actions.send_letters()
    actions.send_letters()
    assert len(mail.outbox) == 2
    assert "Das ist eine Meinung." in mail.outbox[1].body
    assert "/melden/entscheidung/" in mail.outbox[1].body


def test_a_letter_that_fails_is_tried_again_and_not_forever(settings: Any) -> None:
    report(wish(), email="melderin@example.org")
    settings.EMAIL_BACKEND = "tests.ground.moderation.test_moderation.Broken"
    for _ in range(9):
        actions.send_letters()
    row = Report.objects.get()
    assert (row.receipt_sent_at, row.tries) == (None, actions.MOST_TRIES)
    Report.objects.update(tries=1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    actions.send_letters()
    assert len(mail.outbox) == 1


class Broken:
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError


def test_who_reports_the_abuse_of_children_stays_unknown() -> None:
    assert report(wish(), category="kinder", email="melderin@example.org").email == ""


# --- decide
# ----------------------------------------------------------------------------------------------------


def test_hidden_things_vanish_and_the_author_is_told_why(moderator: Any) -> None:
    author = citizen()
    subject = wish(responsible=author)
    first, second = report(subject), report(subject)
    decision = actions.hide_subject(kind=KIND, pk=subject.pk, statement=STATEMENT, by=moderator, seen=0)
    subject.refresh_from_db()
    assert subject.published_at is None
    assert queries.is_hidden(KIND, subject.pk)
    for row in (first, second):
        row.refresh_from_db()
        assert row.decision == decision
    activity = Activity.objects.get(verb="moderation.hidden")
    assert not activity.public
    event = Event(activity.pk, activity.verb, KIND, subject.pk, moderator.pk, (), False, activity.data)
    notice = notice_for("moderation.hidden")
    assert notice is not None and not notice.to_followers
    assert list(notice.personally(event, subject)) == [author.pk]
    body = notice.body(event, subject)
    for words in (
        "der ganze Beitrag",
        "§ 185 StGB",
        "beschimpft",
        "Meldung",
        "sechs Monaten",
        decision.get_absolute_url(),
    ):
        assert words in body


@pytest.mark.parametrize("gap", ["what", "ground", "clause", "facts"])
def test_nothing_is_hidden_without_a_statement_of_reasons(moderator: Any, gap: str) -> None:
    subject = wish()
    said = {
        "what": "alles",
        "ground": "regeln",
        "clause": "Regel 2",
        "facts": "Werbung.",
        gap: " " if gap != "ground" else "",
    }
    with pytest.raises(Refusal) as refused:
        actions.hide_subject(kind=KIND, pk=subject.pk, statement=StatementOfReasons(**said), by=moderator)
    assert refused.value.field == gap
    subject.refresh_from_db()
    assert subject.published_at is not None
    said[gap] = ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            subject_kind=KIND, subject_id=subject.pk, title="x", verdict="verborgen", **said
        )


def test_keeping_needs_a_reason_and_closes_the_reports(moderator: Any) -> None:
    subject = wish()
    report(subject)
    with pytest.raises(Refusal):
        actions.keep_subject(kind=KIND, pk=subject.pk, reason=" ", by=moderator)
    actions.keep_subject(kind=KIND, pk=subject.pk, reason="Eine Meinung.", by=moderator)
    assert queries.count_waiting() == 0
    report(subject)
    assert queries.count_waiting() == 1


def test_what_was_hidden_is_shown_again(moderator: Any) -> None:
    subject = wish()
    actions.hide_subject(kind=KIND, pk=subject.pk, statement=STATEMENT, by=moderator)
    with pytest.raises(Refusal):
        actions.hide_subject(kind=KIND, pk=subject.pk, statement=STATEMENT, by=moderator)
    with pytest.raises(Refusal):
        actions.keep_subject(kind=KIND, pk=subject.pk, reason="Doch gut.", by=moderator)
    actions.show_subject(kind=KIND, pk=subject.pk, reason="Der Name ist entfernt.", by=moderator)
    subject.refresh_from_db()
    assert subject.published_at is not None
    assert not queries.is_hidden(KIND, subject.pk)
    assert not queries.hidden_now().exists()
    with pytest.raises(Refusal):
        actions.show_subject(kind=KIND, pk=subject.pk, reason="Noch einmal.", by=moderator)


@pytest.mark.parametrize("role", [None, *Role])
def test_only_moderation_decides(role: Role | None) -> None:
    person = staff(role) if role else citizen()
    subject = wish()
    deeds = [
        lambda: actions.hide_subject(kind=KIND, pk=subject.pk, statement=STATEMENT, by=person),
        lambda: actions.show_subject(kind=KIND, pk=subject.pk, reason="Doch.", by=person),
        lambda: actions.keep_subject(kind=KIND, pk=subject.pk, reason="Gut so.", by=person),
    ]
    for deed in deeds:
        if role == Role.MODERATION:
            deed()
        else:
            with pytest.raises(Refusal) as refused:
                deed()
            assert refused.value.status == 403


def test_nobody_decides_about_their_own(moderator: Any) -> None:
    subject = wish(responsible=moderator)
    with pytest.raises(Refusal, match="eigener Beitrag"):
        actions.hide_subject(kind=KIND, pk=subject.pk, statement=STATEMENT, by=moderator)


def test_two_moderators_see_each_other(moderator: Any) -> None:
    subject = wish()
    actions.keep_subject(kind=KIND, pk=subject.pk, reason="Gut so.", by=moderator, seen=0)
    with pytest.raises(Conflict):
        actions.hide_subject(kind=KIND, pk=subject.pk, statement=STATEMENT, by=staff(Role.MODERATION), seen=0)
    subject.refresh_from_db()
    assert subject.published_at is not None


def test_a_decision_stands(moderator: Any) -> None:
    decision = actions.keep_subject(kind=KIND, pk=wish().pk, reason="Gut so.", by=moderator)
    decision.reason = "Anders."
    with pytest.raises(WrittenOnceError):
        decision.save()
    with pytest.raises(WrittenOnceError):
        decision.delete()
    with pytest.raises(WrittenOnceError):
        Decision.objects.update(reason="Anders.")


# --- object
# ----------------------------------------------------------------------------------------------------


def test_the_author_objects_without_an_account_and_is_answered(moderator: Any) -> None:
    subject = wish()
    decision = actions.hide_subject(kind=KIND, pk=subject.pk, statement=STATEMENT, by=moderator)
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(decision.get_absolute_url()).content.decode()
    assert "§ 185 StGB" in page
    sent = browser.post(decision.get_absolute_url(), filled(page, text="Das ist ein Zitat."))
    assert sent.status_code == 302, sent.content.decode()
    assert queries.count_waiting() == 1
    twice = browser.post(decision.get_absolute_url(), filled(page, text="Noch einmal.", once=""))
    assert twice.status_code == 409
    with pytest.raises(Refusal, match="jemand anderes"):
        actions.show_subject(kind=KIND, pk=subject.pk, reason="Sie haben recht.", by=moderator)
    other = staff(Role.MODERATION)
    answer = actions.show_subject(kind=KIND, pk=subject.pk, reason="Sie haben recht.", by=other)
    assert Objection.objects.get().answered_by == answer
    assert queries.count_waiting() == 0
    assert "Wieder sichtbar" in Client().get(decision.get_absolute_url()).content.decode()


def test_a_hiding_is_confirmed_after_an_objection(moderator: Any) -> None:
    subject = wish()
    first = actions.hide_subject(kind=KIND, pk=subject.pk, statement=STATEMENT, by=moderator)
    actions.object_to(decision=first, text="Nein.")
    second = actions.hide_subject(kind=KIND, pk=subject.pk, statement=STATEMENT, by=staff(Role.MODERATION))
    assert Objection.objects.get().answered_by == second
    assert list(queries.hidden_now()) == [second]


def test_an_objection_comes_within_six_months(moderator: Any) -> None:
    decision = actions.hide_subject(kind=KIND, pk=wish().pk, statement=STATEMENT, by=moderator)
    Decision._base_manager.filter(pk=decision.pk).update(at=timezone.now() - timedelta(days=184))
    decision.refresh_from_db()
    with pytest.raises(Refusal, match="sechs Monate"):
        actions.object_to(decision=decision, text="Nein.")
    assert 'method="post"' not in Client().get(decision.get_absolute_url()).content.decode()


def test_evidence_goes_after_six_months(moderator: Any) -> None:
    subject = wish()
    old, fresh, waiting = report(subject), report(subject), report(wish())
    actions.keep_subject(kind=KIND, pk=subject.pk, reason="Gut so.", by=moderator)
    Report.objects.filter(pk=old.pk).update(decided_at=timezone.now() - timedelta(days=184))
    gone = Report.objects.filter(privacy._old_reports(timezone.now()))
    assert list(gone) == [old]
    assert {fresh.pk, waiting.pk} <= set(Report.objects.values_list("pk", flat=True))


# --- the desk
# ---------------------------------------------------------------------------------------------------


def test_the_queue_has_a_subject_once_with_danger_first(moderator: Any) -> None:
    often, danger = wish(title="Oft gemeldet"), wish(title="Dringend")
    for category in ("hass", "hass", "werbung"):
        report(often, category=category)
    report(danger, category="gefahr")
    page = signed_in(moderator).get(reverse("moderation:queue"))
    rows = page.context["waiting"]
    assert [(row.title, row.reports, row.urgent) for row in rows] == [
        ("Dringend", 1, True),
        ("Oft gemeldet", 3, False),
    ]
    assert [number for _name, number in rows[1].categories] == [2, 1]
    assert next(item.count for item in page.context["desk_pages"] if item.key == "moderation") == 2


def test_a_moderator_decides_from_the_page(moderator: Any) -> None:
    subject = wish(title="Zu prüfen")
    report(subject, explanation="Bitte ansehen.")
    client = signed_in(moderator)
    page = client.get(reverse("moderation:subject", args=[KIND, subject.pk]))
    assert "Bitte ansehen." in page.content.decode()
    address = reverse("moderation:hide", args=[KIND, subject.pk])
    partly = client.post(
        address, {"what": "alles", "ground": "regeln", "clause": "Regel 2", "facts": "", "seen": "0"}
    )
    assert partly.status_code == 422
    assert "Regel 2" in partly.content.decode()
    done = client.post(
        address,
        {
            "what": "alles",
            "ground": "regeln",
            "clause": "Regel 2",
            "facts": "Werbung.",
            "seen": "0",
            "once": "m",
        },
    )
    assert done.status_code == 302
    assert "Zu prüfen" in client.get(f"{reverse('moderation:queue')}?ansicht=verborgen").content.decode()
    shown = client.post(
        reverse("moderation:show", args=[KIND, subject.pk]), {"reason": "Entfernt.", "once": "n"}
    )
    assert shown.status_code == 302
    assert [row.verdict for row in Decision.objects.all()] == ["gezeigt", "verborgen"]


def test_a_colleagues_decision_is_shown_before_mine(moderator: Any) -> None:
    subject = wish()
    report(subject)
    actions.keep_subject(kind=KIND, pk=subject.pk, reason="Ich finde es gut.", by=staff(Role.MODERATION))
    response = signed_in(moderator).post(
        reverse("moderation:keep", args=[KIND, subject.pk]), {"reason": "Auch gut.", "seen": "0", "once": "k"}
    )
    assert response.status_code == 409
    html = response.content.decode()
    assert "Ich finde es gut." in html and "Auch gut." in html


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MODERATION])
def test_other_staff_do_not_see_who_reported_what(role: Role) -> None:
    subject = wish()
    client = signed_in(staff(role))
    assert client.get(reverse("moderation:queue")).status_code == 403
    assert client.get(reverse("moderation:subject", args=[KIND, subject.pk])).status_code == 403
    assert client.post(reverse("moderation:hide", args=[KIND, subject.pk])).status_code == 403


def test_a_subject_that_is_gone_still_shows_its_reports(moderator: Any) -> None:
    subject = wish(title="Bald weg")
    report(subject)
    pk = subject.pk
    subject.delete()
    page = signed_in(moderator).get(reverse("moderation:subject", args=[KIND, pk]))
    assert page.status_code == 200
    assert "gibt es nicht mehr" in page.content.decode()
    assert signed_in(moderator).get(reverse("moderation:subject", args=[KIND, 10**20])).status_code == 404


@pytest.mark.parametrize("view", ["", "verborgen"])
def test_the_queue_takes_the_same_number_of_queries_for_3_and_300(moderator: Any, view: str) -> None:
    client = signed_in(moderator)

    def ask(number: int) -> int:
        Report.objects.all().delete()
        Report.objects.bulk_create(
            Report(
                subject_kind=KIND,
                subject_id=n // 2,
                title=f"Wunsch {n}",
                url="/",
                category="hass",
                explanation="x",
            )
            for n in range(number)
        )
        Decision.objects.bulk_create(
            Decision(
                subject_kind=KIND,
                subject_id=n,
                title="x",
                verdict="verborgen",
                what="x",
                ground="gesetz",
                clause="x",
                facts="x",
            )
            for n in range(1000, 1000 + number)
        )
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{reverse('moderation:queue')}?ansicht={view}").status_code == 200
        return len(asked)

    ask(3)
    assert ask(3) == ask(300)


def test_the_statement_has_every_point_of_article_17(moderator: Any) -> None:
    decision = actions.hide_subject(kind=KIND, pk=wish().pk, statement=STATEMENT, by=moderator)
    points = notices.statement(decision)
    assert len(points) == 7
    assert all(name and words for name, words in points)
    assert any("eigene Prüfung" in words for _name, words in points)
