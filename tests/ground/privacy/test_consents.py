# SPDX-License-Identifier: EUPL-1.2
"""Consents are kept with their words, are taken back with one click, and go with the person."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from tests.people import citizen

from mitwirken.entrances.learning import actions as learning
from mitwirken.entrances.learning.models import Facilitator
from mitwirken.entrances.learning.rules import CONSENT_KEY, CONSENT_VERSION, CONSENT_WORDS
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.privacy import consents
from mitwirken.ground.privacy.actions import erase_rows_of, run_retention
from mitwirken.ground.privacy.models import Consent
from mitwirken.ground.privacy.queries import export_of

pytestmark = pytest.mark.django_db


def entered(person: Any) -> Facilitator:
    draft = learning.EntryDraft("Amina", ("fishbowl",), "Deutsch", "beides", consent=True)
    return learning.save_entry(by=person, draft=draft)


def test_the_words_the_version_and_the_time_are_kept_and_a_new_yes_replaces_the_old() -> None:
    person = citizen()
    entered(person)
    row = Consent.objects.get()
    assert (row.words, row.version, row.language) == (str(CONSENT_WORDS), CONSENT_VERSION, "de")
    assert row.given_at <= timezone.now() and row.ends_on == timezone.localdate() + timedelta(days=365)
    learning.renew_entry(by=person)
    first, second = Consent.objects.order_by("pk")
    assert first.ended_at is not None and second.ended_at is None
    assert [given.stands for given in consents.of_person(person)] == [True, False]


def test_it_stands_in_my_data_and_one_click_takes_it_back(client: Any) -> None:
    person = citizen(restricted_at=None)
    entered(person)
    type(person).objects.filter(pk=person.pk).update(restricted_at=timezone.now())
    client.force_login(person)
    page = client.get(reverse("people:data")).content.decode()
    assert "Wozu Sie eingewilligt haben" in page and str(CONSENT_WORDS) in page
    taken_back = reverse("people:consent_withdraw", args=[CONSENT_KEY])
    assert taken_back in page and client.get(taken_back).status_code == 405
    assert client.post(taken_back).status_code == 302
    assert not Facilitator.objects.exists() and Consent.objects.get().ended_at is not None
    assert taken_back not in client.get(reverse("people:data")).content.decode()
    assert client.post(taken_back).status_code == 302
    assert client.post(reverse("people:consent_withdraw", args=["unsinn"])).status_code == 404
    with pytest.raises(Refusal):
        consents.give(person=person, key="unsinn")


def test_whoever_deletes_the_entry_has_taken_it_back() -> None:
    person = citizen()
    entered(person)
    learning.delete_entry(by=person)
    assert Consent.objects.get().ended_at is not None


def test_it_is_exported_and_erased_with_the_person_and_after_three_years() -> None:
    person, other = citizen(), citizen()
    entered(person)
    entered(other)
    assert str(CONSENT_WORDS) in str(export_of(person))
    erase_rows_of(person, keep_texts=True)
    assert Consent.objects.get().person == other
    learning.delete_entry(by=other)
    run_retention(now=timezone.now() + timedelta(days=3 * 365 - 1))
    assert Consent.objects.count() == 1
    run_retention(now=timezone.now() + timedelta(days=3 * 365 + 1))
    assert not Consent.objects.exists()


def test_those_who_stood_there_before_are_in_the_log() -> None:
    person = citizen()
    row = entered(person)
    Consent.objects.all().delete()
    note = import_module("mitwirken.entrances.learning.migrations.0002_consents").note
    for _twice in range(2):
        note(apps, None)
    kept = Consent.objects.get()
    assert (kept.person, kept.given_at, kept.ends_on) == (person, row.consented_at, row.ends_on)
    assert kept.words == str(CONSENT_WORDS) and kept.purpose == CONSENT_KEY
