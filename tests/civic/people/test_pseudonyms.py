# SPDX-License-Identifier: EUPL-1.2
import pytest
from tests.people import citizen, staff

from mitwirken.civic.people import actions, pseudonyms
from mitwirken.civic.people.models import Person
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role


def test_adjective_and_noun_agree():
    endings = {"er": pseudonyms.NOUNS["er"], "e": pseudonyms.NOUNS["e"], "es": pseudonyms.NOUNS["es"]}
    for _draw in range(300):
        adjective, noun = pseudonyms.draw().split(" ")
        ending = next(end for end, nouns in endings.items() if noun in nouns)
        assert adjective[: -len(ending)].lower() in pseudonyms.ADJECTIVES
        assert adjective.endswith(ending)


def test_every_drawn_name_fits_its_own_rules():
    for ending, nouns in pseudonyms.NOUNS.items():
        for noun in nouns:
            for adjective in pseudonyms.ADJECTIVES:
                name = f"{adjective.capitalize()}{ending} {noun} 9999"
                assert len(name) <= pseudonyms.LONGEST
                pseudonyms.require_fitting(name)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("ab", "3 bis 40"),
        ("x" * 41, "3 bis 40"),
        ("ich@example.org", "E-Mail-Adresse"),
        ("www.laden.de", "Internetadresse"),
        ("mein laden.de", "Internetadresse"),
        ("Ruf an 0231 123456", "Telefonnummer"),
        ("12345", "Buchstaben"),
        ("N4zi vom Platz", "verletzt"),
        ("S i e g h e i l", "verletzt"),
        ("Moderation", "die Stadt"),
        ("Stadt Dortmund", "die Stadt"),
        ("Oberbürgermeister", "die Stadt"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(name, part):
    with pytest.raises(Refusal) as refusal:
        pseudonyms.require_fitting(name)
    assert part in str(refusal.value)


def test_invisible_signs_and_double_spaces_go():
    assert pseudonyms.require_fitting("Linde\u202enam  am\u200b Tor ") == "Lindenam am Tor"
    assert pseudonyms.require_fitting("Mu\u0308cke") == "Mücke"


@pytest.mark.parametrize(
    "name", ["Кафе у вокзала", "شجرة الليمون", "Schachfreund 48", "Vier Räder, ein Ziel", "O'Hara"]
)
def test_names_of_all_scripts_fit(name):
    assert pseudonyms.require_fitting(name) == name


@pytest.mark.django_db
def test_a_taken_name_is_refused_whatever_its_case():
    citizen(pseudonym="Kastanie")
    person = citizen()
    before = person.pseudonym
    with pytest.raises(Refusal) as refusal:
        actions.rename(person=person, pseudonym="KASTANIE")
    assert refusal.value.status == 409
    assert person.pseudonym == Person.objects.get(pk=person.pk).pseudonym == before


@pytest.mark.django_db
def test_only_staff_may_sound_like_the_city():
    actions.rename(person=staff(Role.MODERATION), pseudonym="Moderation MitWIRken")
    with pytest.raises(Refusal):
        actions.rename(person=citizen(), pseudonym="Moderation am Markt")


@pytest.mark.django_db
def test_drawn_names_stay_unique_when_words_run_short(monkeypatch):
    monkeypatch.setattr(pseudonyms, "_ALL_NOUNS", [("Kastanie", "e")])
    monkeypatch.setattr(pseudonyms, "ADJECTIVES", ["still"])
    names = {actions.enter(email=f"{number}@example.org")[0].pseudonym for number in range(12)}
    assert len(names) == 12
    assert "Stille Kastanie" in names


@pytest.mark.django_db
def test_the_page_keeps_what_was_typed(client):
    client.force_login(citizen())
    answer = client.post("/konto/pseudonym/", {"pseudonym": "ich@example.org"})
    assert answer.status_code == 422
    assert 'value="ich@example.org"' in answer.content.decode()
