# SPDX-License-Identifier: EUPL-1.2
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

declare(
    model="texts.Version",
    name=_("Texte der Stadt"),
    fields={"by": _("Wer diese Fassung geschrieben hat")},
    purpose=_("damit die Redaktion nachfragen kann, wer was geändert hat"),
    basis=TASK,
    retention=_("so lange wie die Fassung"),
    whose="by",
    on_erase=Erase.UNLINK,
    recipients=(_("Redaktion, Prozessverantwortung, Kernteam"),),
)
impersonal("texts.Page", ["slug", "kind"], because="An address and a fixed word of the software.")
impersonal(
    "texts.Version",
    ["language", "state", "title", "lead", "body"],
    because="What the city says in its own name.",
)
