# SPDX-License-Identifier: EUPL-1.2
"""The package of a process for the city archive: what was asked, and what came out as everybody sees it."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from tests.civic.places.town import build
from tests.formats.surveys import filled
from tests.formats.surveys.makers import Park, again, answer, end

from mitwirken.civic.archive.actions import make_package, note_days
from mitwirken.civic.archive.models import Package
from mitwirken.civic.archive.queries import without_package
from mitwirken.civic.participation.models import Process
from mitwirken.civic.people.models import Person
from mitwirken.formats.surveys import actions
from mitwirken.formats.surveys.models import Answer, Survey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def over(survey: Survey) -> Process:
    """The process of a survey, after all its days."""
    ended = timezone.now() - timedelta(days=1)
    Process.objects.filter(pk=survey.process_id).update(finished_at=ended, ends_at=ended)
    return Process.objects.get(pk=survey.process_id)


def packed(survey: Survey) -> dict[str, str]:
    made = make_package(process=over(survey))
    with default_storage.open(str(made.file)) as file, zipfile.ZipFile(file) as zip:
        return {name: zip.read(name).decode() for name in zip.namelist() if not name.endswith(".webp")}


def test_what_was_asked_and_what_came_out():
    build()
    row, asked = filled.survey()
    filled.many(row, asked, 90)
    for _ in range(2):
        filled.answer(
            row, (asked["often"], {"choice": "3"}), (asked["words"], {"text": "Ich bin Frau Meier."})
        )
    said = Answer.objects.filter(text__startswith="Mehr Licht").first()
    assert said is not None
    actions.release_text(answer=said, words="Mehr Licht am Weg", by=filled.lead())
    pair = {"first": f"q{asked['often'].pk}", "second": f"q{asked['safe'].pk}"}
    actions.publish_crossing(survey=row, by=filled.lead(), **pair)
    end(row)
    filled.close(row)
    found = packed(again(row))
    page, result = found[f"umfragen/{row.pk}.html"], found[f"umfragen/{row.pk}-ergebnis.html"]
    assert "Wie oft fahren Sie Rad?" in page and "Antworten: 92" in page
    assert f'href="../umfragen/{row.pk}-ergebnis.html"' in page
    assert f'href="../umfragen/{row.pk}.html"' in result
    for words in (
        "92 Menschen haben geantwortet",
        "täglich",
        "Sicherheit",
        "Mehr Licht am Weg",
        "nicht genannt",
        "×",
    ):
        assert words in result, words
    lines = json.loads(found[f"umfragen/{row.pk}-ergebnis.json"])
    assert all(line["count"] in (None, 0) or line["count"] >= 5 for line in lines)
    assert {line["question"] for line in lines} >= {"q1", "channel"}
    assert any(line.get("crossed_with") for line in lines)
    assert not any("Meier" in text or "bitte." in text for text in found.values())


def test_few_on_one_way_are_not_told():
    """The archive tells no more than the page: of two on paper nothing."""
    row, asked = filled.survey()
    for n in range(9):
        filled.answer(row, (asked["often"], {"choice": "1"}), channel="online" if n < 7 else "paper")
    end(row)
    filled.close(row)
    found = packed(again(row))
    assert "auf Papier</th><td>nicht genannt<" in found[f"umfragen/{row.pk}-ergebnis.html"]
    assert "auf Papier" not in found[f"umfragen/{row.pk}.html"]


@pytest.mark.parametrize("number", [0, 3])
def test_of_few_nothing_is_said(number: int):
    park = Park()
    for _ in range(number):
        answer(park.survey, park.full())
    row = end(park.survey)
    actions.close_survey(survey=row, by=park.by)
    found = packed(row)
    assert "zu wenige Menschen" in found[f"umfragen/{row.pk}-ergebnis.html"]
    assert json.loads(found[f"umfragen/{row.pk}-ergebnis.json"]) == []
    assert not any("Bello" in text or "am Tor" in text for text in found.values())


def test_results_for_the_city_alone_are_not_there_and_those_of_an_open_survey_come_later():
    row, asked = filled.survey(results="staff")
    for _ in range(9):
        filled.answer(row, (asked["often"], {"choice": "1"}))
    found = packed(filled.close(end(row)))
    assert f"umfragen/{row.pk}.html" in found and not any("ergebnis" in name for name in found)
    park = Park()
    for _ in range(6):
        answer(park.survey, park.full())
    row = end(park.survey)
    assert not any("ergebnis" in name for name in packed(row))
    # Closed after it was packed: the next night packs it anew.
    assert row.process not in without_package()
    actions.close_survey(survey=row, by=park.by)
    assert row.process in without_package()
    assert f"umfragen/{row.pk}-ergebnis.html" in packed(again(row))
    # So is a text that is taken back later; what was handed over stays as it is.
    said = Answer.objects.filter(question=park.story).first()
    assert said is not None
    actions.release_text(answer=said, words=said.text, by=park.by)
    assert (
        row.process in without_package() and "Mehr Licht" in packed(row)[f"umfragen/{row.pk}-ergebnis.html"]
    )
    package = Package.objects.filter(process=row.process).exclude(file="").get()
    today = timezone.localdate()
    boss = Person.objects.get(pk=park.by.pk)
    note_days(package=package, by=boss, offered_on=today, handed_over_on=today)
    actions.release_text(answer=said, words="", by=park.by)
    assert row.process not in without_package()
