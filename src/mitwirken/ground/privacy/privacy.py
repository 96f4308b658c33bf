# SPDX-License-Identifier: EUPL-1.2
"""Tables of packages that no room of ours owns, and of the rooms below this one, which cannot declare
themselves.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from .registry import CONTRACT_OF_USE, Erase, declare, impersonal

impersonal("contenttypes.ContentType", ["app_label", "model"], because="Names of code.")
impersonal("auth.Permission", ["name", "codename"], because="Names of code.")
impersonal("auth.Group", ["name"], because="Names of code.")
impersonal(
    "sessions.Session", ["session_key", "session_data"], because="Unused: sessions lie in people.Session."
)
impersonal("privacy.RetentionRun", ["counts"], because="Numbers of deleted rows by kind.")

declare(
    model="deeds.Attempt",
    name=_("Zähler gegen zu viele Versuche"),
    fields={
        "who": _("verschlüsselte Kennung von Netzadresse, E-Mail-Adresse oder Konto"),
        "what": _("was versucht wurde"),
    },
    purpose=_("damit niemand Codes errät oder die Plattform mit Anfragen überschwemmt"),
    basis=CONTRACT_OF_USE,
    retention=_("zwei Tage; die Kennung lässt sich schon am nächsten Tag niemandem mehr zuordnen"),
    # The key of the hash changes daily, so nobody can tell whose row it is, not even with the address
    # at hand.
    whose=None,
    on_erase=Erase.KEEP,
    reason=_("niemand kann die Zeile zuordnen, und sie verschwindet nach zwei Tagen"),
    expire=timedelta(days=2),
    expire_by="at",
)
declare(
    model="deeds.Once",
    name=_("Schutz vor doppeltem Absenden"),
    fields={
        "token": _("zufällige Kennung des Formulars"),
        "result": _("Adresse der Seite, die entstanden ist"),
    },
    purpose=_("damit ein Doppelklick nur einmal zählt"),
    basis=CONTRACT_OF_USE,
    retention=_("zwei Tage"),
    whose=None,
    on_erase=Erase.KEEP,
    reason=_("die Zeile nennt niemanden und verschwindet nach zwei Tagen"),
    expire=timedelta(days=2),
    expire_by="at",
)
impersonal("deeds.ScheduledRun", ["name"], because="Names of jobs.")
