# SPDX-License-Identifier: EUPL-1.2
"""How sums and rules are said: the rule of a ballot in plain sentences, before anybody votes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitwirken.civic.people import identity

from .models import Kind, Rule

SIGNS = {"EUR": "€", "PLN": "zł", "CHF": "CHF", "GBP": "£"}


def money(amount: float, currency: str = "EUR") -> str:
    """A sum in whole units, with the sign people know: "12.500 €"."""
    return f"{number_format(round(amount), force_grouping=True)} {SIGNS.get(currency, currency)}"


def proof_name() -> str:
    """The way of finding out who may vote by what an identity provider says."""
    return _("Mit einem Nachweis über %(provider)s") % {"provider": settings.IDENTITY_NAME}


def proof_text() -> str:
    words = {"provider": settings.IDENTITY_NAME, "conditions": ", ".join(identity.conditions())}
    if not words["conditions"]:
        return (
            _(
                "Abstimmen kann, wer ein Konto hat und sich einmal über %(provider)s ausweist. Ihre Angaben werden nicht gespeichert."
            )
            % words
        )
    return (
        _(
            "Abstimmen kann, wer ein Konto hat und einmal über %(provider)s nachweist: %(conditions)s. Ihre Angaben werden nicht gespeichert."
        )
        % words
    )


def how_to_fill_in(setup: Any, currency: str = "EUR", *, on_paper: bool = False) -> str:
    """What one does with the paper, in two or three sentences. `on_paper` nobody reckons what is left."""
    least, most = max(1, setup.least), setup.most
    if setup.kind == Kind.BASKET:
        text = _(
            "Legen Sie in Ihren Warenkorb, was bezahlt werden soll. Zusammen darf es höchstens %(budget)s kosten."
        ) % {"budget": money(setup.budget, currency)}
        if not on_paper:
            text += " " + _("Was noch übrig ist, steht immer dabei.")
    elif setup.kind == Kind.POINTS:
        text = _(
            "Sie haben %(n)d Punkte und verteilen sie, wie Sie möchten. Sie müssen nicht alle vergeben."
        ) % {"n": setup.points}
        if setup.points_each:
            text += " " + _("Auf ein Projekt gehen höchstens %(n)d.") % {"n": setup.points_each}
    elif setup.kind == Kind.RANKING:
        text = _(
            "Geben Sie dem Projekt, das Ihnen am liebsten ist, den Platz 1, dem nächsten den Platz 2 und so weiter. "
            "Was Sie nicht nennen, steht gemeinsam am Ende."
        )
    else:
        text = _("Kreuzen Sie alles an, was Sie gut finden.")
    if setup.kind != Kind.POINTS:
        if most is not None and least > 1:
            text += " " + _("Wählen Sie mindestens %(least)d und höchstens %(most)d Projekte.") % {
                "least": least,
                "most": most,
            }
        elif most is not None:
            text += " " + ngettext(
                "Wählen Sie höchstens ein Projekt.", "Wählen Sie höchstens %(n)d Projekte.", most
            ) % {"n": most}
        elif least > 1:
            text += " " + _("Wählen Sie mindestens %(n)d Projekte.") % {"n": least}
    return text


def how_it_is_counted(setup: Any, currency: str = "EUR") -> list[str]:
    """The rule of counting as sentences, each a step."""
    steps = []
    if setup.with_money and setup.guarantee:
        steps.append(
            ngettext(
                "Zuerst bekommt jeder Bezirk das Projekt, das dort die meisten Stimmen hat.",
                "Zuerst bekommt jeder Bezirk die %(n)d Projekte, die dort die meisten Stimmen haben.",
                setup.guarantee,
            )
            % {"n": setup.guarantee}
        )
    if setup.rule == Rule.SHARES:
        steps += [
            _(
                "Das Geld wird zu gleichen Teilen auf alle verteilt, die abstimmen: Jede Stimme hat denselben Anteil."
            ),
            _(
                "Wer ein Projekt gewählt hat, zahlt mit seinem Anteil dafür. Alle, die es gewählt haben, teilen sich die Kosten."
            ),
            _(
                "Zuerst kommt das Projekt, das für die Einzelnen am günstigsten ist: viele Stimmen, gemessen am Preis."
            ),
            _(
                "Wer schon bezahlt hat, hat für das nächste Projekt weniger übrig. So kommen auch kleinere Gruppen zum Zug."
            ),
            _(
                "Bleibt am Ende Geld liegen, werden alle Anteile Schritt für Schritt gleich erhöht, bis das Budget ausgeschöpft ist."
            ),
        ]
        if setup.fill:
            steps.append(
                _("Was selbst dann übrig bleibt, geht nach Stimmen an Projekte, die noch hineinpassen.")
            )
        if setup.comparison:
            steps.append(
                _(
                    "Zum Schluss wird verglichen: Wäre mehr Menschen mit der Reihenfolge nach Stimmen gedient, gilt diese."
                )
            )
    elif setup.rule == Rule.GREEDY:
        by_points = setup.kind == Kind.POINTS
        steps += [
            _("Die Projekte werden nach Punkten geordnet, das mit den meisten steht oben.")
            if by_points
            else _("Die Projekte werden nach Stimmen geordnet, das mit den meisten steht oben."),
            _(
                "Von oben nach unten wird bezahlt, was noch in das Budget passt. Was zu teuer ist, wird übersprungen."
            ),
        ]
    elif setup.rule in {Rule.MOST, Rule.SUM}:
        steps.append(
            _("Jedes Kreuz ist eine Stimme.")
            if setup.rule == Rule.MOST
            else _("Die Punkte werden zusammengezählt.")
        )
        steps.append(
            ngettext(
                "Es gewinnt das Projekt mit den meisten.",
                "Es gewinnen die %(n)d Projekte mit den meisten.",
                setup.seats,
            )
            % {"n": setup.seats}
        )
    elif setup.rule == Rule.SCHULZE:
        steps += [
            _(
                "Je zwei Projekte treten gegeneinander an. Ihre Stimme bekommt das, das bei Ihnen weiter vorn steht."
            ),
            _(
                "Es gewinnt, was gegen alle anderen gewinnt. Schlagen sich mehrere im Kreis, zählt der stärkste Weg von Sieg zu Sieg."
            ),
        ]
    elif setup.rule == Rule.RUNOFF:
        steps += [
            _(
                "Gezählt wird in Runden. In jeder Runde zählt Ihre Stimme für das Projekt, das bei Ihnen am weitesten vorn steht."
            ),
            _(
                "Hat keines mehr als die Hälfte, fällt das schwächste heraus. Wer es vorn hatte, zählt in der nächsten Runde für sein nächstes."
            ),
        ]
    else:
        steps += [
            _("Es werden %(n)d Plätze vergeben. Wer genug Stimmen für einen Platz hat, bekommt ihn.")
            % {"n": setup.seats},
            _(
                "Was darüber ist, geht anteilig an das jeweils nächste Projekt weiter. Hat keines genug, fällt das schwächste heraus."
            ),
        ]
    if setup.with_money:
        steps.append(
            _("Bei Gleichstand kommt das günstigere zuerst, danach entscheidet die ausgeloste Nummer.")
        )
    else:
        steps.append(_("Bei Gleichstand entscheidet die ausgeloste Nummer: Die kleinere steht vorn."))
    return steps
