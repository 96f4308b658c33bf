# SPDX-License-Identifier: EUPL-1.2
"""What of a token is personal."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import CONTRACT_OF_USE, Erase, declare, impersonal

declare(
    model="api.ApiToken",
    name=_("API-Schlüssel"),
    fields={
        "person": _("wem der Schlüssel gehört"),
        "name": _("wie Sie ihn genannt haben"),
        "prefix": _("Anfang des Schlüssels"),
        "token_hash": _("Prüfsumme des Schlüssels"),
    },
    purpose=_("damit Programme in Ihrem Namen mitwirken können, wenn Sie das wollen"),
    basis=CONTRACT_OF_USE,
    retention=_("bis Sie ihn löschen, längstens einen Monat nach Ablauf"),
    whose="person",
    on_erase=Erase.DELETE,
    secrets=("token_hash",),
    expire=timedelta(days=30),
    expire_by="expires_at",
)
impersonal("api.ApiToken", ["scopes"], because="Fixed words of what a token may do.")
