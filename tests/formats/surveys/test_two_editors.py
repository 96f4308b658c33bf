# SPDX-License-Identifier: EUPL-1.2
"""Two colleagues at one form: the second one sees both texts, and neither overwrites the other unseen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.formats.surveys.makers import Park, again

from mitwirken.formats.surveys import actions
from mitwirken.formats.surveys.models import Page, Question
from mitwirken.ground.deeds.refusal import Conflict

pytestmark = pytest.mark.django_db


def seen(client: Client, address: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', client.get(address).content.decode())
    assert found is not None
    return found[1]


def both(client: Client, address: str, mine: dict[str, Any], theirs: dict[str, Any]) -> str:
    """I open the form, a colleague saves, then I send mine: what I am shown. Sent again as it stands now, mine is saved."""
    version = seen(client, address)
    saved = client.post(address, theirs | {"seen": version, "once": "theirs"})
    assert saved.status_code == 302, saved.content.decode()
    told = client.post(address, mine | {"seen": version, "once": "mine"})
    words = told.content.decode()
    assert told.status_code == 409 and "jemand anderes" in words
    now = re.search(r'name="seen" value="(\d+)"', words)
    assert now is not None and now[1] != version
    assert client.post(address, mine | {"seen": now[1], "once": "mine"}).status_code == 302
    return words


def test_a_page(client: Client):
    park = Park(settle=False)
    client.force_login(park.by)
    condition = [f"{park.whom.pk}:2"]
    words = both(
        client,
        f"/schreibtisch/umfragen/{park.survey.pk}/seiten/{park.dogs.pk}/",
        {"title": "Ihr Tier", "text": "Nur kurz."},
        {"title": "Ihr lieber Hund", "condition": condition},
    )
    for said in ("Ihr lieber Hund", "Ihr Tier", "Nur kurz.", "Nur wenn Sie bei 2 „Hund“", "Alle sehen es."):
        assert said in words, said
    page = Page.objects.get(pk=park.dogs.pk)
    assert (page.title, page.text, page.if_question) == ("Ihr Tier", "Nur kurz.", None)


def test_a_question(client: Client):
    park = Park(settle=False)
    client.force_login(park.by)
    words = both(
        client,
        f"/schreibtisch/umfragen/{park.survey.pk}/fragen/{park.whom.pk}/",
        {"text": "Mit wem?", "choices": "Kinder\nHund\nallein\nOma", "required": "on"},
        {"text": "Mit wem?", "choices": "Kinder\nHund\nallein\nOpa", "most": "2"},
    )
    pairs = words[words.index('class="versions"') : words.index("<once-form")]
    assert "allein\nOpa" in pairs and "allein\nOma" in pairs and "&#x27;key&#x27;" not in pairs
    assert "Muss beantwortet werden" in pairs and "Ja" in pairs
    assert "Frage</h2>" not in pairs  # the same in both
    question = Question.objects.get(pk=park.whom.pk)
    assert [each["label"] for each in question.choices][-1] == "Oma" and question.most is None


def test_the_words_of_a_settled_question(client: Client):
    """Then only words are asked for; the rest is in no conflict."""
    park = Park()
    client.force_login(park.by)
    words = both(
        client,
        f"/schreibtisch/umfragen/{park.survey.pk}/fragen/{park.often.pk}/",
        {"text": "Kommen Sie häufig?", "choices": "Ja\nNein"},
        {"text": "Sind Sie oft da?", "choices": "Ja\nNein"},
    )
    assert "Sind Sie oft da?" in words and "Kommen Sie häufig?" in words and "Antworten</h2>" not in words
    assert Question.objects.get(pk=park.often.pk).required


def test_the_survey_itself(client: Client):
    park = Park(settle=False)
    client.force_login(park.by)
    about = {"title": "Park", "intro": "Wir planen neu.", "results": "after", "smallest": "5", "mode": "open"}
    words = both(
        client,
        f"/schreibtisch/umfragen/{park.survey.pk}/angaben/",
        about | {"title": "Der Park", "mode": "once"},
        about | {"title": "Unser Park", "results": "running", "mode": "named"},
    )
    pairs = words[words.index('class="versions"') : words.index("<once-form")]
    for said in ("Unser Park", "Der Park", "einmal je Konto", "Mit Konto", "schon während", "nach dem Ende"):
        assert said in pairs, said
    assert again(park.survey).anonymous


def test_saving_twice_in_a_row_and_moving_are_no_conflict(client: Client):
    park = Park(settle=False)
    client.force_login(park.by)
    address = f"/schreibtisch/umfragen/{park.survey.pk}/fragen/{park.story.pk}/"
    for text in ("Was noch?", "Und sonst?", "Und sonst?"):
        sent = client.post(address, {"text": text, "seen": seen(client, address), "once": text * 2})
        assert sent.status_code == 302
    version = seen(client, address)
    actions.move_question(question=park.story, by=park.by, up=True)
    assert client.post(address, {"text": "Noch was?", "seen": version}).status_code == 302


def test_a_copy_starts_with_its_first_version_and_the_deed_itself_refuses():
    park = Park(settle=False)
    draft = actions.PageDraft(title="Neu")
    actions.change_page(page=park.rest, draft=draft, by=park.by, seen=1)
    with pytest.raises(Conflict) as told:
        actions.change_page(page=park.rest, draft=draft, by=park.by, seen=1)
    assert told.value.yours["title"] == told.value.theirs["title"] == "Neu"
    twin = actions.copy_survey(survey=park.survey, phase=park.survey.phase, title="Zweite", by=park.by)
    assert {page.version for page in Page.objects.filter(survey=twin)} == {1}
