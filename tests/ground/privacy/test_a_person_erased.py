# SPDX-License-Identifier: EUPL-1.2
"""Somebody with traces in every room leaves, and is looked for in all rows, in the index, in files and in mails."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from tests.ground.privacy.rich import NUMBER, WHO, WORDS, Rich, cells_with, files_with, kept_with_reason, rich

from mitwirken.civic.people import actions as people
from mitwirken.civic.people.models import Person, Session
from mitwirken.entrances.learning.models import Facilitator
from mitwirken.formats.deliberation.models import Argument, Helpful
from mitwirken.formats.live.models import Item, Seat
from mitwirken.formats.opinions.models import Participant
from mitwirken.formats.rating.models import Rating
from mitwirken.ground.notifications.actions import tell_and_send
from mitwirken.ground.pictures.models import WIDTHS, Picture
from mitwirken.ground.privacy import Erase, declarations
from mitwirken.ground.privacy.actions import run_retention
from mitwirken.ground.privacy.queries import export_of
from mitwirken.ground.search.actions import forget_unused_words
from mitwirken.ground.search.models import SearchEntry

pytestmark = pytest.mark.django_db

# What still names the number of the empty row: that it was emptied.
THE_DEED_ITSELF = {
    "people_person.id",
    "activity_activity.subject_id",
    "activity_activity.topics",
    "notifications_announcement.subject_id",
    "notifications_announcement.topics",
}


@pytest.fixture(autouse=True)
def folder_of_mail(settings: Any, tmp_path: Path) -> None:
    """Mail as a house without a mail server keeps it: in files."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_FILE_PATH.mkdir()


@pytest.fixture
def erase(django_capture_on_commit_callbacks: Any) -> Callable[..., None]:
    """The person leaves, with all that comes after the commit."""

    def go(traces: Rich, *, keep_texts: bool) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            people.delete_account(person=traces.person, keep_texts=keep_texts)

    return go


def pages_of(traces: Rich) -> str:
    """All that a stranger reads where the person was, without anybody signed in."""
    from django.test import Client

    stranger = Client()
    addresses = [
        "/",
        traces.proposal.process.get_absolute_url(),
        traces.proposal.get_absolute_url(),
        traces.second.get_absolute_url(),
        reverse("live:minutes", args=[traces.gathering.code]),
        reverse("learning:facilitators"),
        f"/suche/?q={WORDS}",
    ]
    words = ""
    for address in addresses:
        words += stranger.get(address).content.decode()
    return words


def test_the_builder_leaves_traces_in_every_room() -> None:
    rich()
    rooms = {cell.split("_")[0] for cell in [*cells_with(WHO), *cells_with(WORDS), *cells_with(str(NUMBER))]}
    assert rooms >= {
        "people", "account", "mfa", "api", "proposals", "deliberation", "rating", "opinions", "events", "live", "learning", "hub",
        "moderation", "notifications", "activity", "search", "desk", "pictures",
    }  # fmt: skip
    assert files_with(WHO)


@pytest.mark.parametrize("keep_texts", [True, False], ids=["texts stay", "texts go"])
def test_the_person_is_found_nowhere(keep_texts: bool, erase: Callable[..., None]) -> None:
    traces = rich()
    erase(traces, keep_texts=keep_texts)
    forget_unused_words()
    assert cells_with(WHO) == []
    assert files_with(WHO) == []
    assert set(cells_with(str(NUMBER))) <= THE_DEED_ITSELF
    assert WHO not in pages_of(traces)
    assert traces.client.get(reverse("people:account")).status_code == 302
    # Letters to others that do not name the person are left where they are.
    assert len(files_with("bleibt@example.org")) == 1


def test_the_texts_go_when_the_person_wants_it(erase: Callable[..., None]) -> None:
    traces = rich()
    pictures = [picture.file_name(width) for picture in Picture.objects.all() for width in WIDTHS]
    assert pictures and all(default_storage.exists(name) for name in pictures)
    erase(traces, keep_texts=False)
    forget_unused_words()
    left = set(cells_with(WORDS))
    assert left <= kept_with_reason(), left
    # What is kept as evidence is a copy of what was reported, and has its end.
    assert left == {"moderation_report.title", "moderation_report.excerpt"}
    # Letters to others may quote a title; the folder of a house without a mail server is emptied after a month.
    for path in files_with(WORDS):
        os.utime(path, (0, 0))
    run_retention()
    assert files_with(WORDS) == []
    assert not any(default_storage.exists(name) for name in pictures)


def test_the_texts_stay_without_a_name_when_the_person_wants_that(erase: Callable[..., None]) -> None:
    traces = rich()
    erase(traces, keep_texts=True)
    traces.proposal.refresh_from_db()
    assert WORDS in traces.proposal.title and traces.proposal.author is None
    assert Argument.objects.filter(text__contains=WORDS, author=None).count() == 3
    assert Item.objects.filter(body__contains=WORDS, author=None, who="", author_label="").count() == 2
    assert Item.objects.exclude(body="").count() == 2
    assert not Seat.objects.filter(person=traces.person).exists()


def test_others_keep_what_is_theirs(erase: Callable[..., None]) -> None:
    traces = rich()
    erase(traces, keep_texts=False)
    traces.second.refresh_from_db()
    assert traces.second.title == "Mehr Bänke" and traces.second.author == traces.other
    assert Argument.objects.filter(author=traces.other, withdrawn_at=None).count() == 2
    assert not Rating.objects.filter(person=NUMBER).exists()
    assert not Helpful.objects.filter(person=NUMBER).exists()
    assert not Participant.objects.filter(person=NUMBER).exists()
    assert set(Argument.objects.values_list("helpful_count", flat=True)) == {0}


def test_the_export_holds_all_that_the_erasure_finds() -> None:
    """Nothing is erased as the person's that the person was not shown as theirs."""
    traces = rich()
    shown = str(export_of(traces.person))
    for words in (
        "Frau zwiebelfisch7q",
        f"Rampe ({WHO})",
        f"Skizze: {WORDS}",
        f"Hier ist {WHO}.",
        f"Wann kommt die {WORDS}?",
    ):
        assert words in shown


def test_nothing_comes_back_afterwards(erase: Callable[..., None]) -> None:
    """The worker goes on after the erasure: no letter, no entry, no session grows out of what waited."""
    traces = rich()
    erase(traces, keep_texts=True)
    tell_and_send()
    run_retention()
    forget_unused_words()
    assert cells_with(WHO) == [] and files_with(WHO) == []
    assert not Session.objects.filter(person=traces.person).exists()
    assert Person.objects.get(pk=NUMBER).erased_at is not None


def test_no_relation_to_a_person_outlives_the_person() -> None:
    """A room of tomorrow that keeps who did something has to say here why."""
    kept = {
        f"{one.model}.{name}"
        for one in declarations()
        for name in one.fields
        if one.on_erase is Erase.KEEP and one.model_class._meta.get_field(name).related_model is Person
    }
    assert kept == set()


def test_what_the_retention_deletes_leaves_the_index_too(erase: Callable[..., None]) -> None:
    traces = rich()
    Facilitator.objects.filter(person=traces.person).update(
        ends_on=timezone.localdate() - timedelta(days=400)
    )
    assert SearchEntry.objects.filter(kind="facilitator", title__contains=WHO).exists()
    assert run_retention()["learning.facilitator"] == 1
    assert not SearchEntry.objects.filter(kind="facilitator", title__contains=WHO).exists()
