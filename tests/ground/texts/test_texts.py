# SPDX-License-Identifier: EUPL-1.2
"""The life of a text: draft, publication now or later, conflict, earlier versions, prescribed pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.people import citizen, staff

from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.deeds.subjects import kind_named
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.privacy.registry import misdeclared, undeclared
from mitwirken.ground.search.models import SearchEntry
from mitwirken.ground.texts import actions, checks, queries, rules
from mitwirken.ground.texts.kinds import legal_templates
from mitwirken.ground.texts.models import Page, PageKind, State, Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Any:
    return staff(Role.EDITOR)


def written(editor: Any, slug: str = "hilfe", language: str = "de", **words: Any) -> Version:
    values = {"title": "Hilfe", "body": "<p>So geht es.</p>", "lead": ""} | words
    return actions.save_text(slug=slug, language=language, by=editor, **values)


def published(editor: Any, slug: str = "hilfe", language: str = "de", **words: Any) -> Version:
    written(editor, slug, language, **words)
    return actions.publish_text(slug=slug, language=language, by=editor)


# --- writing ------------------------------------------------------------------------------------------------


def test_a_saved_text_is_a_draft_that_nobody_sees(editor: Any) -> None:
    draft = written(editor, title="  Hilfe \n für alle ", body="<h1>Eins</h1>\n<script>x</script>zwei")
    assert (draft.state, draft.version, draft.by_id) == (State.DRAFT, 1, editor.pk)
    assert (draft.title, draft.body) == ("Hilfe für alle", "<h2>Eins</h2>\n<p>zwei</p>")
    assert queries.reading("hilfe", "de") is None
    assert not SearchEntry.objects.filter(kind="text").exists()


def test_saving_the_same_again_changes_nothing(editor: Any) -> None:
    first = written(editor)
    again = actions.save_text(slug="hilfe", language="de", title="Hilfe", body=first.body, by=editor, seen=0)
    assert (again.pk, again.version) == (first.pk, 1)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"lead": "x" * 401}, "lead"),
        ({"body": "x" * 200_001}, "body"),
        ({"body": '<img src="https://fremd.example/x.png" alt="Baum">'}, "body"),
        ({"slug": "Große Seite"}, "slug"),
        ({"slug": "neu"}, "slug"),
    ],
)
def test_what_is_refused_names_its_field(editor: Any, words: dict[str, str], field: str) -> None:
    slug = words.pop("slug", "hilfe")
    with pytest.raises(Refusal) as refusal:
        written(editor, slug, **words)
    assert (refusal.value.status, refusal.value.field) == (400, field)
    assert not Version.objects.filter(page__slug=slug).exists()


@pytest.mark.parametrize("role", [Role.MODERATION, Role.OFFICE, Role.ADMIN, None])
def test_only_who_writes_texts_may_write(role: Role | None) -> None:
    person = staff(role) if role else citizen()
    for deed in (
        lambda: written(person),
        lambda: actions.create_page(slug="x", title="x", by=person),
        lambda: actions.publish_text(slug="impressum", language="de", by=person),
        lambda: actions.withdraw_text(slug="impressum", language="de", by=person),
        lambda: actions.restore_text(slug="impressum", language="de", revision=1, by=person),
        lambda: actions.review_page(slug="impressum", by=person),
        lambda: actions.arrange_page(slug="impressum", by=person, position=1, review_months=1),
        lambda: actions.discard_draft(slug="impressum", language="de", by=person),
    ):
        with pytest.raises(Refusal) as refusal:
            deed()
        assert refusal.value.status == 403


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PROCESS, Role.CORE])
def test_three_roles_write_texts(role: Role) -> None:
    assert written(staff(role)).pk


def test_two_editors_see_the_conflict_with_both_texts(editor: Any) -> None:
    start = published(editor)
    other = staff(Role.CORE)
    actions.save_text(slug="hilfe", language="de", title="Neu", body="<p>B</p>", by=other, seen=start.version)
    with pytest.raises(Conflict) as conflict:
        actions.save_text(
            slug="hilfe", language="de", title="Anders", body="<p>C</p>", by=editor, seen=start.version
        )
    assert conflict.value.theirs["title"] == "Neu"
    assert conflict.value.yours == {"title": "Anders", "lead": "", "body": "<p>C</p>"}
    # A page that two people make at once is a conflict as well.
    with pytest.raises(Conflict):
        actions.save_text(slug="hilfe", language="de", title="Drei", body="", by=editor, seen=0)


def test_a_new_address_is_made_once(editor: Any) -> None:
    draft = actions.create_page(slug="fragen", title="Fragen", by=editor)
    assert (draft.page.kind, draft.body) == (PageKind.NORMAL, "")
    with pytest.raises(Refusal) as refusal:
        actions.create_page(slug="fragen", title="Fragen", by=editor)
    assert refusal.value.field == "slug"


# --- publishing ---------------------------------------------------------------------------------------------


def test_publishing_shows_finds_and_records_it_once(editor: Any) -> None:
    done = published(editor, body="<p>Der Wasserspielplatz</p>", lead="Kurz.")
    assert done.state == State.PUBLISHED
    again = actions.publish_text(slug="hilfe", language="de", by=editor)
    assert again.pk == done.pk
    assert Activity.objects.filter(verb="texts.published").count() == 1
    entry = SearchEntry.objects.get(kind="text")
    assert (entry.title, entry.url, entry.summary) == ("Hilfe", "/seiten/hilfe/", "Kurz.")
    found = queries.reading("hilfe", "de")
    assert found is not None
    assert found.version == done
    assert kind_named("text").find_public(done.page_id) == done.page


def test_what_was_published_stays_as_a_revision(editor: Any) -> None:
    first = published(editor)
    second = published(editor, body="<p>Neu.</p>")
    first.refresh_from_db()
    assert (first.state, second.state, second.version) == (State.REPLACED, State.PUBLISHED, 2)
    assert [one.version for one in queries.revisions(first.page, "de")] == [2, 1]


def test_the_table_holds_one_published_and_one_draft_a_language(editor: Any) -> None:
    done = published(editor)
    for state in (State.PUBLISHED, State.DRAFT):
        values = {
            "page": done.page, "language": "de", "title": "x", "saved_at": timezone.now(), "published_at": timezone.now()
        }  # fmt: skip
        if state == State.DRAFT:
            Version.objects.create(**values, state=state, version=8)
        with pytest.raises(IntegrityError), transaction.atomic():
            Version.objects.create(**values, state=state, version=9)


def test_an_empty_or_missing_text_is_not_published(editor: Any) -> None:
    written(editor, body=" ")
    with pytest.raises(Refusal):
        actions.publish_text(slug="hilfe", language="de", by=editor)
    with pytest.raises(Refusal):
        actions.publish_text(slug="hilfe", language="en", by=editor)
    with pytest.raises(Refusal) as refusal:
        actions.publish_text(slug="gibt-es-nicht", language="de", by=editor)
    assert refusal.value.status == 404
    assert not Page.objects.filter(slug="gibt-es-nicht").exists()


def test_somebody_else_changed_the_draft_before_it_was_published(editor: Any) -> None:
    draft = written(editor)
    actions.save_text(slug="hilfe", language="de", title="Neu", body="<p>B</p>", by=staff(Role.CORE))
    with pytest.raises(Conflict):
        actions.publish_text(slug="hilfe", language="de", by=editor, seen=draft.version)


def test_a_text_appears_at_its_time_and_only_then(editor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    published(editor, body="<p>Alt.</p>")
    written(editor, body="<p>Neu.</p>")
    at = timezone.now() + timedelta(hours=2)
    waiting = actions.publish_text(slug="hilfe", language="de", by=editor, at=at)
    assert (waiting.state, waiting.publish_at) == (State.DRAFT, at)
    actions.publish_due_texts()
    found = queries.reading("hilfe", "de")
    assert found is not None
    assert found.version.body == "<p>Alt.</p>"
    monkeypatch.setattr(actions.timezone, "now", lambda: at + timedelta(seconds=30))
    actions.publish_due_texts()
    actions.publish_due_texts()
    found = queries.reading("hilfe", "de")
    assert found is not None
    assert (found.version.body, found.version.publish_at) == ("<p>Neu.</p>", None)
    assert Activity.objects.filter(verb="texts.published").count() == 2


def test_a_text_that_cannot_be_published_keeps_no_other_back(
    editor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug in ("eins", "zwei"):
        written(editor, slug)
        actions.publish_text(slug=slug, language="de", by=editor, at=timezone.now() + timedelta(hours=1))
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(actions.timezone, "now", lambda: later)
    whole = actions._publish
    monkeypatch.setattr(
        actions, "_publish", lambda draft, by: 1 / 0 if draft.page.slug == "eins" else whole(draft, by)
    )
    actions.publish_due_texts()
    assert queries.reading("eins", "de") is None
    assert queries.reading("zwei", "de") is not None


def test_a_date_can_be_taken_back(editor: Any) -> None:
    written(editor)
    actions.publish_text(slug="hilfe", language="de", by=editor, at=timezone.now() + timedelta(hours=1))
    actions.unschedule_text(slug="hilfe", language="de", by=editor)
    assert not Version.objects.exclude(publish_at=None).exists()


def test_the_job_comes_every_minute() -> None:
    from mitwirken.ground.deeds.schedule import jobs

    assert any(job.name.endswith("publish_due_texts") and job.minutes == 1 for job in jobs())


def test_withdrawing_takes_it_out_of_sight_and_of_the_search(editor: Any) -> None:
    published(editor)
    actions.withdraw_text(slug="hilfe", language="de", by=editor)
    assert queries.reading("hilfe", "de") is None
    assert not SearchEntry.objects.filter(kind="text").exists()
    assert queries.revisions(Page.objects.get(slug="hilfe"), "de").count() == 1


# --- earlier versions ---------------------------------------------------------------------------------------


def test_an_earlier_version_becomes_the_draft_and_the_draft_is_not_lost(editor: Any) -> None:
    first = published(editor, body="<p>Alt.</p>")
    published(editor, body="<p>Neu.</p>")
    draft = written(editor, body="<p>Halb fertig.</p>")
    with pytest.raises(Conflict):
        actions.restore_text(
            slug="hilfe", language="de", revision=first.pk, by=editor, seen=draft.version - 1
        )
    back = actions.restore_text(slug="hilfe", language="de", revision=first.pk, by=editor, seen=draft.version)
    assert (back.state, back.body, back.version) == (State.DRAFT, "<p>Alt.</p>", 4)
    draft.refresh_from_db()
    assert (draft.state, draft.published_at) == (State.REPLACED, None)
    found = queries.reading("hilfe", "de")
    assert found is not None
    assert found.version.body == "<p>Neu.</p>"


def test_a_revision_of_another_page_is_not_found(editor: Any) -> None:
    other = published(editor, "andere")
    written(editor)
    with pytest.raises(Refusal) as refusal:
        actions.restore_text(slug="hilfe", language="de", revision=other.pk, by=editor)
    assert refusal.value.status == 404


def test_a_draft_put_aside_can_be_found_again(editor: Any) -> None:
    published(editor)
    draft = written(editor, body="<p>Idee.</p>")
    actions.discard_draft(slug="hilfe", language="de", by=editor)
    latest = queries.latest(draft.page, "de")
    assert latest is not None
    assert latest.state == State.PUBLISHED
    assert written(editor, body="<p>Drei.</p>").version == 3


# --- languages ----------------------------------------------------------------------------------------------


def test_german_stands_in_for_a_language_that_is_missing(editor: Any) -> None:
    published(editor)
    found = queries.reading("hilfe", "en")
    assert found is not None
    assert (found.version.language, found.stands_in) == ("de", True)
    published(editor, language="en", title="Help")
    found = queries.reading("hilfe", "en")
    assert found is not None
    assert (found.version.language, found.stands_in) == ("en", False)


def test_easy_german_is_given_only_to_who_asks_for_it(editor: Any) -> None:
    published(editor, language="de-simple")
    assert queries.reading("hilfe", "de") is None
    found = queries.reading("hilfe", "de-simple")
    assert found is not None
    published(editor, "nur-deutsch")
    assert queries.reading("nur-deutsch", "de-simple") is None


def test_only_easy_german_has_a_group_that_checks(editor: Any) -> None:
    day = date(2026, 1, 5)
    assert written(editor, language="de-simple", checked_by_group_on=day).checked_by_group_on == day
    assert written(editor, language="en", checked_by_group_on=day).checked_by_group_on is None
    with pytest.raises(Refusal):
        written(editor, language="xx")


def test_one_search_entry_knows_every_language(editor: Any) -> None:
    published(editor, language="en", title="Help", body="<p>playground</p>")
    published(editor)
    entry = SearchEntry.objects.get(kind="text")
    assert entry.title == "Hilfe"
    assert "playground" in entry.body_words


# --- reviews and prescribed pages ---------------------------------------------------------------------------


def test_prescribed_pages_exist_from_the_start_and_are_made_once() -> None:
    assert set(legal_templates()) == {"impressum", "datenschutz", "barrierefreiheit", "spielregeln"}
    Page.objects.all().delete()
    assert set(actions.make_legal_pages()) == set(legal_templates())
    assert actions.make_legal_pages() == []
    for slug in legal_templates():
        draft = Version.objects.get(page__slug=slug)
        assert (draft.state, draft.page.kind, draft.page.review_months) == (State.DRAFT, PageKind.LEGAL, 12)
        assert rules.gaps(draft.body)


def test_a_prescribed_page_stays_public(editor: Any) -> None:
    published(editor, "impressum")
    with pytest.raises(Refusal):
        actions.withdraw_text(slug="impressum", language="de", by=editor)
    published(editor, "impressum", "en")
    actions.withdraw_text(slug="impressum", language="en", by=editor)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tel. [Telefonnummer] [x]", ["[Telefonnummer]", "[x]"]),
        ("[…]", ["[…]"]),
        ("Fußnote [1] und []", []),
        ("[a] [a]", ["[a]"]),
    ],
)
def test_gaps_are_what_stands_in_brackets(text: str, found: list[str]) -> None:
    assert rules.gaps(text) == found


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 6, 15), 12, date(2026, 6, 15)),
    ],
)
def test_a_review_is_due_some_months_later(day: date, months: int, due: date) -> None:
    assert queries.months_after(day, months) == due


def test_a_statement_older_than_a_year_is_late(editor: Any) -> None:
    today = timezone.localdate()
    page = Page.objects.get_or_create(slug="barrierefreiheit", defaults={"kind": PageKind.LEGAL})[0]
    Page.objects.exclude(pk=page.pk).delete()
    actions.arrange_page(slug="barrierefreiheit", by=editor, position=1, review_months=12)
    assert queries.late_reviews() == 1
    actions.review_page(slug="barrierefreiheit", by=editor, on=today - timedelta(days=300))
    assert queries.late_reviews() == 0
    actions.review_page(slug="barrierefreiheit", by=editor, on=today - timedelta(days=366))
    assert queries.late_reviews() == 1
    with pytest.raises(Refusal):
        actions.review_page(slug="barrierefreiheit", by=editor, on=today + timedelta(days=1))


# --- hints --------------------------------------------------------------------------------------------------


def hints(body: str, language: str = "de", title: str = "Titel", lead: str = "") -> str:
    from mitwirken.ground.texts import prose

    found = checks.check_text(title=title, lead=lead, body=prose.clean(body).html, language=language)
    return " | ".join(f"{one.sentence} {one.places}" for one in found.hints)


OWN = "/bilder/ab/" + "ab" * 20 + "-800.webp"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>Mehr dazu <a href='/x'>hier</a>.</p>", "wohin sie führen"),
        ("<p><a href='https://a.example'>https://a.example</a></p>", "ihre Adresse"),
        (f"<img src='{OWN}' alt='IMG_2041.jpg'>", "Bildbeschreibungen"),
        (f"<figure><img src='{OWN}' alt='Ein Baum'><figcaption>Ein Baum</figcaption></figure>", "zweimal vorgelesen"),
        ("<table><tr><td>a<td>b</table>", "keine Kopfzeile"),
        ("<p>BITTE UNBEDINGT beachten</p>", "große Buchstaben"),
        ("<p>" + "Das ist ein Satz. " * 100 + "</p>", "ohne Überschrift"),
        ("<h2>A</h2><p>x</p><h2>A</h2>", "mehrmals"),
        ("<p>" + "Wort " * 21 + "</p>", "mehr als 20 Wörter"),
    ],
)  # fmt: skip
def test_the_editor_is_told(body: str, words: str) -> None:
    assert words in hints(body)


def test_a_good_text_gets_no_hint_and_english_none_about_german() -> None:
    assert hints("<h2>Wege</h2><p>Sie finden alles auf der <a href='/hilfe/'>Hilfeseite</a>.</p>") == ""
    assert hints("<p>" + "word " * 60 + "</p>", language="en") == ""
    assert "als 12 Wörter" in hints("<p>" + "Wort " * 13 + "</p>", language="de-simple")


def test_every_field_of_the_room_is_declared() -> None:
    assert not [one for one in undeclared() if one.startswith("texts.")]
    assert not [one for one in misdeclared() if one.startswith("texts.")]
