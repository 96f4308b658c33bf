# SPDX-License-Identifier: EUPL-1.2
"""Who may write down what was tried out, and what must be said before everybody reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role, has_role

from ..models import Tryout, Verdict
from ..tryouts import MOST_EVENTS, MOST_METHODS, MOST_NUMBERS, TryoutDraft

EDITORS = (Role.PROCESS, Role.EDITOR, Role.CORE, Role.OMBUDS)
STAFF = (*EDITORS, Role.OFFICE)


@dataclass(frozen=True)
class Gap:
    """Something that a try-out still needs: the field of the form, and a sentence."""

    field: str
    sentence: Any


def edits(person: Any, office_id: int | None) -> bool:
    """Those in charge of participation edit every try-out, a Fachamt those of its own office."""
    if has_role(person, *EDITORS):
        return True
    return has_role(person, Role.OFFICE) and office_id is not None and office_id in person.offices


def require_edit(person: Any, tryout: Tryout) -> None:
    """`None` is the operator at the command line, who may."""
    if person is not None and not edits(person, tryout.office_id):
        raise Refusal(
            _(
                "Diese Erprobung schreibt ein anderes Amt. Bitte wenden Sie sich an %(office)s oder an das Kernteam."
            )
            % {"office": tryout.office or _("die zuständige Stelle")}
        )


def require_office(person: Any, office: Any) -> None:
    """Refuses people without a role for it, and a Fachamt that would write for another office."""
    if person is None or has_role(person, *EDITORS):
        return
    if not has_role(person, Role.OFFICE):
        raise Refusal(
            _(
                "Erprobungen schreiben die Prozessverantwortung, die Redaktion, das Kernteam, die Ombudsstelle und die Fachämter auf."
            )
        )
    if office is None or office.pk not in person.offices:
        raise Refusal(
            _("Bitte wählen Sie Ihr eigenes Amt. Für andere Ämter schreibt das Kernteam Erprobungen auf."),
            field="office",
        )


def require_sound(draft: TryoutDraft) -> None:
    """Refuses what cannot be: no title, an end before the beginning, words that are not in the lists, too much of something."""
    if not draft.title.strip():
        raise Refusal(_("Bitte geben Sie der Erprobung einen Titel."), status=422, field="title")
    if draft.ended_on is not None and draft.ended_on < draft.began_on:
        raise Refusal(_("Das Ende liegt vor dem Beginn."), status=422, field="ended_on")
    if draft.verdict and draft.verdict not in Verdict.values:
        raise Refusal(_("Bitte wählen Sie etwas aus der Liste."), status=422, field="verdict")
    if len(set(draft.methods)) > MOST_METHODS:
        raise Refusal(
            _("Eine Erprobung hat höchstens %(most)d Methoden. Sonst weiß am Ende niemand, was gewirkt hat.")
            % {"most": MOST_METHODS},
            status=422,
            field="method_1",
        )
    if len(draft.events) > MOST_EVENTS:
        raise Refusal(
            _("Bitte wählen Sie höchstens %(most)d Treffen.") % {"most": MOST_EVENTS},
            status=422,
            field="events",
        )
    if len(draft.numbers) > MOST_NUMBERS:
        raise Refusal(
            _("Bitte nennen Sie höchstens %(most)d eigene Zahlen.") % {"most": MOST_NUMBERS},
            status=422,
            field="numbers",
        )
    if set(draft.channels) - set(Channel.values):
        raise Refusal(_("Bitte wählen Sie etwas aus der Liste."), status=422)


def require_unchanged_before(tryout: Tryout, draft: TryoutDraft) -> None:
    """What was asked and assumed beforehand stays as it was read; what one knows better now is said below."""
    if tryout.published_at is None:
        return
    for name in ("question", "hypothesis"):
        if getattr(draft, name).split() != getattr(tryout, name).split():
            raise Refusal(
                _(
                    "Frage und Annahme sind veröffentlicht und bleiben so stehen. Was Sie heute anders sehen, schreiben Sie bitte zu „Was nicht gelang“."
                ),
                status=422,
                field=name,
            )


def is_over(tryout: Tryout, today: date | None = None) -> bool:
    return tryout.ended_on is not None and tryout.ended_on <= (today or timezone.localdate())


_BEFORE: tuple[Gap, ...] = (
    Gap("question", gettext_lazy("Die Frage fehlt: Was wollten Sie herausfinden?")),
    Gap("hypothesis", gettext_lazy("Die Annahme fehlt: Was haben Sie vorher erwartet?")),
)
_AFTER: tuple[Gap, ...] = (
    Gap("worked", gettext_lazy("Es steht noch nicht da, was gelang.")),
    Gap(
        "worked_not",
        gettext_lazy(
            "Es steht noch nicht da, was nicht gelang. Wenn alles gelang, schreiben Sie, woran Sie das sehen."
        ),
    ),
    Gap("verdict", gettext_lazy("Die Empfehlung fehlt: wiederholen, angepasst wiederholen oder lassen?")),
)


def missing(tryout: Tryout, today: date | None = None) -> list[Gap]:
    """What must be added before it may be published, in the order of the form. What came of it is asked once it is over."""
    gaps = [gap for gap in _BEFORE if not getattr(tryout, gap.field).strip()]
    if not tryout.methods.exists():
        gaps.append(Gap("method_1", gettext_lazy("Die Methode fehlt: Was wurde ausprobiert?")))
    if is_over(tryout, today):
        gaps += [gap for gap in _AFTER if not getattr(tryout, gap.field).strip()]
    return gaps


def require_complete(tryout: Tryout, today: date | None = None) -> None:
    gaps = missing(tryout, today)
    if gaps:
        raise Refusal(
            _("Zum Veröffentlichen fehlt noch etwas: %(what)s")
            % {"what": " ".join(str(gap.sentence) for gap in gaps)},
            status=422,
            field=gaps[0].field,
        )
