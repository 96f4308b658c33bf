# SPDX-License-Identifier: EUPL-1.2
"""Agreement: for, against, or neither, to every subject."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..registry import Counts, Method, Option, Part, Setup

FOR, NEUTRAL, AGAINST = 1, 0, -1


@dataclass(frozen=True)
class Agreement(Method):
    def rule(self, setup: Setup) -> str:
        return _(
            "Zu jedem Vorschlag gibt es drei Antworten: Zustimmung, neutral oder Ablehnung. "
            "Pro Person zählt eine Antwort je Vorschlag; Sie können sie bis zum Ende ändern oder zurücknehmen."
        )

    def counting(self, setup: Setup) -> str:
        return _(
            "Geordnet wird nach Zustimmungen minus Ablehnungen. Neutrale Antworten werden gezeigt, zählen aber für keine "
            "Seite. Bei Gleichstand steht der Vorschlag mit weniger Ablehnungen vorn; ist auch das gleich, "
            "teilen sie sich den Platz."
        )

    def options(self, setup: Setup) -> tuple[Option, ...]:
        return (
            Option(FOR, gettext_lazy("Zustimmung"), "good"),
            Option(NEUTRAL, gettext_lazy("Neutral"), "even"),
            Option(AGAINST, gettext_lazy("Ablehnung"), "bad"),
        )

    def allowed(self, setup: Setup) -> frozenset[int]:
        return frozenset({FOR, NEUTRAL, AGAINST})

    def score(self, counts: Counts, setup: Setup) -> float:
        return float(counts.total)

    def tie(self, counts: Counts, setup: Setup) -> float:
        return -float(counts.values.get(AGAINST, 0))

    def figure(self, counts: Counts, setup: Setup) -> str:
        given, n = counts.values, counts.ratings
        if not n:
            return _("noch keine Antwort")
        return _("%(share)s %% Zustimmung") % {"share": number_format(round(100 * given.get(FOR, 0) / n))}

    def parts(self, counts: Counts, setup: Setup) -> tuple[Part, ...]:
        given, n = counts.values, counts.ratings
        return tuple(
            Part(option.label, k := given.get(option.value or 0, 0), k / n if n else 0.0, option.tone)
            for option in self.options(setup)
        )

    def own(self, value: int, setup: Setup) -> str:
        return {
            FOR: _("Ihre Antwort: Zustimmung."),
            NEUTRAL: _("Ihre Antwort: neutral."),
            AGAINST: _("Ihre Antwort: Ablehnung."),
        }[value]


AGREEMENT = Agreement(
    key="agreement",
    name=gettext_lazy("Zustimmung, neutral, Ablehnung"),
    summary=gettext_lazy("Zu jedem Vorschlag eine von drei Antworten. Zeigt auch, was umstritten ist."),
    verb=gettext_lazy("Antworten"),
)
