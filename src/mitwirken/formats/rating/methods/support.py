# SPDX-License-Identifier: EUPL-1.2
"""Support: one-sided, as often as one likes, once a subject."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..registry import Counts, Method, Option, Setup


@dataclass(frozen=True)
class Support(Method):
    def rule(self, setup: Setup) -> str:
        return _(
            "Sie können so viele Vorschläge unterstützen, wie Sie möchten, jeden einmal. "
            "Ihre Unterstützung können Sie bis zum Ende zurücknehmen."
        )

    def on_paper(self, setup: Setup) -> str:
        return _("Kreuzen Sie alles an, was Sie unterstützen; so viele Vorschläge, wie Sie möchten.")

    def counting(self, setup: Setup) -> str:
        return _(
            "Gezählt wird, wie viele Menschen einen Vorschlag unterstützen. "
            "Vorschläge mit gleich vielen Stimmen teilen sich den Platz."
        )

    def options(self, setup: Setup) -> tuple[Option, ...]:
        return (Option(1, gettext_lazy("Unterstützen"), "good"),)

    def allowed(self, setup: Setup) -> frozenset[int]:
        return frozenset({1})

    def score(self, counts: Counts, setup: Setup) -> float:
        return float(counts.ratings)

    def figure(self, counts: Counts, setup: Setup) -> str:
        return ngettext("%(n)d Unterstützung", "%(n)d Unterstützungen", counts.ratings) % {
            "n": counts.ratings
        }

    def own(self, value: int, setup: Setup) -> str:
        return _("Sie unterstützen das.")


SUPPORT = Support(
    key="support",
    name=gettext_lazy("Unterstützen"),
    summary=gettext_lazy("Jede Person unterstützt, was ihr gefällt. Zeigt, was vielen wichtig ist."),
    verb=gettext_lazy("Unterstützen"),
)
