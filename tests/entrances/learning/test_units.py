# SPDX-License-Identifier: EUPL-1.2
"""Units, the check, the self-check, the pages: nothing is kept, and all of it works without JavaScript."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from django.test import Client
from django.urls import reverse

from mitwirken.entrances.learning import helping, needs
from mitwirken.entrances.learning.units import (
    LONGEST,
    PATHS,
    ROLES,
    SHORTEST,
    BadUnit,
    for_role,
    on_path,
    read,
    units,
)
from mitwirken.entrances.learning.views.units import marked
from mitwirken.ground.desk import registry as desk
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db
ALL = sorted(units())


def text_of(key: str) -> str:
    folder = resources.files("mitwirken.entrances.learning") / "content" / "units"
    return (folder / f"{key}.yaml").read_text(encoding="utf-8")


# --- what is shipped


def test_every_path_has_six_units_or_more_of_five_to_twenty_minutes():
    assert len(ALL) >= 18
    for path in PATHS:
        assert len(on_path(path)) >= 6
    assert all(SHORTEST <= unit.minutes <= LONGEST for unit in units().values())


@pytest.mark.parametrize("key", ALL)
def test_a_unit_says_in_both_languages_what_one_can_do_afterwards(key):
    unit = units()[key]
    assert unit.words["de"].goal.startswith("Danach können Sie")
    assert unit.words["en"].goal.startswith("Afterwards you can")
    for words in unit.words.values():
        said = " ".join([words.goal, words.exercise, *(section.text for section in words.sections)])
        assert "!" not in said and "TODO" not in said
        assert all(question.why for question in words.check)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("minutes: 15", "minutes: 25"),
        ("paths: [verwaltung, zivilgesellschaft]", "paths: [wirtschaft]"),
        ("right: [[1], [0, 1], [2]]", "right: [[1], [0, 1]]"),
        ("right: [[1], [0, 1], [2]]", "right: [[1], [0, 1, 2], [2]]"),
        ("right: [[1], [0, 1], [2]]", "right: [[1], [], [2]]"),
        ("key: fishbowl", "key: anders"),
        ('      title: "Vorbereiten"', '      titel: "Vorbereiten"'),
    ],
)
def test_a_broken_unit_is_refused_by_name(old, new):
    text = text_of("fishbowl")
    changed = text.replace(old, new) if old in text else text.replace(old.strip(), new.strip())
    assert changed != text
    with pytest.raises(BadUnit, match="fishbowl"):
        read("fishbowl", changed)


def test_every_role_of_the_desk_is_explained_and_has_a_unit():
    assert [each.role for each in helping.ROLES] == list(Role)
    assert set(ROLES) == set(Role.values)
    assert all(for_role(role) for role in Role.values)


def test_what_a_role_is_said_not_to_do_agrees_with_the_pages_that_open():
    open_to = {page.key: set(page.roles) for page in desk._pages.values()}
    assert Role.ADMIN not in open_to["cases"] and Role.EDITOR not in open_to["cases"]
    assert Role.MODERATION not in open_to["cases"] and Role.POLITICS in open_to["cases"]
    assert Role.OFFICE not in open_to["triage"] and Role.OMBUDS in open_to["triage"]


# --- the check


def test_the_check_tells_right_from_wrong_and_from_not_answered():
    one, many = units()["fishbowl"].words["de"].check[:2]
    assert marked(one, ["1"]).right and not marked(one, ["0"]).right
    assert not marked(one, []).answered and not marked(one, ["9", "x", "-1", "²"]).answered
    assert marked(many, ["0", "1"]).right and not marked(many, ["0"]).right
    assert not marked(many, ["0", "1", "2"]).right


def test_the_check_is_explained_on_a_page_and_nothing_is_kept(client: Client):
    page = client.get(reverse("learning:result", args=["fishbowl"]) + "?f0=1&f1=0&f1=1&f2=0")
    words = page.content.decode()
    assert page.status_code == 200
    assert "2 von 3 richtig" in words
    for question in units()["fishbowl"].words["de"].check:
        assert question.why in words
    assert not page.cookies
    assert '<meta name="robots" content="noindex">' in words


def test_the_form_of_the_check_is_a_plain_get_without_a_token(client: Client):
    words = client.get(reverse("learning:unit", args=["fishbowl"])).content.decode()
    form = re.search(r'<form action="[^"]*auswertung/".*?</form>', words, re.S)
    assert form and "csrfmiddlewaretoken" not in form[0] and "method" not in form[0]
    assert form[0].count('type="checkbox"') == 3


@pytest.mark.parametrize("key", ALL)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_of_a_unit_opens_without_cookie_and_query(
    client: Client, django_assert_num_queries, key, prefix
):
    for path in ("", "auswertung/", "bescheinigung/"):
        with django_assert_num_queries(0):
            page = client.get(f"{prefix}/lernen/einheiten/{key}/{path}")
        assert page.status_code == 200 and not page.cookies
    language = "en" if prefix else "de"
    words = client.get(f"{prefix}/lernen/einheiten/{key}/").content.decode()
    assert units()[key].words[language].goal.replace("'", "&#x27;").replace('"', "&quot;") in words


def test_an_unknown_unit_or_path_is_not_found(client: Client):
    assert client.get("/lernen/einheiten/gibt-es-nicht/").status_code == 404
    assert client.get("/lernen/wege/wirtschaft/").status_code == 404


def test_the_name_on_the_certificate_has_no_way_to_the_server(client: Client):
    words = client.get("/lernen/einheiten/fishbowl/bescheinigung/").content.decode()
    field = re.search(r'<input id="f-name"[^>]*>', words)
    assert field and "name=" not in field[0].replace('autocomplete="name"', "")
    assert "<form" not in words
    assert "schreiben Sie Ihren Namen auf die Linie" in words


# --- the self-check


def test_what_comes_up_soon_counts_more_than_what_one_is_unsure_about():
    found = needs.propose({"recht": "bald", "streit": "unsicher"})
    points = {each.unit.key: each.points for each in found}
    assert points == {
        "moderation-und-meinung": 5,
        "gemeindeordnung": 3,
        "datenschutz": 3,
        "umgang-mit-streit": 2,
    }
    assert next(each.unit.key for each in found) == "moderation-und-meinung"


def test_units_of_the_own_path_come_first_and_at_most_six_are_proposed():
    found = needs.propose({task.key: "unsicher" for task in needs.TASKS} | {"weg": "politik"})
    assert len(found) == 6
    assert all("politik" in each.unit.paths for each in found)
    assert not needs.propose({task.key: "kann" for task in needs.TASKS})


def test_every_unit_can_be_proposed_and_every_proposal_exists():
    named = {key for task in needs.TASKS for key in task.units}
    assert named == set(units())


def test_the_self_check_gives_reasons_and_keeps_nothing(client: Client):
    page = client.get(reverse("learning:needs") + "?weg=politik&recht=bald&streit=quatsch")
    words = page.content.decode()
    assert "steht bald an: Wissen, was rechtlich gilt" in words
    assert "da sind Sie unsicher" not in words
    assert not page.cookies and 'content="noindex"' in words
    assert (
        "Beantworten Sie mindestens eine"
        in client.get(reverse("learning:needs") + "?weg=politik").content.decode()
    )
