# SPDX-License-Identifier: EUPL-1.2
"""Points: a few to give away over all subjects of the phase."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mitwirken.ground.deeds.refusal import Refusal

from ..registry import Counts, Method, Option, Setup, Target


@dataclass(frozen=True)
class Points(Method):
    def rule(self, setup: Setup) -> str:
        given = ngettext(
            "Sie haben %(n)d Punkt, den Sie vergeben können.",
            "Sie haben %(n)d Punkte, die Sie auf die Vorschläge verteilen können.",
            setup.points,
        ) % {"n": setup.points}
        if setup.max_per_item >= setup.points:
            most = _("Sie können alle auf einen Vorschlag setzen.") if setup.points > 1 else ""
        else:
            most = ngettext(
                "Ein Vorschlag bekommt von Ihnen höchstens %(n)d Punkt.",
                "Ein Vorschlag bekommt von Ihnen höchstens %(n)d Punkte.",
                setup.max_per_item,
            ) % {"n": setup.max_per_item}
        change = _("Bis zum Ende können Sie umverteilen; Punkte, die übrig bleiben, verfallen.")
        return " ".join(part for part in (given, most, change) if part)

    def on_paper(self, setup: Setup) -> str:
        given = ngettext(
            "Sie haben %(n)d Punkt zu vergeben.",
            "Sie haben %(n)d Punkte zu vergeben.",
            setup.points,
        ) % {"n": setup.points}
        most = ngettext(
            "Ein Vorschlag bekommt höchstens %(n)d Punkt.",
            "Ein Vorschlag bekommt höchstens %(n)d Punkte.",
            setup.max_per_item,
        ) % {"n": setup.max_per_item}
        return f"{given} {most} {_('Kreuzen Sie die Zahl der Punkte an.')}"

    def counting(self, setup: Setup) -> str:
        return _(
            "Gezählt werden alle Punkte. Bei Gleichstand steht der Vorschlag vorn, dem mehr verschiedene Menschen Punkte "
            "gegeben haben; ist auch das gleich, teilen sie sich den Platz."
        )

    def options(self, setup: Setup) -> tuple[Option, ...]:
        return (
            Option(None, gettext_lazy("keine Punkte"), short="0"),
            *(
                Option(n, ngettext("%(n)d Punkt", "%(n)d Punkte", n) % {"n": n}, "good", short=str(n))
                for n in range(1, setup.max_per_item + 1)
            ),
        )

    def allowed(self, setup: Setup) -> range:
        return range(1, setup.max_per_item + 1)

    def clean(self, value: int | None, setup: Setup) -> int | None:
        return super().clean(value or None, setup)

    def place(
        self, setup: Setup, ballot: Mapping[Target, int], target: Target, value: int | None
    ) -> dict[Target, int | None]:
        spent = sum(points for other, points in ballot.items() if other != target)
        # Giving fewer is never refused, even where the phase's budget was cut after people had spent it.
        if value is not None and value > ballot.get(target, 0) and spent + value > setup.points:
            left = max(0, setup.points - spent)
            raise Refusal(
                ngettext(
                    "So viele Punkte haben Sie nicht mehr: Hier können Sie noch %(left)d von %(all)d vergeben. "
                    "Nehmen Sie zuerst bei einem anderen Vorschlag Punkte zurück.",
                    "So viele Punkte haben Sie nicht mehr: Hier können Sie noch %(left)d von %(all)d vergeben. "
                    "Nehmen Sie zuerst bei einem anderen Vorschlag Punkte zurück.",
                    left,
                )
                % {"left": left, "all": setup.points},
                status=409,
                field="value",
            )
        return {target: value}

    def check(self, setup: Setup, ballot: Mapping[Target, int]) -> None:
        spent = sum(ballot.values())
        if spent > setup.points:
            raise Refusal(
                _(
                    "Auf diesem Bogen stehen %(spent)d Punkte, erlaubt sind %(all)d. Prüfen Sie die Eingabe; "
                    "stehen auf dem Bogen wirklich zu viele, ist er ungültig."
                )
                % {"spent": spent, "all": setup.points},
                status=422,
            )

    def score(self, counts: Counts, setup: Setup) -> float:
        return float(counts.total)

    def tie(self, counts: Counts, setup: Setup) -> float:
        return float(counts.ratings)

    def figure(self, counts: Counts, setup: Setup) -> str:
        return ngettext("%(n)d Punkt", "%(n)d Punkte", counts.total) % {"n": counts.total}

    def own(self, value: int, setup: Setup) -> str:
        return ngettext("Von Ihnen: %(n)d Punkt.", "Von Ihnen: %(n)d Punkte.", value) % {"n": value}


POINTS = Points(
    key="points",
    name=gettext_lazy("Punkte verteilen"),
    summary=gettext_lazy(
        "Jede Person hat einige Punkte und muss sich entscheiden. Zeigt, was zuerst kommen soll."
    ),
    verb=gettext_lazy("Punkte geben"),
    widget="rating/widgets/scale.html",
    whole_ballot=True,
)
