# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.apps import apps
from tests.people import citizen, process

from mitwirken.ground.deeds import subjects
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.deeds.subjects import Subject, SubjectKind, kind_named, kind_of, kinds
from mitwirken.ground.deeds.versions import require_version


def row(version: int) -> SimpleNamespace:
    return SimpleNamespace(version=version, title="Theirs", text="Their text")


def test_the_second_editor_sees_both_texts():
    with pytest.raises(Conflict) as caught:
        require_version(row(3), 2, yours={"title": "Mine"}, fields=["title", "text"])
    conflict = caught.value
    assert conflict.status == 409
    assert conflict.theirs == {"title": "Theirs", "text": "Their text"}
    assert conflict.yours == {"title": "Mine"}
    assert "Vergleichen Sie beide Fassungen" in str(conflict)


@pytest.mark.parametrize("seen", [3, None])
def test_whoever_saw_the_newest_or_does_not_look_may_save(seen):
    require_version(row(3), seen, yours={}, fields=[])


@pytest.mark.parametrize("seen", [0, 2, 4])
def test_any_other_version_is_a_conflict(seen):
    """Also a higher one: it cannot have been seen here."""
    with pytest.raises(Conflict):
        require_version(row(3), seen, yours={}, fields=[])


def test_a_refusal_is_its_sentence():
    refusal = Refusal("Bitte später.", status=429, field="title")
    assert (str(refusal), refusal.status, refusal.field) == ("Bitte später.", 429, "title")
    assert Refusal("Nein.").status == 403


def test_every_registered_kind_can_speak_for_itself():
    assert {"process", "proposal", "argument", "place", "topic", "text"} <= {kind.key for kind in kinds()}
    for kind in kinds():
        model = apps.get_model(kind.model)
        assert str(kind.name)
        assert kind_of(model()) == kind.key
        for name in ("get_absolute_url", "stream_topics"):
            assert callable(getattr(model, name)), f"{kind.model}.{name}"


@pytest.mark.django_db
def test_a_row_is_found_only_when_it_is_public():
    shown, hidden = process(), process(published_at=None)
    assert isinstance(shown, Subject)
    assert kind_named("process").find_public(shown.pk) == shown
    for pk in (hidden.pk, 0, -1, 10**9, 2**63, 2**70):
        with pytest.raises(Refusal) as caught:
            kind_named("process").find_public(pk)
        assert caught.value.status == 404


def test_an_unknown_kind_is_refused_and_a_forgotten_one_is_a_mistake():
    for key in ("", "nothing", "process\x00", "../process"):
        with pytest.raises(Refusal) as caught:
            kind_named(key)
        assert caught.value.status == 404
    from mitwirken.ground.deeds.models import Once

    with pytest.raises(KeyError):
        kind_of(Once())


def test_registering_again_replaces(monkeypatch):
    monkeypatch.setattr(subjects, "_kinds", dict(subjects._kinds))
    monkeypatch.setattr(subjects, "_by_model", dict(subjects._by_model))
    again = SubjectKind("process", "participation.Process", "Anders", public=lambda rows: rows)
    subjects.register(again)
    assert kind_named("process") is again


@pytest.mark.django_db
def test_a_person_is_no_public_subject():
    person = citizen()
    try:
        key = kind_of(person)
    except KeyError:
        return
    with pytest.raises(Refusal):
        kind_named(key).find_public(person.pk)
