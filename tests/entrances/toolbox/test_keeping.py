# SPDX-License-Identifier: EUPL-1.2
"""The city keeps its catalogue: edits, publishes, checks, takes over newer texts, takes in files from elsewhere."""

import copy
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.people import citizen, staff

from mitwirken.entrances.toolbox import catalogue as files
from mitwirken.entrances.toolbox import exchange
from mitwirken.entrances.toolbox.actions import catalogue as actions
from mitwirken.entrances.toolbox.actions import imports
from mitwirken.entrances.toolbox.actions.methods import load_shipped
from mitwirken.entrances.toolbox.forms.catalogue import MethodForm, PairField
from mitwirken.entrances.toolbox.models import Example, Method
from mitwirken.entrances.toolbox.queries.methods import cards
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db
DESK = "/schreibtisch/instrumentenkoffer"


@pytest.fixture
def editor():
    return staff(Role.EDITOR)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def text(response) -> str:
    return response.content.decode()


def fishbowl() -> Method:
    return Method.objects.get(key="fishbowl")


def entry_of(method: Method) -> files.Entry:
    return files.read(method.entry, method.key)


def altered(key="fishbowl", **facts) -> files.Entry:
    plain = copy.deepcopy(Method.objects.get(key=key).entry)
    plain["facts"] |= facts
    return files.read(plain)


def filled(method: Method) -> dict:
    """The form of a method as a browser sends it back."""
    entry = entry_of(method)
    return {name: value for name, value in MethodForm.initial_of(entry).items() if name != "key"} | {
        "seen": method.version
    }


# The form


def test_what_the_form_shows_is_what_it_saves(desk, catalogue):
    for key in ("fishbowl", "buergerbudget", "reallabor", "petition"):
        method = Method.objects.get(key=key)
        before = entry_of(method)
        response = desk.post(f"{DESK}/methoden/{method.pk}/bearbeiten/", filled(method))
        assert response.status_code == 302, text(response)[:500]
        assert entry_of(Method.objects.get(pk=method.pk)) == before, key


def test_an_edit_reaches_the_page_and_the_next_upgrade_leaves_it(desk, catalogue, client):
    method = fishbowl()
    data = filled(method) | {
        "summary_de": "Vier reden, alle hören zu.",
        "run_de": "10 | Ankommen | Alle\n20 | Reden",
    }
    assert desk.post(f"{DESK}/methoden/{method.pk}/bearbeiten/", data).status_code == 302
    html = text(client.get("/instrumentenkoffer/methoden/fishbowl/"))
    assert "Vier reden, alle hören zu." in html
    assert [step.minutes for step in cards()["fishbowl"].texts.run] == [10, 20]
    newer = [(key, raw + b"\n# newer\n") for key, raw in files.shipped_files() if key == "fishbowl"]
    load_shipped(newer)
    assert fishbowl().newer and cards()["fishbowl"].texts.summary == "Vier reden, alle hören zu."
    page = text(desk.get(f"{DESK}/?stand=neuer"))
    assert f"/methoden/{method.pk}/" in page


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"run_de": "5 | Da | Alle\nzehn | Ankommen | Alle"}, "run_de", "Zeile 2: braucht eine ganze Zahl"),
        ({"roles_de": "Nur ein Wort"}, "roles_de", "fehlt"),
        ({"group": "200-12"}, "group", "größer als die größte"),
        ({"hours": "viele"}, "hours", "zwei Zahlen"),
        ({"summary_de": ""}, "summary_de", "aus"),
        ({"summary_en": ""}, "summary_en", "fehlt"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_nothing_is_lost(desk, catalogue, change, field, said):
    method = fishbowl()
    response = desk.post(
        f"{DESK}/methoden/{method.pk}/bearbeiten/",
        filled(method) | {"source": "Mein Satz bleibt stehen"} | change,
    )
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert said in " ".join(errors[field])
    assert "Mein Satz bleibt stehen" in text(response)
    assert fishbowl().version == method.version


def test_two_editors_see_each_other_and_the_second_keeps_what_was_typed(desk, catalogue):
    method = fishbowl()
    mine = filled(method) | {"summary_de": "Mein Satz."}
    actions.save_method(entry=altered(effort=5), by=staff(Role.CORE), method=method, seen=method.version)
    response = desk.post(f"{DESK}/methoden/{method.pk}/bearbeiten/", mine)
    assert response.status_code == 409
    html = text(response)
    assert "Mein Satz." in html and "Steht jetzt da" in html
    assert fishbowl().entry["facts"]["effort"] == 5
    again = mine | {"seen": response.context["form"].data["seen"]}
    assert desk.post(f"{DESK}/methoden/{method.pk}/bearbeiten/", again).status_code == 302
    assert entry_of(fishbowl()).texts["de"].summary == "Mein Satz."


def test_a_new_method_is_a_draft_until_it_is_published(desk, catalogue, client):
    data = filled(fishbowl()) | {
        "name_de": "Küchentisch",
        "name_en": "Kitchen table",
        "seen": "",
        "once": "neu1neu1",
    }
    first = desk.post(f"{DESK}/methoden/neu/", data)
    assert first.status_code == 302
    assert desk.post(f"{DESK}/methoden/neu/", data)["Location"] == first["Location"], "a double click"
    assert desk.post(f"{DESK}/methoden/neu/", data | {"once": "neu2neu2"}).status_code == 422
    row = Method.objects.get(key="kuchentisch")
    assert client.get("/instrumentenkoffer/methoden/kuchentisch/").status_code == 404
    desk.post(f"{DESK}/methoden/{row.pk}/tun/", {"tun": "publish"})
    assert client.get("/instrumentenkoffer/methoden/kuchentisch/").status_code == 200
    desk.post(f"{DESK}/methoden/{row.pk}/tun/", {"tun": "withdraw"})
    assert client.get("/instrumentenkoffer/methoden/kuchentisch/").status_code == 404
    assert "kuchentisch" not in cards()


@pytest.mark.parametrize(
    ("given", "clean"),
    [("12-200", "12-200"), ("12 bis 200", "12-200"), ("1.000–2.000", "1000-2000"), ("7", "7-7")],
)
def test_a_pair_is_read_as_people_write_it(given, clean):
    assert PairField().clean(given) == clean


# Checked, stale, newer


def test_what_nobody_checked_for_two_years_is_listed_until_somebody_does(desk, catalogue):
    old = timezone.localdate() - timedelta(days=731)
    Method.objects.filter(key="fishbowl").update(checked_on=old)
    Method.objects.filter(key="barcamp").update(checked_on=old + timedelta(days=2))
    listed = text(desk.get(f"{DESK}/?stand=alt"))
    assert "Fishbowl" in listed and "Barcamp" not in listed
    pk = fishbowl().pk
    assert "Seit über zwei Jahren nicht geprüft" in text(desk.get(f"{DESK}/methoden/{pk}/"))
    desk.post(f"{DESK}/methoden/{pk}/tun/", {"tun": "check"})
    assert fishbowl().checked_on == timezone.localdate()
    assert "Seit über zwei Jahren nicht geprüft" not in text(desk.get(f"{DESK}/methoden/{pk}/"))


def test_the_newer_text_is_seen_before_it_is_taken_and_can_be_left(desk, catalogue, editor):
    method = fishbowl()
    own = actions.save_method(entry=altered(effort=5), by=editor, method=method, seen=method.version)
    Method.objects.filter(pk=own.pk).update(newer=True)
    page = desk.get(f"{DESK}/methoden/{own.pk}/neuer/")
    assert [pair["theirs"] for pair in page.context["pairs"]] == ["5"], "only what differs"
    desk.post(f"{DESK}/methoden/{own.pk}/tun/", {"tun": "keep"})
    assert not fishbowl().newer and fishbowl().entry["facts"]["effort"] == 5
    with pytest.raises(Conflict):
        actions.take_newer(method=own, by=editor, seen=own.version - 1)
    desk.post(f"{DESK}/methoden/{own.pk}/neuer/", {"seen": own.version})
    assert entry_of(fishbowl()) == files.shipped_one("fishbowl")
    assert fishbowl().edited_at is None
    assert desk.get(f"{DESK}/methoden/{own.pk}/neuer/").context["pairs"] == []


def test_a_method_of_ones_own_has_no_newer_text(catalogue, editor):
    row = Method.objects.create(key="eigen", name="Eigen", entry=fishbowl().entry | {"key": "eigen"})
    with pytest.raises(Refusal):
        actions.take_newer(method=row, by=editor)
    assert files.shipped_one("../../catalogue") is None


def test_only_keepers_keep(catalogue):
    method = fishbowl()
    for person in (citizen(), staff(Role.MODERATION), staff(Role.ADMIN)):
        for deed in (
            actions.publish_method,
            actions.withdraw_method,
            actions.check_method,
            actions.take_newer,
            actions.keep_own,
        ):
            with pytest.raises(Refusal):
                deed(method=method, by=person)
        with pytest.raises(Refusal):
            actions.save_method(entry=altered(), by=person, method=method)
        with pytest.raises(Refusal):
            imports.take_in_methods(entries=[altered()], by=person, origin="x")


def test_the_list_asks_the_same_number_of_questions_for_few_and_many(desk, catalogue):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(f"{DESK}/").status_code == 200
        return len(queries)

    asked()  # the first page of a session asks once more
    many = asked()
    Method.objects.exclude(key__in=["fishbowl", "barcamp"]).delete()
    assert asked() == many


# From elsewhere


def upload(desk, rows, noun="methoden"):
    data = json.dumps(rows, ensure_ascii=False).encode()
    return desk.post(f"{DESK}/{noun}/einlesen/", {"file": SimpleUploadedFile("gent.json", data)})


def from_elsewhere():
    plain = {
        key: copy.deepcopy(Method.objects.get(key=key).entry) for key in ("fishbowl", "barcamp", "workshop")
    }
    plain["fishbowl"]["facts"]["effort"] = 5
    plain["barcamp"]["facts"]["effort"] = 5
    new = copy.deepcopy(plain["workshop"]) | {"key": "kuechentisch"}
    new["name"] = {"de": "Küchentisch", "en": "Kitchen table"}
    bad = copy.deepcopy(new) | {"key": "kaputt"}
    bad["facts"]["goals"] = ["tanzen"]
    return [plain["fishbowl"], plain["barcamp"], plain["workshop"], new, bad]


def test_a_file_is_looked_at_first_and_then_taken_in(desk, catalogue, editor):
    actions.save_method(
        entry=altered("barcamp", effort=2), by=editor, method=Method.objects.get(key="barcamp")
    )
    before = {row.key: row.version for row in Method.objects.all()}
    response = upload(desk, from_elsewhere())
    found = response.context["found"]
    assert (found.new, found.changed, found.same) == (["Küchentisch"], ["Fishbowl"], 1)
    assert len(found.own) == 1 and [number for number, _why in found.refused] == [5]
    html = text(response)
    assert "tanzen" in html and "Barcamp" in html
    assert {row.key: row.version for row in Method.objects.all()} == before, "nothing is taken in yet"

    given = response.context["form"]["given"].value()
    assert desk.post(f"{DESK}/methoden/einlesen/", {"given": given}).status_code == 422, "it asks where from"
    done = desk.post(f"{DESK}/methoden/einlesen/", {"given": given, "origin": "Stadt Gent"})
    assert done.status_code == 302
    assert fishbowl().entry["facts"]["effort"] == 5 and fishbowl().origin == "Stadt Gent"
    assert Method.objects.get(key="barcamp").entry["facts"]["effort"] == 2, "one's own text stays"
    assert Method.objects.get(key="kuechentisch").published_at is None
    assert not Method.objects.filter(key="kaputt").exists()

    desk.post(
        f"{DESK}/methoden/einlesen/",
        {"given": given, "origin": "Stadt Gent", "replace_own": "on", "publish": "on"},
    )
    assert Method.objects.get(key="barcamp").entry["facts"]["effort"] == 5


def test_what_went_through_the_browser_is_read_again(desk, catalogue):
    plain = copy.deepcopy(fishbowl().entry)
    plain["facts"]["effort"] = 99
    response = desk.post(f"{DESK}/methoden/einlesen/", {"given": json.dumps([plain]), "origin": "x"})
    assert response.status_code == 302 and fishbowl().entry["facts"]["effort"] != 99
    assert desk.post(f"{DESK}/methoden/einlesen/", {"given": "kein json", "origin": "x"}).status_code == 400


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"{", b"a,b\n1,2\n"])
def test_a_file_that_is_none_is_refused_in_words(desk, catalogue, data):
    response = desk.post(f"{DESK}/methoden/einlesen/", {"file": SimpleUploadedFile("x.json", data)})
    assert response.status_code == 422
    assert response.context["form"].errors["file"]


def test_a_city_can_take_in_all_that_another_gives_out(desk, catalogue, client):
    data = b"".join(client.get("/instrumentenkoffer/methoden.json"))
    found = imports.preview_methods(exchange.read_rows(data, "x"))
    assert found.same == 63 and found.many == 0 and not found.refused
    table = b"".join(client.get("/instrumentenkoffer/methoden.csv"))
    assert imports.preview_methods(exchange.read_rows(table, "x")).same == 63
    Method.objects.all().delete()
    response = desk.post(f"{DESK}/methoden/einlesen/", {"file": SimpleUploadedFile("alle.json", data)})
    given = response.context["form"]["given"].value()
    sent = {"given": given, "origin": "Dortmund", "publish": "on"}
    assert desk.post(f"{DESK}/methoden/einlesen/", sent).status_code == 302
    assert len(cards()) == 63


def test_examples_are_taken_in_alike(desk, catalogue):
    raw = {
        "key": "gent", "country": "BE", "year": 2023, "size": "gross", "topic": "haushalt", "language": "nl", "source": "stad.gent",
        "methods": ["buergerbudget", "gibt_es_nicht"],
        "de": {"title": "Geld", "place": "Gent", "years": "2023", "what": "Geld.", "lesson": "Daraus lässt sich lesen: gut."},
        "figures": [{"value": "25", "what": "Viertel", "stand": "2023", "source": "stad.gent"}],
    }  # fmt: skip
    bad = raw | {"key": "b", "figures": [{"value": "25", "what": "Viertel", "stand": "2023"}]}
    response = upload(desk, [raw, bad], "beispiele")
    assert response.context["found"].new == ["Geld"]
    assert "eine Zahl braucht eine Quelle" in text(response)
    given = response.context["form"]["given"].value()
    desk.post(f"{DESK}/beispiele/einlesen/", {"given": given, "origin": "Gent", "publish": "on"})
    row = Example.objects.get()
    assert [method.key for method in row.methods.all()] == ["buergerbudget"]
    assert upload(desk, [raw], "beispiele").context["found"].same == 1


# Examples at the desk


def test_an_example_is_made_edited_and_published_at_the_desk(desk, catalogue, client):
    data = {
        "country": "be", "year": "2023", "size": "gross", "topic": "haushalt", "language": "nl", "at": "51.05, 3.72",
        "methods": ["buergerbudget"], "source": "stad.gent", "evidence": "S", "title_de": "Geld fürs Viertel", "place_de": "Gent",
        "years_de": "2023", "what_de": "Jedes Viertel bekam Geld.", "lesson_de": "Daraus lässt sich lesen: Nähe hilft.",
        "figures": "25 | Viertel | quarters | 2023 | stad.gent\n3 | Runden | rounds | 2023 |",
    }  # fmt: skip
    response = desk.post(f"{DESK}/beispiele/neu/", data)
    assert response.status_code == 422
    assert "eine Zahl braucht eine Quelle" in " ".join(response.context["form"].errors["figures"])
    data["figures"] += " stad.gent"
    response = desk.post(f"{DESK}/beispiele/neu/", data)
    assert response.status_code == 302, text(response)
    row = Example.objects.get()
    assert (row.country, row.latitude, row.published_at, row.figures.count()) == ("BE", 51.05, None, 2)
    assert client.get(row.get_absolute_url()).status_code == 404
    desk.post(f"{DESK}/beispiele/{row.pk}/tun/", {"tun": "publish"})
    assert "rounds" in text(client.get(f"/en{row.get_absolute_url()}"))
    edit = desk.get(response["Location"] + "bearbeiten/")
    assert "25 | Viertel | quarters | 2023 | stad.gent" in text(edit)
    for page in ("", "?stand=entwurf", "?stand=alt", "?q=gent"):
        assert desk.get(f"{DESK}/beispiele/{page}").status_code == 200
