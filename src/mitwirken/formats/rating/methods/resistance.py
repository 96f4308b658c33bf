# SPDX-License-Identifier: EUPL-1.2
"""Resistance: systemic consensing, where the least resistance leads."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..registry import Counts, Method, Option, Part, Setup

MOST = 10
# What has too few ratings stands behind everything that has enough: further down than any mean can lie.
BEHIND = 100.0


@dataclass(frozen=True)
class Resistance(Method):
    def rule(self, setup: Setup) -> str:
        return _(
            "Sie sagen zu jedem Vorschlag, wie groß Ihr Widerstand ist: 0 heißt „damit kann ich gut leben“, 10 heißt „das geht "
            "für mich gar nicht“. Wozu Sie nichts sagen, dort zählen Sie nicht mit. Bis zum Ende können Sie alles ändern."
        )

    def on_paper(self, setup: Setup) -> str:
        return _(
            "Kreuzen Sie an, wie groß Ihr Widerstand ist: 0 heißt keiner, 10 heißt, das geht für Sie gar nicht."
        )

    def counting(self, setup: Setup) -> str:
        return ngettext(
            "Vorn steht der Vorschlag mit dem kleinsten durchschnittlichen Widerstand. Bei Gleichstand steht vorn, was mehr "
            "Menschen bewertet haben. Vorschläge ohne Bewertung stehen am Schluss.",
            "Vorn steht der Vorschlag mit dem kleinsten durchschnittlichen Widerstand. Bei Gleichstand steht vorn, was mehr "
            "Menschen bewertet haben. Vorschläge mit weniger als %(n)d Bewertungen stehen am Schluss, damit nicht "
            "Einzelne entscheiden.",
            setup.min_ratings,
        ) % {"n": setup.min_ratings}

    def options(self, setup: Setup) -> tuple[Option, ...]:
        return tuple(
            Option(
                n,
                _("Widerstand %(n)d von 10") % {"n": n},
                "good" if n <= 3 else "even" if n <= 6 else "bad",
                short=str(n),
            )
            for n in range(MOST + 1)
        )

    def allowed(self, setup: Setup) -> range:
        return range(MOST + 1)

    def enough(self, counts: Counts, setup: Setup) -> bool:
        return counts.ratings >= max(1, setup.min_ratings)

    def mean(self, counts: Counts) -> float:
        return counts.total / counts.ratings if counts.ratings else float(MOST)

    def score(self, counts: Counts, setup: Setup) -> float:
        # Rounded, so that equal means are equal: 10/3 and 20/6 must not differ in their last bit.
        score = 0.0 - round(self.mean(counts), 9)
        return score if self.enough(counts, setup) else score - BEHIND

    def tie(self, counts: Counts, setup: Setup) -> float:
        return float(counts.ratings)

    def figure(self, counts: Counts, setup: Setup) -> str:
        if not counts.ratings:
            return _("noch keine Bewertung")
        return _("Widerstand %(mean)s von 10") % {"mean": number_format(self.mean(counts), 1)}

    def parts(self, counts: Counts, setup: Setup) -> tuple[Part, ...]:
        given, n = counts.values, counts.ratings
        groups = (
            (_("wenig (0 bis 3)"), range(4), "good"),
            (_("mittel (4 bis 6)"), range(4, 7), "even"),
            (_("viel (7 bis 10)"), range(7, 11), "bad"),
        )
        return tuple(
            Part(label, k := sum(given.get(value, 0) for value in values), k / n if n else 0.0, tone)
            for label, values, tone in groups
        )

    def own(self, value: int, setup: Setup) -> str:
        return _("Ihr Widerstand: %(n)d von 10.") % {"n": value}


RESISTANCE = Resistance(
    key="resistance",
    name=gettext_lazy("Widerstand messen"),
    summary=gettext_lazy(
        "Jede Person sagt von 0 bis 10, wie sehr sie dagegen ist. Findet, womit die meisten leben können."
    ),
    verb=gettext_lazy("Widerstand angeben"),
    ends=(gettext_lazy("damit kann ich gut leben"), gettext_lazy("das geht gar nicht")),
    widget="rating/widgets/scale.html",
)
