# SPDX-License-Identifier: EUPL-1.2
"""Who may scan, check and confirm, and how much at once.

| deed | who |
|---|---|
| upload, look through, give a page its number | the roles of some form (`PaperForm.roles`) |
| see a sheet, check and enter it, put it aside | the roles of its form; the entry asks again |
| see a cut-out of a sheet that waits | the same; how somebody is reached and what they need only after a reason |
| see whole pages, and anything of a sheet that is entered or aside | the same, after a reason (`ground.desk.contacts`), for a quarter of an hour |
| enter all clear sheets of a scan at once | Prozessverantwortung, Kernteam, Ombudsstelle, with the role of each form |
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import has_role
from mitwirken.ground.desk.rules import CONCEPTUAL
from mitwirken.ground.paper import registry as paper
from mitwirken.ground.paper import rules as paper_rules

from .models import Page, Sheet

MEGABYTE = 1024 * 1024
MOST_BYTES = 40 * MEGABYTE
MOST_FILES = 40
MOST_PAGES = 300
AT_ONCE = 4
"""So many pages are read while one waits; more than these the worker reads."""
IN_ONE_GO = 60
"""So many pages the worker reads before it looks after other jobs again."""


def require_may_scan(person: Any) -> None:
    if not has_role(person, *paper_rules.CLERKS):
        raise Refusal(
            _(
                "Bögen einlesen können nur Beschäftigte, die auch Bögen eintragen. Die Administration kann Ihnen die Rolle geben."
            )
        )


def require_may_confirm(person: Any) -> None:
    if not has_role(person, *CONCEPTUAL):
        raise Refusal(
            _(
                "Alle klaren Bögen auf einmal übernehmen Prozessverantwortung, Kernteam und Ombudsstelle. Einzeln prüfen können Sie sie auch."
            )
        )


def require_may_see_sheet(person: Any, sheet: Sheet) -> None:
    paper_rules.require_may_enter(person, paper.form_named(sheet.form.kind))


def require_may_see_page(person: Any, page: Page) -> None:
    require_may_scan(person)
    if page.form is not None:
        paper_rules.require_may_enter(person, paper.form_named(page.form.kind))


def is_work(page: Page, name: str) -> bool:
    """Whether a cut-out is what a person must read to enter a sheet that waits, and says nothing of how somebody is reached."""
    if page.sheet is None or not page.sheet.waits or page.form is None:
        return False
    return name not in paper.form_named(page.form.kind).behind_the_door


def require_size(files: list[tuple[str, int]]) -> None:
    """Refuses nothing, too many or too large files, by name."""
    if not files:
        raise Refusal(_("Bitte wählen Sie eine PDF-Datei oder Fotos aus."), status=422, field="uploads")
    if len(files) > MOST_FILES:
        raise Refusal(
            _("Das sind %(n)d Dateien. Bitte nehmen Sie höchstens %(most)d auf einmal.")
            % {"n": len(files), "most": MOST_FILES},
            status=422,
            field="uploads",
        )
    for name, size in files:
        if not size:
            raise Refusal(_("„%(name)s“ ist leer.") % {"name": name}, status=422, field="uploads")
    if sum(size for _name, size in files) > MOST_BYTES:
        largest = max(files, key=lambda file: file[1])[0]
        raise Refusal(
            _(
                "Zusammen sind die Dateien größer als %(most)d Megabyte, „%(name)s“ ist die größte. Bitte teilen Sie den Stapel."
            )
            % {"most": MOST_BYTES // MEGABYTE, "name": largest},
            status=422,
            field="uploads",
        )


def require_pages(pages: int) -> None:
    if pages > MOST_PAGES:
        raise Refusal(
            _("Das sind %(n)d Seiten. Bitte teilen Sie den Stapel: höchstens %(most)d Seiten auf einmal.")
            % {"n": pages, "most": MOST_PAGES},
            status=422,
            field="uploads",
        )


def require_waiting(sheet: Sheet) -> None:
    """Of two clerks at one sheet the second one is told."""
    if not sheet.waits:
        raise Refusal(
            _("Um diesen Bogen hat sich inzwischen schon jemand gekümmert: %(state)s.")
            % {"state": sheet.get_state_display()},
            status=409,
        )
