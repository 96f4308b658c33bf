# SPDX-License-Identifier: EUPL-1.2
from datetime import timedelta

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import capfirst

from mitwirken.ground.privacy import Erase, declare, registry

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
