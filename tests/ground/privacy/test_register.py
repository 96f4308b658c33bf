# SPDX-License-Identifier: EUPL-1.2
import io
import zipfile
from datetime import timedelta

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import capfirst

from mitwirken.ground.privacy import Erase, declare, papers, registry

MEANT = {"model": "people.Person", "purpose": "p", "basis": "b", "retention": "r", "whose": "self"}


@pytest.fixture
def own_registry(monkeypatch):
    monkeypatch.setattr(registry, "_declarations", [])


@pytest.mark.django_db
def test_the_register_names_every_group_and_sets_no_cookie(client):
    answer = client.get(reverse("privacy:register"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert "csrf" not in page
    for one in registry.declarations():
        assert f'id="{one.model.replace(".", "-")}"' in page
        for label in one.fields.values():
            assert escape(capfirst(str(label))) in page


@pytest.mark.django_db
def test_every_declaration_says_what_for_on_what_basis_and_how_long():
    for one in registry.declarations():
        assert str(one.purpose).strip(), one.model
        assert str(one.basis).strip(), one.model
        assert str(one.retention).strip(), one.model


def test_keeping_needs_a_reason(own_registry):
    with pytest.raises(ValueError, match="reason"):
        declare(**MEANT, fields={"email": "e"}, on_erase=Erase.KEEP)


def test_expiry_needs_a_date(own_registry):
    with pytest.raises(ValueError, match="expire"):
        declare(**MEANT, fields={"email": "e"}, on_erase=Erase.DELETE, expire=timedelta(days=1))


def test_a_misspelt_field_and_an_impossible_unlinking_are_found(own_registry):
    declare(**MEANT, fields={"emial": "e"}, on_erase=Erase.BLANK)
    declare(
        **(MEANT | {"model": "people.RoleGrant", "whose": "person"}),
        fields={"person": "p"},
        on_erase=Erase.UNLINK,
    )
    wrong = registry.misdeclared()
    assert any("emial does not exist" in each for each in wrong)
    assert any("may not be null" in each for each in wrong)


@pytest.mark.django_db
def test_the_short_notice_says_what_for_and_links_on():
    page = Template('{% load privacy %}{% notice "people.Confirmation" %}').render(Context())
    assert "damit nur mitmacht, wem die Adresse gehört" in page
    assert reverse("privacy:register") in page
    with pytest.raises(TemplateSyntaxError):
        Template('{% load privacy %}{% notice "nothing.Here" %}').render(Context())


# --- as files


@pytest.mark.django_db
def test_the_register_as_json_names_every_declared_field_and_who_is_responsible(client, settings):
    settings.CONTROLLER, settings.PROCESSORS = "Stadt Dortmund, Friedensplatz 1", ["Rechenzentrum X"]
    answer = client.get(reverse("privacy:register_json"))
    said = answer.json()
    assert not answer.cookies
    assert (said["controller"], said["processors"]) == (
        "Stadt Dortmund, Friedensplatz 1",
        ["Rechenzentrum X"],
    )
    named = {(one["model"], name) for one in said["activities"] for name in one["fields"]}
    assert named == {(one.model, name) for one in registry.declarations() for name in one.fields}
    sessions = next(one for one in said["activities"] if one["model"] == "people.session")
    assert sessions["erased_by_machine"] and sessions["on_erasure"] == "delete"


@pytest.mark.django_db
def test_the_register_on_paper_has_a_line_for_each_thing_the_law_asks(client, settings):
    settings.CONTROLLER = "Stadt Dortmund, Friedensplatz 1"
    paper = papers.register_paper()
    text = "\n".join(getattr(block, "text", "") for block in paper.blocks)
    for one in registry.declarations():
        for words in (one.purpose, one.basis, one.retention):
            assert capfirst(str(words)) in text
    made = client.get(reverse("privacy:register_pdf"))
    assert made.content.startswith(b"%PDF") or made.status_code == 503
    odt = client.get(reverse("privacy:register_odt"))
    assert b"Friedensplatz 1" in zipfile.ZipFile(io.BytesIO(odt.content)).read("content.xml")
