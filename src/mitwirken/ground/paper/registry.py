# SPDX-License-Identifier: EUPL-1.2
"""The forms that can be printed and typed in, hung in by the rooms from their `apps.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal


@dataclass(frozen=True)
class Say:
    """A sentence among what is to be filled in. With `keep` it stands on the page of what comes after it."""

    text: str
    keep: bool = False


@dataclass(frozen=True)
class Write:
    """Something to write by hand. Becomes the field `name` of the layout."""

    name: str
    label: str
    lines: int = 1
    hint: str = ""


@dataclass(frozen=True)
class Tick:
    """Something to tick, side by side. Becomes the choice `name` with boxes `name:value`."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    most: int = 1


@dataclass(frozen=True)
class Row:
    """One of many alike to be ticked, numbered on the sheet. Becomes a choice as `Tick` does; without options, a place for a number."""

    name: str
    number: str
    title: str
    options: tuple[tuple[str, str], ...] = ()


Block = Say | Write | Tick | Row


@dataclass(frozen=True)
class Content:
    """What stands on a sheet, in the words of its room. `hand_in`: where it goes; `until`: by when; `contact`: whom to ask."""

    title: str
    blocks: tuple[Block, ...]
    instruction: str
    question: str = ""
    hand_in: str = ""
    until: datetime | None = None
    contact: str = ""
    practice: bool = False


@dataclass(frozen=True)
class Offer:
    """What can be printed or typed in now: the form for the row with this number."""

    kind: str
    pk: int
    title: str
    group: str = ""
    until: datetime | None = None
    takes_entries: bool = True


@dataclass(frozen=True)
class Entered:
    """What a sheet became: the row that the city answers or that shows it, and where it stands."""

    subject_kind: str = ""
    subject_id: int = 0
    url: str = ""
    undo: Mapping[str, Any] = field(default_factory=dict)
    """What `take_back` needs to find it again; plain values."""


@dataclass(frozen=True)
class Typed:
    """A filled sheet after its form: clean values by the names of fields and choices, and how it came."""

    values: Mapping[str, Any]
    channel: str
    by: Any
    sheet: str
    """The number under which the sheet counts once."""


@dataclass(frozen=True)
class PaperForm:
    """A form that any format can have.

    `find(pk)` gives the row a sheet is for, or None; `offers()` what can be printed or typed in now; `build(row)` what stands on it.
    `form(row, content, **django)` is the form of the desk: its fields are called like the writing fields and choices of the sheet, so that a
    clerk, a stack and a scanner fill in the same; without it a plain one is made from the sheet. `enter(row, typed)` does the room's own deed and
    refuses like it; `take_back(row, undo, by)` undoes it. `roles` may print and type in; the deed asks again.
    """

    key: str
    name: Any
    roles: tuple[str, ...]
    find: Callable[[int], Any]
    offers: Callable[[], list[Offer]]
    build: Callable[[Any], Content]
    enter: Callable[[Any, Typed], Entered]
    take_back: Callable[[Any, Mapping[str, Any], Any], None]
    form: Callable[..., forms.Form] | None = None
    notices: tuple[str, ...] = ()
    """Models whose declarations make the privacy notice of the sheet."""
    data_words: Any = ""
    """What the notice says where nothing becomes public."""
    tells: Callable[[Mapping[str, Any]], str] = lambda undo: ""
    """What the receipt says beyond that it came, by `Entered.undo`: a code for the door, a place on a waiting list."""
    may_see: Callable[[Any, Any], bool] = lambda row, reader: True
    """Whether a reader may have the blank sheet of a row."""
    answered: bool = False
    """Whether the city answers each one, so that a reply by letter or phone can be wished for."""
    behind_the_door: tuple[str, ...] = ("address",)
    """Fields that say how somebody is reached or what they need: shown to staff after a reason only (`ground.desk.contacts`)."""
    marks_only: bool = False
    """Nothing but boxes: a stack of them can be typed in as digits."""
    position: int = 50


_forms: dict[str, PaperForm] = {}


def register(form: PaperForm) -> None:
    _forms[form.key] = form


def forms_in_order() -> list[PaperForm]:
    return sorted(_forms.values(), key=lambda form: (form.position, form.key))


def form_named(key: str) -> PaperForm:
    try:
        return _forms[key]
    except KeyError:
        raise Refusal(_("Einen solchen Bogen gibt es hier nicht."), status=404) from None


def find(key: str, pk: int) -> tuple[PaperForm, Any]:
    """The form and the row it is for; refuses what is not there."""
    form = form_named(key)
    row = form.find(pk)
    if row is None:
        raise Refusal(_("Dazu gibt es keinen Bogen oder keinen mehr."), status=404)
    return form, row


def answered_forms() -> list[str]:
    return [form.key for form in _forms.values() if form.answered]
