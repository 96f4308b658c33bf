# SPDX-License-Identifier: EUPL-1.2
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import LEGAL_DUTY, Erase, by_address, declare, impersonal

declare(
    model="hub.Barrier",
    name=_("Gemeldete Barrieren"),
    fields={
        "email": _("E-Mail-Adresse für die Antwort, wenn Sie eine nennen"),
        "description": _("Was nicht ging, in Ihren Worten"),
        "aids": _("Ihre Hilfsmittel, wenn Sie sie nennen"),
    },
    purpose=_("damit wir die Barriere finden, beseitigen und Ihnen antworten können"),
    basis=LEGAL_DUTY,
    retention=_("ein Jahr"),
    whose=by_address("email"),
    on_erase=Erase.DELETE,
    expire=timedelta(days=365),
    expire_by="created_at",
)
impersonal("hub.Barrier", ["token", "page"], because="A random key, and an address of this site.")
