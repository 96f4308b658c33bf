# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

declare(
    model="devices.Device",
    name=_("Gemeinsame Geräte"),
    fields={"by": _("wer von der Stadt das Gerät eingerichtet hat")},
    purpose=_("damit Rückfragen zum Gerät möglich sind"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="by",
    on_erase=Erase.UNLINK,
)
impersonal(
    "devices.Device",
    ["name", "mode", "start", "code"],
    because="Where a device stands, what it shows, and a digest of its code.",
)
