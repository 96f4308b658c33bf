# SPDX-License-Identifier: EUPL-1.2
"""Every view is drawn here, for the page and for the stream alike: what is pushed is what reloading shows.

An audience is a view in a language (`phone:de`), a table's with its number (`table:7:de`). A view has parts; a part is a
template `live/VIEW/PART.html`, which includes what each kind of the running stage shows (`live/kinds/KIND/VIEW.html`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from mitwirken.ground.realtime import Admission, Drawing

from . import kinds, queries, rules
from .models import Gathering, Seat, SeatRole, Space, SpaceKind, Stage
from .queries import Look
from .rules import Actor

PARTS: dict[str, tuple[str, ...]] = {
    "phone": ("head", "notice", "stage"),
    "watch": ("head", "notice", "stage"),
    "beamer": ("notice", "stage", "foot"),
    "console": ("clock", "sheet", "stage", "people"),
    "table": ("head", "stage"),
    "theme": ("stage",),
}
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Shown:
    """One kind of the running stage with what it loaded, and the template that shows it in this view."""

    kind: kinds.Kind
    settings: Mapping[str, Any]
    data: Mapping[str, Any]
    template: str


@lru_cache(maxsize=200)
def template_of(kind: str, view: str) -> str:
    name = f"live/kinds/{kind}/{view}.html"
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return ""
    return name


def shown(look: Look, stage: Stage | None, view: str) -> list[Shown]:
    found = []
    for key in stage.kinds if stage is not None else ():
        kind = kinds.kind_named(key)
        template = template_of(key, view)
        if stage is not None and template:
            data = look.once(("data", stage.pk, key), partial(kind.load, look, stage))
            found.append(Shown(kind, kind.of(stage), data, template))
    return found


def ahead(look: Look) -> list[Shown]:
    """What the console shows of the step that comes next."""
    stage = look.upcoming
    found = []
    for key in stage.kinds if stage is not None and look.stage is not None else ():
        kind = kinds.kind_named(key)
        template = template_of(key, "ahead")
        if stage is not None and template:
            found.append(Shown(kind, kind.of(stage), kind.load_ahead(look, stage), template))
    return found


def parts(
    look: Look, view: str, *, space: Space | None = None, extra: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """The pieces of a view, by name, in the language that is active."""
    context = {
        "look": look,
        "gathering": look.gathering,
        "event": SimpleLazyObject(lambda: look.event),
        "stage": look.stage,
        "view": view,
        "space": space,
        "shown": shown(look, look.stage, view),
        "notices": shown(look, look.stage, "notice") if view in ("beamer", "watch") else [],
        "ahead": ahead(look) if view == "console" else [],
        **(extra or {}),
    }
    return {name: render_to_string(f"live/{view}/{name}.html", context) for name in PARTS[view]}


def mine(look: Look, seat: Seat, *, extra: Mapping[str, Any] | None = None) -> dict[str, str]:
    """What only this seat sees."""
    stage = look.stage
    keys = stage.kinds if stage is not None else []
    if stage is None:
        stage, keys = kinds.early(look)
    found = []
    for key in keys:
        kind = kinds.kind_named(key)
        template = template_of(key, "mine")
        if stage is not None and template:
            data = dict(kind.load_mine(look, stage, seat))
            if kind.mine_shows_all:
                data = {**look.once(("data", stage.pk, key), partial(kind.load, look, stage)), **data}
            found.append(Shown(kind, kind.of(stage), data, template))
    context = {
        "look": look,
        "gathering": look.gathering,
        "stage": stage,
        "seat": seat,
        "shown": found,
        "tables": tables_for(look, seat) if any(template_of(one.kind.key, "table") for one in found) else [],
        **(extra or {}),
    }
    own: dict[str, str] = {"mine/stage": render_to_string("live/mine/stage.html", context)}
    if space_of(look, seat) is None:
        # Who sits nowhere any more has no table on the screen.
        own |= {"table/head": "", "table/stage": ""}
    return own


def space_of(look: Look, seat: Seat) -> int | None:
    """At which table (stall, room, circle) somebody is now."""
    running = look.gathering.stage_id
    here = [place for place in look.places(seat) if place.stage_id == running and place.until is None]
    return here[0].space_id if here else None


def may_open_table(look: Look, by: Actor, space: Space) -> bool:
    """Whoever leads, whoever is there, and in a step without places of its own whoever sat there last."""
    if by.leads or (by.seat is not None and space_of(look, by.seat) == space.pk):
        return True
    return (
        look.stage is not None
        and space.kind == SpaceKind.TABLE
        and rules.may_speak_for(look.stage, by, space)
    )


def tables_for(look: Look, seat: Seat) -> list[Space]:
    """The tables whose page a host opens in a step in which nobody is seated anew."""
    stage = look.stage
    if stage is None or "tables" in stage.kinds:
        return []
    here = rules.sits_at(stage, seat) if look.places(seat) else None
    if here is None:
        return look.tables if seat.has(SeatRole.HOST) else []
    at = next((space for space in look.tables if space.pk == here.space_id), None)
    return [at] if at is not None and rules.may_speak_for(stage, Actor(seat=seat), at, as_host=True) else []


def audiences_of(view: str, language: str, space: int | None = None) -> tuple[str, ...]:
    if view == "table":
        return (f"table:{space}:{language}",)
    if view == "phone" and space:
        return (f"phone:{language}", f"table:{space}:{language}")
    return (f"{view}:{language}",)


# --- for the stream -----------------------------------------------------------------------------------------------


def draw(code: str, audiences: Set[str]) -> Drawing | None:
    look = queries.look_at(code)
    if look is None:
        return None
    drawn: dict[str, dict[str, str]] = {}
    marks: dict[str, str] = {}
    moves: dict[str, tuple[str, str]] = {}
    for language in LANGUAGES:
        wanted = [name for name in audiences if name.rpartition(":")[2] == language]
        if not wanted:
            continue
        with translation.override(language):
            for name in wanted:
                view, _colon, rest = name.partition(":")
                space = None
                if view == "table":
                    number = rest.partition(":")[0]
                    space = next((each for each in look.spaces if str(each.pk) == number), None)
                    if space is None:
                        drawn[name] = {}
                        continue
                drawn[name] = parts(look, view, space=space)
    base = f"{look.gathering.state}.{look.gathering.stage_id}"
    if look.stage is not None:
        for key in look.stage.kinds:
            kind = kinds.kind_named(key)
            for seat, mark in kind.marks(look, look.stage).items():
                marks[seat] = f"{marks.get(seat, '')}|{mark}"
            moves.update(kind.moves(look, look.stage))
    base += marks.pop("", "")
    return Drawing(
        look.gathering.mark,
        drawn,
        moves=_Moves(
            {
                f"{seat}:{language}": (prefix, f"{target}:{language}" if target else "")
                for seat, (prefix, target) in moves.items()
                for language in LANGUAGES
            }
        ),
        marks=_Marks(base, marks),
    )


class _Moves(dict[str, tuple[str, str]]):
    """By listener; who is named nowhere sits at no table any more."""

    def __contains__(self, who: object) -> bool:
        return True

    def __missing__(self, who: str) -> tuple[str, str]:
        return ("table", "")


class _Marks(dict[str, str]):
    """By listener (`31:de`); who has none of their own has the stage's, so that everybody asks when it changes."""

    def __init__(self, base: str, marks: Mapping[str, str]) -> None:
        super().__init__(marks)
        self.base = base

    def get(self, who: str, default: Any = None) -> Any:
        return self.base + super().get(who.partition(":")[0], "")


def admit(code: str, query: Mapping[str, str], cookies: Mapping[str, str]) -> Admission | None:
    """Who may watch what: the beamer and the public page everybody who knows the code, the rest by seat or role."""
    gathering = queries.by_code(code)
    view, language = query.get("sicht", "phone"), query.get("sprache", settings.LANGUAGE_CODE)
    if gathering is None or view not in PARTS or language not in LANGUAGES:
        return None
    seat = queries.seat_of(gathering, cookies.get(cookie_name(gathering), ""))
    space: int | None = None
    if view == "phone":
        if seat is None or not seat.is_here:
            return None
        space = space_of(Look(gathering), seat)
    elif view in ("console", "theme", "table"):
        by = Actor(seat=seat, person=_person(cookies))
        if (view == "console" and not by.leads) or (view == "theme" and not rules.may_theme(by)):
            return None
        if view == "table":
            space = int(query["tisch"]) if query.get("tisch", "").isdigit() else None
            look = Look(gathering)
            place = next((each for each in look.spaces if each.pk == space), None)
            if place is None or not may_open_table(look, by, place):
                return None
    who = f"{seat.pk}:{language}" if seat is not None and view == "phone" else ""
    return Admission(audiences_of(view, language, space), who=who, state=query.get("state", ""))


def _person(cookies: Mapping[str, str]) -> Any:
    from importlib import import_module

    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return get_user(request)


def cookie_name(gathering: Gathering) -> str:
    return f"mitwirken_live_{gathering.code}"


def named(view: str, drawn: Mapping[str, str]) -> dict[str, str]:
    """As the page's `data-part` names them."""
    return {f"{view}/{name}": html for name, html in drawn.items()}


def all_of(names: Iterable[Mapping[str, str]]) -> dict[str, str]:
    whole: dict[str, str] = {}
    for each in names:
        whole.update(each)
    return whole
