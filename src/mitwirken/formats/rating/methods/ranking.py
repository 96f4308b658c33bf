# SPDX-License-Identifier: EUPL-1.2
"""Ranking: a list of favourites, counted after Borda."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mitwirken.ground.deeds.refusal import Refusal

from ..registry import Counts, Method, Option, Part, Setup, Target


@dataclass(frozen=True)
class Ranking(Method):
    def rule(self, setup: Setup) -> str:
        return _(
            "Sie wählen bis zu %(k)d Favoriten und geben ihnen die Plätze 1 bis %(k)d. Jeder Platz ist einmal da: Setzen Sie "
            "einen Vorschlag auf einen Platz, der schon besetzt ist, tauschen die beiden; hatte der neue noch keinen Platz, "
            "wird der bisherige frei. Bis zum Ende können Sie alles ändern."
        ) % {"k": setup.places}

    def on_paper(self, setup: Setup) -> str:
        return _(
            "Wählen Sie bis zu %(k)d Favoriten und geben Sie jedem einen Platz. Jeder Platz ist einmal da."
        ) % {"k": setup.places}

    def counting(self, setup: Setup) -> str:
        return _(
            "Platz 1 bringt %(k)d Punkte, jeder Platz danach einen weniger, Platz %(k)d noch einen (Borda-Zählung). Bei "
            "Gleichstand steht vorn, wer öfter auf Platz 1 gesetzt wurde; ist auch das gleich, teilen sie sich den Platz."
        ) % {"k": setup.places}

    def options(self, setup: Setup) -> tuple[Option, ...]:
        return (
            Option(None, gettext_lazy("kein Platz"), short="–"),
            *(
                Option(n, _("Platz %(n)d") % {"n": n}, "good", short=_("%(n)d.") % {"n": n})
                for n in range(1, setup.places + 1)
            ),
        )

    def allowed(self, setup: Setup) -> range:
        return range(1, setup.places + 1)

    def clean(self, value: int | None, setup: Setup) -> int | None:
        return super().clean(value or None, setup)

    def place(
        self, setup: Setup, ballot: Mapping[Target, int], target: Target, value: int | None
    ) -> dict[Target, int | None]:
        changes: dict[Target, int | None] = {target: value}
        if value is not None:
            for other, place in ballot.items():
                if other != target and place == value:
                    changes[other] = ballot.get(target)
        return changes

    def check(self, setup: Setup, ballot: Mapping[Target, int]) -> None:
        if len(set(ballot.values())) < len(ballot):
            raise Refusal(
                _("Auf diesem Bogen steht ein Platz zweimal. Jeder Platz kann nur einmal vergeben werden."),
                status=422,
            )

    def score(self, counts: Counts, setup: Setup) -> float:
        # A place beyond the list (the phase's number was lowered since) brings nothing rather than less than nothing.
        return float(sum(n * max(0, setup.places + 1 - place) for place, n in counts.values.items()))

    def tie(self, counts: Counts, setup: Setup) -> float:
        return float(counts.values.get(1, 0))

    def figure(self, counts: Counts, setup: Setup) -> str:
        n = int(self.score(counts, setup))
        return ngettext("%(n)d Punkt", "%(n)d Punkte", n) % {"n": n}

    def parts(self, counts: Counts, setup: Setup) -> tuple[Part, ...]:
        given, n = counts.values, counts.ratings
        return tuple(
            Part(_("Platz %(n)d") % {"n": place}, k := given.get(place, 0), k / n if n else 0.0, "good")
            for place in range(1, setup.places + 1)
        )

    def own(self, value: int, setup: Setup) -> str:
        return _("Bei Ihnen auf Platz %(n)d.") % {"n": value}


RANKING = Ranking(
    key="ranking",
    name=gettext_lazy("Rangliste der Favoriten"),
    summary=gettext_lazy("Jede Person ordnet ihre Favoriten. Zeigt Vorlieben genauer als ein Kreuz."),
    verb=gettext_lazy("Platz geben"),
    widget="rating/widgets/scale.html",
    whole_ballot=True,
)
