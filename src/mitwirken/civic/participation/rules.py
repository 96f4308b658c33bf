# SPDX-License-Identifier: EUPL-1.2
"""Who may prepare, change, publish and finish a process, and what must be said before it is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role, has_role, is_staff

from .checks import PLACEHOLDER, unsettled
from .drafts import Basics, Change, PhaseDraft
from .models import Phase, Process
from .registry import format_named


@dataclass(frozen=True)
class Gap:
    """Something a process still needs: the field, the part of the desk page where it stands, and a sentence."""

    field: str
    section: str
    sentence: Any


_NEEDED: tuple[Gap, ...] = (
    Gap("question", "grundlagen", gettext_lazy("Die Frage fehlt: Worauf sollen die Menschen antworten?")),
    Gap(
        "summary", "grundlagen", gettext_lazy("Die Kurzfassung fehlt: zwei, drei Sätze für Listen und Suche.")
    ),
    Gap("office", "grundlagen", gettext_lazy("Die Federführung fehlt: Welches Amt ist zuständig?")),
    Gap("influence", "einfluss", gettext_lazy("Es steht noch nicht da, wie weit die Mitwirkung reicht.")),
    Gap(
        "fixed",
        "einfluss",
        gettext_lazy("Es steht noch nicht da, was schon feststeht. Wenn alles offen ist, schreiben Sie das."),
    ),
    Gap("decided_by", "einfluss", gettext_lazy("Es steht noch nicht da, wer am Ende entscheidet.")),
    Gap(
        "decided_on",
        "einfluss",
        gettext_lazy("Es steht noch nicht da, wann entschieden wird. Ein ungefährer Tag genügt."),
    ),
    Gap("without_net", "zugang", gettext_lazy("Es steht noch nicht da, wie man ohne Internet mitmacht.")),
)


def missing(process: Process) -> list[Gap]:
    """What must be added before the process may be published, in the order of the desk page."""
    gaps = [
        gap for gap in _NEEDED if not getattr(process, "office_id" if gap.field == "office" else gap.field)
    ]
    phases = list(process.phases.all())
    if not phases:
        gaps.append(Gap("phases", "phasen", gettext_lazy("Es gibt noch keine Phase: Wann ist was möglich?")))
    sections = {
        "title": "grundlagen", "question": "grundlagen", "summary": "grundlagen", "body": "grundlagen",
        "audience": "grundlagen", "documents": "grundlagen", "fixed": "einfluss", "open": "einfluss",
        "decided_by": "einfluss", "without_net": "zugang", "contact": "zugang",
    }  # fmt: skip
    for name, section in sections.items():
        left = PLACEHOLDER.search(getattr(process, name))
        if left:
            label = Process.label_of(name)
            gaps.append(
                Gap(
                    name,
                    section,
                    _("„%(field)s“ enthält noch eine Lücke: %(gap)s") % {"field": label, "gap": left.group()},
                )
            )
    for phase in phases:
        left = PLACEHOLDER.search(phase.text)
        if left:
            gaps.append(
                Gap(
                    "phases",
                    "phasen",
                    _("Die Phase „%(phase)s“ enthält noch eine Lücke: %(gap)s")
                    % {"phase": phase.title, "gap": left.group()},
                )
            )
    for day in process.dates.all():
        left = PLACEHOLDER.search(f"{day.title} {day.place} {day.text}")
        if left:
            gaps.append(
                Gap(
                    "dates",
                    "termine",
                    _("Der Termin „%(date)s“ enthält noch eine Lücke: %(gap)s")
                    % {"date": day.title, "gap": left.group()},
                )
            )
    still_open = unsettled(process.checks)
    if still_open:
        gaps.append(
            Gap(
                still_open[0].key,
                "pruefung",
                _("In der Vorab-Prüfung fehlt ein Ja oder eine Begründung zu: %(points)s.")
                % {"points": ", ".join(f"„{check.name}“" for check in still_open)},
            )
        )
    order = {"grundlagen": 0, "einfluss": 1, "zugang": 2, "pruefung": 3, "phasen": 4, "termine": 5}
    return sorted(gaps, key=lambda gap: order[gap.section])


def manages(person: Any, process: Process) -> bool:
    """The Kernteam manages every process; Prozessverantwortung those of the own offices and the own ones."""
    if has_role(person, Role.CORE):
        return True
    if not has_role(person, Role.PROCESS):
        return False
    return process.responsible_id == person.pk or (
        process.office_id is not None and process.office_id in person.offices
    )


def writes(person: Any, process: Process) -> bool:
    """Whoever manages the process, and the Redaktion."""
    return manages(person, process) or has_role(person, Role.EDITOR)


def may_see(person: Any, process: Process) -> bool:
    return process.is_reachable or is_staff(person)


def require_create(person: Any) -> None:
    if person is not None and not has_role(person, Role.PROCESS, Role.CORE):
        raise Refusal(
            _(
                "Beteiligungsprozesse legen die Prozessverantwortung und das Kernteam an. Bitte wenden Sie sich an das Kernteam."
            )
        )


def require_manage(person: Any, process: Process) -> None:
    """Refuses people of other offices. `None` is the operator at the command line, who may."""
    if person is not None and not manages(person, process):
        raise Refusal(
            _(
                "Diesen Prozess verwaltet ein anderes Amt. Bitte wenden Sie sich an %(office)s oder an das Kernteam."
            )
            % {"office": process.office or _("die zuständige Stelle")}
        )


def require_write(person: Any, process: Process, change: Change) -> None:
    """The Redaktion writes texts; who is in charge and where it belongs is for those who manage the process."""
    if person is None or manages(person, process):
        return
    if not writes(person, process):
        require_manage(person, process)
    if isinstance(change, Basics) and (change.office.pk if change.office else None) != process.office_id:
        raise Refusal(_("Die Federführung ändert nur, wer den Prozess verwaltet."), field="office")


def require_complete(process: Process, *, checked: bool = True) -> None:
    """Refuses what does not say all that people must know. `checked=False` is for a process that was published before the
    check was asked for: it may stay and be corrected.
    """
    if process.practice:
        raise Refusal(_("Der Übungsplatz bleibt ein Übungsplatz und wird nicht veröffentlicht."), status=409)
    gaps = [gap for gap in missing(process) if checked or gap.section != "pruefung"]
    if gaps:
        raise Refusal(
            " ".join([_("Noch nicht veröffentlicht."), *(str(gap.sentence) for gap in gaps)]),
            status=409,
            field=gaps[0].field,
        )


def require_sound_phase(draft: PhaseDraft) -> None:
    """Refuses a phase that ends before it begins, or with a format or verb that is not there."""
    if draft.ends_at <= draft.starts_at:
        raise Refusal(
            _("Das Ende der Phase „%(phase)s“ muss nach ihrem Beginn liegen.") % {"phase": draft.title},
            status=422,
            field="ends_at",
        )
    format = format_named(draft.format)
    if format is None:
        raise Refusal(
            _("Das Format „%(format)s“ gibt es hier nicht.") % {"format": draft.format},
            status=422,
            field="format",
        )
    unknown = set(draft.verbs) - {verb for verb, _words in format.verbs}
    if unknown:
        raise Refusal(
            _("Im Format „%(format)s“ gibt es das nicht: %(verbs)s")
            % {"format": format.name, "verbs": ", ".join(sorted(unknown))},
            status=422,
            field="verbs",
        )


def require_finishable(process: Process, now: datetime | None = None) -> None:
    """Nobody closes a process while people can still take part or were promised that they will."""
    now = now or timezone.now()
    if not process.is_public:
        raise Refusal(
            _(
                "Nur ein veröffentlichter Prozess kann abgeschlossen werden. Ein Entwurf kann gelöscht werden."
            ),
            status=409,
        )

    def counts(phase: Phase) -> bool:
        format = format_named(phase.format)
        return bool(phase.verbs) and not (format is not None and format.quiet)

    ahead = [phase for phase in process.phases.all() if phase.ends_at > now and counts(phase)]
    if ahead:
        raise Refusal(
            _(
                "Die Phase „%(phase)s“, in der Menschen mitmachen können, ist noch nicht vorbei. Ändern Sie zuerst ihr Ende."
            )
            % {"phase": ahead[0].title},
            status=409,
        )
