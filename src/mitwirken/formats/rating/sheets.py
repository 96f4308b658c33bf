# SPDX-License-Identifier: EUPL-1.2
"""A rating on paper: what stands to be rated with boxes to tick, for the frame of `ground.paper`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.civic.participation.models import Phase
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import is_staff
from mitwirken.ground.paper.registry import Block, Content, Entered, Offer, PaperForm, Row, Say, Typed
from mitwirken.kernels.ranking import day_seed, draw_key

from . import actions, queries, rules
from .registry import Method, Setup, Target, setup_of

KIND = "bewertung"
MOST_BOXES = 11
"""A row with more answers has a place for a number instead."""
MOST_ROWS = 120
"""What does not fit on a handful of pages is rated online or in the room; the sheet would be a book."""


def _find(pk: int) -> Phase | None:
    phase = Phase.objects.select_related("process").filter(pk=pk).first()
    return phase if setup_of(phase) is not None else None


def _may_see(phase: Phase, reader: Any) -> bool:
    return phase.process.is_reachable or is_staff(reader)


def _offers() -> list[Offer]:
    return [
        Offer(KIND, phase.pk, phase.title, group=phase.process.title, until=phase.ends_at)
        for phase in queries.phases_for_entry(rules.LATE_ENTRY)
    ]


def _answers(method: Method, setup: Setup) -> tuple[tuple[str, str], ...]:
    options = [option for option in method.options(setup) if option.value is not None]
    if len(options) > MOST_BOXES:
        return ()
    short = len(options) > 4
    return tuple((option.sent, str((option.short if short else "") or option.label)) for option in options)


def _build(phase: Phase) -> Content:
    method, setup = rules.require_setup(phase)
    answers = _answers(method, setup)
    blocks: list[Block] = []
    if method.ends:
        blocks.append(
            Say(
                _("Links heißt: %(first)s. Rechts heißt: %(last)s.")
                % {"first": method.ends[0], "last": method.ends[-1]}
            )
        )
    choice = queries.candidates_of(phase)
    rows = list(choice.rows(phase)) if choice is not None else []
    # One draw for the whole phase: the same on every print, and nobody stands first for being early.
    seed = day_seed(f"sheet:{phase.pk}", phase.starts_at.date())
    rows.sort(key=lambda row: (draw_key(seed, row.pk), row.pk))
    blocks += [
        Row(f"v{row.pk}", str(getattr(row, "number", getattr(row, choice.number))), str(row), answers)
        for row in rows[:MOST_ROWS]
        if choice is not None
    ]
    return Content(
        title=phase.process.title,
        question=phase.title,
        instruction=_paper_rule(method, setup),
        blocks=tuple(blocks),
        hand_in=phase.process.without_net,
        until=phase.ends_at,
        contact=phase.process.contact,
        practice=phase.process.practice,
    )


def _paper_rule(method: Method, setup: Setup) -> str:
    """The rule as it is on paper, where nothing can be changed after handing in."""
    return f"{_('Kreuzen Sie deutlich an. Was Sie frei lassen, wird nicht gezählt. Ein Bogen zählt einmal.')} {method.on_paper(setup)}".strip()


def _enter(phase: Phase, typed: Typed) -> Entered:
    setup = setup_of(phase)
    if setup is None:
        raise Refusal(_("Hier wird nichts bewertet."), status=409)
    choice = queries.candidates_of(phase)
    kind = choice.kind if choice is not None else ""
    values: dict[Target, int | None] = {}
    for name, given in typed.values.items():
        if name.startswith("v") and name[1:].isdigit() and given not in (None, "", False):
            values[kind, int(name[1:])] = _number(str(given))
    actions.enter_sheet(phase=phase, sheet=typed.sheet, values=values, channel=typed.channel, by=typed.by)
    return Entered(
        "process",
        phase.process_id,
        url=phase.process.get_absolute_url(),
        undo={"sheet": typed.sheet, "channel": typed.channel},
    )


def _number(text: str) -> int:
    try:
        return int(text.strip())
    except ValueError:
        raise Refusal(
            _("„%(text)s“ ist keine Zahl. Bitte prüfen Sie, was auf dem Bogen steht.") % {"text": text[:20]},
            status=422,
        ) from None


def _take_back(phase: Phase, undo: Mapping[str, Any], by: Any) -> None:
    """A sheet without values strikes what stands under its number."""
    actions.enter_sheet(
        phase=phase, sheet=undo["sheet"], values={}, channel=undo["channel"], by=by, correct=True
    )


FORM = PaperForm(
    key=KIND,
    name=gettext_lazy("Bewertungsbogen"),
    roles=tuple(rules.ENTRY_ROLES),
    find=_find,
    offers=_offers,
    build=_build,
    enter=_enter,
    take_back=_take_back,
    may_see=_may_see,
    marks_only=True,
    position=20,
)
