# SPDX-License-Identifier: EUPL-1.2
"""Tables of packages that no room of ours owns, and of the rooms below this one, which cannot declare
themselves.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.audit.actions import erase_words, forget_people

from .registry import CONSENT, CONTRACT_OF_USE, LEGAL_DUTY, Erase, declare, impersonal

KEPT = timedelta(days=3 * 365)
"""For so long a consent that is over can still be asked about."""

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

declare(
    model="audit.Reference",
    name=_("Logbuch der Verwaltung"),
    fields={
        "person": _("wer hinter einem Kürzel im Logbuch steht"),
        "digest": _("das Kürzel"),
        "salt": _("womit es gebildet ist"),
    },
    purpose=_(
        "damit sich prüfen lässt, was Beschäftigte mit Folgen für andere getan haben: Rollen, Einsicht in"
        " Kontaktdaten, Antworten, Moderation, Löschungen"
    ),
    basis=LEGAL_DUTY,
    retention=_(
        "bis das Konto gelöscht wird; die Zeilen des Logbuchs bleiben und nennen dann niemanden mehr"
    ),
    whose="person",
    on_erase=Erase.DELETE,
    erase_with=forget_people,
    recipients=[_("Ombudsstelle und Kernteam")],
    secrets=["salt"],
)
declare(
    model="audit.Words",
    name=_("Begründungen im Logbuch"),
    fields={
        "about": _("wen die Einsicht betraf"),
        "text": _("der Grund, den jemand angegeben hat"),
        "salt": _("womit der Grund versiegelt ist"),
    },
    purpose=_("damit sich prüfen lässt, warum jemand Kontaktdaten angesehen hat"),
    basis=LEGAL_DUTY,
    retention=_("drei Jahre, höchstens bis die betroffene Person ihr Konto löscht"),
    whose="about",
    on_erase=Erase.DELETE,
    erase_with=erase_words,
    recipients=[_("Ombudsstelle und Kernteam")],
    secrets=["salt"],
    expire=timedelta(days=3 * 365),
    expire_by="at",
)
impersonal(
    "audit.Entry",
    ["verb", "subject_kind", "facts", "words_digest", "before", "hash"],
    because="Fixed words, numbers of rows, and digests.",
)
impersonal(
    "audit.Entry",
    ["actor", "subject"],
    because="A salted digest; the salt, and with it the person, lies in audit.Reference and is erased there.",
)
impersonal("audit.Head", ["hash", "mark"], because="Digests of the whole chain.")
declare(
    model="privacy.Consent",
    name=_("Ihre Einwilligungen"),
    fields={
        "person": _("wer eingewilligt hat"),
        "purpose": _("wozu"),
        "words": _("der Wortlaut, dem Sie zugestimmt haben"),
        "language": _("in welcher Sprache Sie ihn gelesen haben"),
    },
    purpose=_(
        "damit sich zeigen lässt, wozu Sie Ja gesagt haben und seit wann nicht mehr (Art. 7 Abs. 1 DSGVO)"
    ),
    basis=CONSENT,
    retention=_("drei Jahre nach der Rücknahme, höchstens bis Sie Ihr Konto löschen"),
    whose="person",
    on_erase=Erase.DELETE,
    expire_where=lambda now: Q(ended_at__lt=now - KEPT) | Q(ended_at=None, ends_on__lt=(now - KEPT).date()),
)
