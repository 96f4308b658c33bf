# SPDX-License-Identifier: EUPL-1.2
"""Who may do what, as a table: every role against every deed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.ground.desk.wishes import case_for
from tests.people import citizen, office, staff

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk import actions, rules
from mitwirken.ground.desk.models import Case, Office
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db

ALL = {*Role}
TRIAGE = {Role.PROCESS, Role.CORE, Role.OMBUDS}


class World:
    """A case of one's own office, one of another, one of nobody."""

    def __init__(self) -> None:
        self.own, self.other = office("Eigenes"), office("Anderes")
        self.mine, self.theirs, self.nobodys = (
            case_for(office=self.own),
            case_for(office=self.other),
            case_for(),
        )
        core = staff(Role.CORE, office=self.own)
        for case in (self.mine, self.theirs):
            actions.draft_answer(case=case, text="Entwurf", by=core)
        self.stage = actions.set_milestone(case=self.mine, title="Etappe", by=core)

    def assign(self, case: Case, to: Office | None) -> Callable[[Any], Any]:
        return lambda by: actions.assign_case(case=case, office=to, due_on=None, by=by)

    def status(self, case: Case) -> Callable[[Any], Any]:
        return lambda by: actions.change_status(case=case, to="pruefung", by=by)


Deed = Callable[[World], Callable[[Any], Any]]

TABLE: list[tuple[str, set[Role], Deed]] = [
    ("read cases", TRIAGE | {Role.OFFICE, Role.POLITICS}, lambda w: rules.may_read_cases),
    ("read notes", TRIAGE | {Role.OFFICE}, lambda w: rules.may_see_internal),
    ("triage", TRIAGE, lambda w: rules.may_triage),
    ("assign a new case", TRIAGE, lambda w: w.assign(w.nobodys, w.own)),
    ("assign within the own office", TRIAGE | {Role.OFFICE}, lambda w: w.assign(w.mine, w.own)),
    ("pass on to another office", TRIAGE, lambda w: w.assign(w.mine, w.other)),
    ("give back", TRIAGE, lambda w: w.assign(w.mine, None)),
    ("status of an own case", TRIAGE | {Role.OFFICE}, lambda w: w.status(w.mine)),
    ("status of another's case", TRIAGE, lambda w: w.status(w.theirs)),
    ("note", TRIAGE | {Role.OFFICE}, lambda w: lambda by: actions.add_note(case=w.mine, text="Notiz", by=by)),
    (
        "note at another's case",
        TRIAGE,
        lambda w: lambda by: actions.add_note(case=w.theirs, text="Notiz", by=by),
    ),
    (
        "draft",
        TRIAGE | {Role.OFFICE},
        lambda w: lambda by: actions.draft_answer(case=w.mine, text="Neu", by=by),
    ),
    (
        "draft of another's case",
        TRIAGE,
        lambda w: lambda by: actions.draft_answer(case=w.theirs, text="Neu", by=by),
    ),
    (
        "sign for the own office",
        TRIAGE | {Role.OFFICE},
        lambda w: (
            lambda by: actions.publish_answer(case=w.mine, by=by, office=w.own, role=next(iter(by.roles)))
        ),
    ),
    (
        "sign another's case for the own office",
        TRIAGE,
        lambda w: (
            lambda by: actions.publish_answer(case=w.theirs, by=by, office=w.own, role=next(iter(by.roles)))
        ),
    ),
    (
        "sign for an office one does not belong to",
        set(),
        lambda w: (
            lambda by: actions.publish_answer(case=w.mine, by=by, office=w.other, role=next(iter(by.roles)))
        ),
    ),
    (
        "milestone",
        TRIAGE | {Role.OFFICE},
        lambda w: lambda by: actions.set_milestone(case=w.mine, title="Neu", by=by),
    ),
    (
        "reach a milestone",
        TRIAGE | {Role.OFFICE},
        lambda w: lambda by: actions.complete_milestone(milestone=w.stage, by=by),
    ),
    (
        "edit offices",
        {Role.PROCESS, Role.CORE, Role.ADMIN},
        lambda w: lambda by: actions.save_office(values={"name": "Neues Amt"}, by=by),
    ),
]


@pytest.mark.parametrize("role", [pytest.param(role, id=role.name) for role in Role])
@pytest.mark.parametrize("deed, allowed, do", [pytest.param(*row, id=row[0]) for row in TABLE])
def test_rights(role: Role, deed: str, allowed: set[Role], do: Deed) -> None:
    world = World()
    person = staff(role, office=world.own)
    try:
        do(world)(person)
    except Refusal as refusal:
        assert role not in allowed, str(refusal)
        assert str(refusal).endswith((".", "!"))
        assert refusal.status == 403
    else:
        assert role in allowed


@pytest.mark.parametrize("deed, allowed, do", [pytest.param(*row, id=row[0]) for row in TABLE])
def test_nobody_without_a_role_does_anything(deed: str, allowed: set[Role], do: Deed) -> None:
    world = World()
    for person in (citizen(), AnonymousUser()):
        if isinstance(person, AnonymousUser) and deed.startswith("sign"):
            continue  # has no roles to choose one from
        with pytest.raises((Refusal, StopIteration)):
            do(world)(person)


def test_a_role_one_does_not_hold_signs_nothing() -> None:
    world = World()
    clerk = staff(Role.OFFICE, office=world.own)
    for role in (Role.CORE, Role.POLITICS, Role.ADMIN, "oberbuergermeister"):
        with pytest.raises(Refusal):
            actions.publish_answer(case=world.mine, by=clerk, office=world.own, role=role)


def test_triage_without_an_office_cannot_sign() -> None:
    world = World()
    with pytest.raises(Refusal) as refused:
        actions.publish_answer(case=world.mine, by=staff(Role.CORE), office=world.own, role=Role.CORE)
    assert refused.value.field == "office"
