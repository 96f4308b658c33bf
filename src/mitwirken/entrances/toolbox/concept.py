# SPDX-License-Identifier: EUPL-1.2
"""A plan as a concept for the council: composed once, drawn as a page to print, a PDF and an OpenDocument text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mitwirken.ground.ui.paper import Block, Heading, Items, Paper, Paragraph, Table

from . import reasons
from .queries.plans import ShownPlan

Said = Sequence[tuple[str, str, str]]


def compose(shown: ShownPlan, said: Said, *, title: str = "") -> Paper:
    """The plan in the order in which a committee reads: where we stand, what we do, when, what it takes, whom it reaches, what
    it lacks.
    """
    return Paper(
        title=title or _("Vorschlag für die Beteiligung"),
        eyebrow=_("Beteiligungskonzept"),
        lead=_("Zusammengestellt mit dem Instrumentenkoffer. Alle Zahlen sind Richtwerte."),
        language=(get_language() or "de")[:2],
        author=settings.CITY,
        blocks=[*_start(said), *_steps(shown), *_means(shown), *_reach(shown), *_lacks(shown)],
    )


def _start(said: Said) -> Iterator[Block]:
    yield Heading(_("Ausgangslage"))
    if not said:
        yield Paragraph(_("Zur Ausgangslage ist nichts angegeben."))
    for _name, question, answer in said:
        yield Paragraph(answer, label=question.removesuffix("?"))


def _steps(shown: ShownPlan) -> Iterator[Block]:
    yield Heading(_("Schritte"))
    for step in shown.steps:
        yield Heading(f"{step.phase_name}: {step.name}", level=2)
        yield Paragraph(step.text)
        told = [*step.fits, *(_("Zu beachten: %(what)s") % {"what": each} for each in step.cautions)]
        if told:
            yield Items(told)


def _means(shown: ShownPlan) -> Iterator[Block]:
    yield Heading(_("Zeit und Aufwand"))
    rows = [
        (
            step.name,
            step.phase_name,
            step.weeks,
            reasons.number(step.hours.planned),
            reasons.number(step.euros.planned),
        )
        for step in shown.steps
    ]
    plan = shown.plan
    rows.append(
        (
            _("zusammen"),
            "",
            reasons.weeks(plan.weeks[0]),
            reasons.number(plan.hours.planned),
            reasons.number(plan.euros.planned),
        )
    )
    yield Table(
        caption=_("Zeitplan, Arbeitsstunden und Ausgaben"),
        head=(_("Schritt"), _("Phase"), _("Wann"), _("Stunden"), _("Euro")),
        rows=rows,
        widths=(5, 3, 3, 2, 2),
    )
    if plan.weeks[1] > plan.weeks[0]:
        yield Paragraph(
            _("Geht es langsam, dauert es bis zu %(weeks)s.") % {"weeks": reasons.weeks(plan.weeks[1])},
            quiet=True,
        )


def _reach(shown: ShownPlan) -> Iterator[Block]:
    yield Heading(_("Wer erreicht wird"))
    reached = [f"{group} ({by})" for group, by in shown.reached]
    if shown.also_reached:
        reached.append(_("Außerdem: %(groups)s") % {"groups": shown.also_reached})
    if reached:
        yield Items(reached)
    for label, names in ((_("Ohne Internet"), shown.analog), (_("Online"), shown.digital)):
        if names:
            yield Paragraph(", ".join(names), label=label)
    if shown.recruitment:
        yield Paragraph(shown.recruitment, label=_("Wie Menschen dazukommen"))


def _lacks(shown: ShownPlan) -> Iterator[Block]:
    yield Heading(_("Was fehlt und was zu beachten ist"))
    told = [*shown.gaps, *shown.notes]
    yield Items(told) if told else Paragraph(_("Nach den Angaben fehlt nichts."))
