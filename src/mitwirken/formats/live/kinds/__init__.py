# SPDX-License-Identifier: EUPL-1.2
"""The eight kinds of stages, one file each. A stage may have one kind and others open beside it.

A kind brings: what a facilitator can set (`settings`), what people can do (`deeds`), what its templates show
(`load`, the same for everybody; `load_mine`, for one seat), what changes for one seat alone (`marks`), and what goes
into the minutes (`minutes`). Templates: `live/kinds/KEY/VIEW.html` for the views phone, mine, beamer, console, table,
theme; a view that has none shows nothing of the kind. `ahead.html` is what the console shows of it before it begins,
`notice.html` what stands in the line of announcements of the beamer and the read-along page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ..models import Gathering, Item, Seat, Stage
from ..queries import Look
from ..rules import Actor


@dataclass(frozen=True)
class Setting:
    """What can be set for a kind in the run sheet. `sort`: text, lines, number, flag or choice."""

    key: str
    label: Any
    default: Any = None
    sort: str = "text"
    choices: tuple[tuple[str, Any], ...] = ()
    help: Any = ""
    least: int = 0
    most: int = 1000


@dataclass(frozen=True)
class Call:
    """Somebody calls a deed: where, who, with which clean values."""

    gathering: Gathering
    stage: Stage
    by: Actor
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Deed:
    """Something that can be done during a stage, by a plain form.

    `do(call)` does it in one step and returns a sentence for the person, or None. `who`: seat, host, theme or lead; the
    finer rule is in `do`. `anytime`: also when its stage is not the current one (a question answered after the event).
    `ready(form, look, stage, by)`: before the form is shown on its own page, puts in what stands there already and what
    can be chosen. On that page stands the form's `heading`, where it has one, or the question of the step.
    """

    key: str
    do: Callable[[Call], Any]
    form: type[forms.Form] = forms.Form
    who: str = "seat"
    anytime: bool = False
    ready: Callable[[forms.Form, Look, Stage, Actor], None] | None = None

    def bind(self, data: Any, files: Any = None, *, stage: Stage, initial: Any = None) -> forms.Form:
        """Its form, filled or empty. A `StageBoundForm` learns for which step it is."""
        if issubclass(self.form, StageBoundForm):
            return self.form(data, files, initial=initial, stage=stage)
        return self.form(data, files, initial=initial)


class StageBoundForm(forms.Form):
    """A form that looks different in different steps. `stage.gathering` is where its choices come from."""

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage = stage


@dataclass(frozen=True)
class Block:
    """A piece of the minutes: a heading, then lines. A line may have parts below it and a subject it became."""

    title: str
    lines: list[Line] = field(default_factory=list)
    text: str = ""


@dataclass(frozen=True)
class Line:
    text: str
    notes: list[str] = field(default_factory=list)  # small print: who, how many votes, which table
    item: Any = None
    parts: list[Line] = field(default_factory=list)


class Kind:
    key = ""
    name: Any = ""
    about: Any = ""
    settings: tuple[Setting, ...] = ()
    deeds: tuple[Deed, ...] = ()
    mine_shows_all = True
    """Whether `mine.html` shows what `load` brings too. Where it does not, a click of one need not count all."""

    def of(self, stage: Stage) -> dict[str, Any]:
        """The settings of a stage, with the defaults."""
        given = stage.settings_of(self.key)
        return {setting.key: given.get(setting.key, setting.default) for setting in self.settings}

    def early(self, stage: Stage) -> bool:
        """Whether people may begin with it before the doors open: `mine.html` of the first such step is shown then."""
        return False

    def prepare(self, gathering: Gathering, stage: Stage) -> None:
        """Called in the deed that makes the stage live."""

    def finish(self, gathering: Gathering, stage: Stage) -> None:
        """Called in the deed that ends it."""

    def arrive(self, gathering: Gathering, stage: Stage, seat: Seat) -> None:
        """Called in the deed by which somebody comes (back) while the stage runs: latecomers land somewhere."""

    def depart(self, gathering: Gathering, stage: Stage, seat: Seat) -> None:
        """Called in the deed by which somebody leaves: places are freed, deputies step in."""

    def load(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        """What its templates show, the same for everybody. A fixed number of queries."""
        return {}

    def load_mine(self, look: Look, stage: Stage, seat: Seat) -> Mapping[str, Any]:
        return {}

    def load_ahead(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        """What the console shows of a step that comes next (`live/kinds/KEY/ahead.html`)."""
        return {}

    def marks(self, look: Look, stage: Stage) -> Mapping[str, str]:
        """By seat (as text; `""` for all): what, when it changes, makes the phone ask for what is its own."""
        return {}

    def moves(self, look: Look, stage: Stage) -> Mapping[str, tuple[str, str]]:
        """By seat: into which audience it moved, e.g. `("table", "table:7")`."""
        return {}

    def on_paper(self, call: Call) -> Item:
        """What a photo of paper (`text` says what is on it, `space` where it hangs) becomes in this step, not saved yet.

        Refuses who may not add one. Asked twice: before the file is worked on, and in the deed that keeps it.
        """
        raise Refusal(_("In diesem Schritt gibt es nichts, wozu ein Foto gehören könnte."), status=409)

    def minutes(self, look: Look, stage: Stage) -> list[Block]:
        return []


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.key] = kind


def kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_named(key: str) -> Kind:
    try:
        return _kinds[key]
    except KeyError:
        raise Refusal(_("Diese Art von Schritt gibt es nicht."), status=404) from None


def early(look: Look) -> tuple[Stage | None, list[str]]:
    """Which step people may begin with while the gathering has not begun, and its kinds that allow it."""
    if look.gathering.state == "geplant":
        for stage in look.stages:
            found = [key for key in stage.kinds if kind_named(key).early(stage)]
            if found:
                return stage, found
    return None, []


def deed_named(key: str) -> tuple[Kind, Deed]:
    """`collect.ask` → the kind and its deed."""
    kind_key, _dot, name = key.partition(".")
    kind = kind_named(kind_key)
    for deed in kind.deeds:
        if deed.key == name:
            return kind, deed
    raise Refusal(_("Das kann man hier nicht tun."), status=404)
