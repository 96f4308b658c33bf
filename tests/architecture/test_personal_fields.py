# SPDX-License-Identifier: EUPL-1.2
"""Default deny: a field that could say something about a person is declared, one way or the other."""

from django.db import models

from mitwirken.ground.privacy import registry


def test_every_field_that_could_be_personal_is_declared():
    missing = registry.undeclared()
    assert not missing, "Declare in the room's privacy.py (see mitwirken.ground.privacy):\n" + "\n".join(
        missing
    )


def test_every_declaration_can_be_carried_out():
    assert not registry.misdeclared()


def test_a_forgotten_field_is_found(monkeypatch):
    assert registry.could_be_personal(models.EmailField())
    assert registry.could_be_personal(models.JSONField())
    assert not registry.could_be_personal(models.IntegerField())
    monkeypatch.setattr(
        registry, "_declarations", [one for one in registry._declarations if "email" not in one.fields]
    )
    assert "people.Person.email" in registry.undeclared()
