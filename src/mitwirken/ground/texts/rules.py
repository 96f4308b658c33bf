# SPDX-License-Identifier: EUPL-1.2
"""Who may write the city's texts, and what a text must not lack."""

from __future__ import annotations

import re
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role, has_role, is_staff

from .languages import BINDING, languages
from .models import Page, PageKind

EDITORS: Final = (Role.EDITOR, Role.PROCESS, Role.CORE)
LONGEST: Final = 200_000  # letters of HTML: some 60 printed pages
SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# These are addresses of the desk itself.
TAKEN: Final = frozenset({"neu", "bild", "putzen"})
# A gap that whoever runs the site must fill: anything in square brackets with a letter or an ellipsis in it.
GAP: Final = re.compile(r"\[[^\[\]\n]*[^\W\d_…][^\[\]\n]*\]|\[…\]")


def may_edit_texts(person: Any) -> None:
    if not has_role(person, *EDITORS):
        raise Refusal(
            _(
                "Texte schreiben Redaktion, Prozessverantwortung und Kernteam. Bitte wenden Sie sich an eine von ihnen."
            )
        )


def may_hand_in(person: Any) -> None:
    if not is_staff(person):
        raise Refusal(_("Wissensartikel legen Beschäftigte an. Bitte sprechen Sie die Leitung an."))


def require_language(code: str) -> None:
    if code not in dict(languages()):
        raise Refusal(_("In dieser Sprache gibt es hier keine Texte."), status=404)


def require_slug(slug: str) -> None:
    if not SLUG.fullmatch(slug) or len(slug) > 80:
        raise Refusal(
            _(
                "Die Adresse besteht aus kleinen Buchstaben von a bis z, Ziffern und Bindestrichen, zum Beispiel: haeufige-fragen"
            ),
            status=400,
            field="slug",
        )
    if slug in TAKEN:
        raise Refusal(
            _("Diese Adresse ist schon anders vergeben. Bitte wählen Sie eine andere."),
            status=400,
            field="slug",
        )


def may_withdraw(page: Page, language: str) -> None:
    if page.kind == PageKind.LEGAL and language == BINDING:
        raise Refusal(
            _(
                "Diese Seite ist vorgeschrieben und bleibt öffentlich. Sie können eine neue Fassung veröffentlichen."
            )
        )


def gaps(*texts: str) -> list[str]:
    """What is still to be filled in: `[Straße und Hausnummer]`."""
    return list(dict.fromkeys(found for text in texts for found in GAP.findall(text)))
