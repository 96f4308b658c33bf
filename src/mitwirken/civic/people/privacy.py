# SPDX-License-Identifier: EUPL-1.2
"""What is personal in this room, and in the tables of the packages it uses for signing in."""

import secrets
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import CONTRACT_OF_USE, TASK, Erase, by_address, declare, impersonal

from .models import fresh_placeholder_address
from .queries import over

_ADMINISTRATION = _("die Administration, mit festgehaltenem Grund und nur bei Beschäftigten")

declare(
    model="people.Person",
    name=_("Ihr Konto"),
    fields={"email": _("E-Mail-Adresse")},
    purpose=_("damit Sie sich anmelden können und Antworten bekommen"),
    basis=CONTRACT_OF_USE,
    retention=_(
        "bis Sie Ihr Konto löschen oder zwei Jahre nicht da waren; wir schreiben Ihnen vier Wochen vorher"
    ),
    whose="self",
    on_erase=Erase.BLANK,
    blank_to={"email": lambda person: fresh_placeholder_address()},
    expire_where=over,
    on_expire=Erase.BLANK,
    by_own_job=True,
    recipients=[_ADMINISTRATION],
)
declare(
    model="people.Person",
    fields={"pseudonym": _("Pseudonym")},
    purpose=_("damit andere Ihre Beiträge unterscheiden können, ohne Ihren Namen zu kennen"),
    basis=TASK,
    retention=_("bis Sie Ihr Konto löschen"),
    whose="self",
    on_erase=Erase.BLANK,
    # Only numbers remain; on pages it reads "Gelöschtes Konto".
    blank_to={"pseudonym": lambda person: f"erased-{secrets.token_hex(8)}"},
    public=True,
)
declare(
    model="people.Person",
    fields={
        "password": _("Passwort (nur als Prüfwert, den niemand zurückrechnen kann)"),
        "last_login": _("wann Sie sich zuletzt angemeldet haben"),
        "joined_at": _("seit wann Sie dabei sind"),
        "seen_on": _("an welchem Tag Sie zuletzt da waren"),
        "idle_notice_on": _("wann wir Sie an das unbenutzte Konto erinnert haben"),
        "language": _("Sprache Ihrer E-Mails"),
        "is_active": _("ob das Konto offen ist"),
        "confirmed_only": _("ob Sie nur eine Adresse bestätigt haben"),
        "has_roles": _("ob Sie für die Stadt arbeiten"),
        "restricted_at": _("ob Sie die Verarbeitung eingeschränkt haben"),
        "erased_at": _("ob das Konto gelöscht ist"),
    },
    purpose=_("damit Ihr Konto sicher ist und unbenutzte Konten verschwinden"),
    basis=CONTRACT_OF_USE,
    retention=_("bis Sie Ihr Konto löschen oder zwei Jahre nicht da waren"),
    whose="self",
    on_erase=Erase.BLANK,
    blank_to={
        "password": "!",
        "joined_at": lambda person: timezone.now(),
        "language": "de",
        "is_active": False,
        "confirmed_only": False,
        "has_roles": False,
        "erased_at": lambda person: timezone.now(),
    },
    secrets=["password"],
)
declare(
    model="people.RoleGrant",
    name=_("Rollen der Beschäftigten"),
    fields={
        "person": _("wer"),
        "role": _("welche Rolle"),
        "office": _("für welches Amt"),
        "granted_at": _("seit wann"),
    },
    purpose=_("damit nur Zuständige bearbeiten, was sie angeht"),
    basis=TASK,
    retention=_("bis die Rolle endet"),
    whose="person",
    on_erase=Erase.DELETE,
    recipients=[_("die Administration")],
)
declare(
    model="people.Session",
    name=_("Ihre Anmeldungen"),
    fields={
        "person": _("wer angemeldet ist"),
        "session_key": _("Kennung des Cookies"),
        "session_data": _("womit und wann Sie sich angemeldet haben"),
        "device": _("Browser und Art des Geräts, ohne Version und Modell"),
        "began_on": _("an welchem Tag Sie sich angemeldet haben"),
        "seen_on": _("an welchem Tag Sie dort zuletzt da waren"),
        "expire_date": _("wann die Anmeldung endet"),
    },
    purpose=_("damit Sie angemeldet bleiben und sich überall abmelden können"),
    basis=CONTRACT_OF_USE,
    retention=_("bis Sie sich abmelden, höchstens 14 Tage nach dem letzten Besuch"),
    whose="person",
    on_erase=Erase.DELETE,
    secrets=["session_key", "session_data"],
    expire=timedelta(),
    expire_by="expire_date",
)
declare(
    model="people.Confirmation",
    name=_("Bestätigungen ohne Konto"),
    fields={
        "email": _("E-Mail-Adresse"),
        "payload": _("was Sie einreichen möchten, bis Sie es bestätigt haben"),
        "purpose": _("wofür die Bestätigung ist"),
        "language": _("Sprache der E-Mail"),
        "result": _("wohin die Bestätigung geführt hat"),
    },
    purpose=_("damit nur mitmacht, wem die Adresse gehört"),
    basis=TASK,
    retention=_("drei Tage, danach noch sieben Tage, um einen zweiten Klick zu beantworten"),
    whose=by_address("email"),
    on_erase=Erase.DELETE,
    expire=timedelta(days=7),
    expire_by="expires_at",
)
impersonal("people.Confirmation", ["token_hash"], because="A hash of random bits.")

declare(
    model="account.EmailAddress",
    name=_("Ihre E-Mail-Adressen"),
    fields={"user": _("wessen Adresse"), "email": _("E-Mail-Adresse"), "verified": _("ob sie bestätigt ist")},
    purpose=_("damit nur Sie sich mit Ihrer Adresse anmelden"),
    basis=CONTRACT_OF_USE,
    retention=_("bis Sie die Adresse wechseln oder Ihr Konto löschen"),
    whose="user",
    on_erase=Erase.DELETE,
)
declare(
    model="account.EmailConfirmation",
    name=_("Bestätigungslinks für Adressen"),
    fields={"key": _("Kennung")},
    purpose=_("damit eine Adresse bestätigt werden kann"),
    basis=CONTRACT_OF_USE,
    retention=_("ein Tag; zurzeit werden Codes statt Links verwendet"),
    whose="email_address__user",
    on_erase=Erase.DELETE,
    secrets=["key"],
    expire=timedelta(days=1),
    expire_by="created",
)
declare(
    model="mfa.Authenticator",
    name=_("Passkeys und zweiter Faktor"),
    fields={
        "user": _("wer"),
        "type": _("Art"),
        "data": _("Schlüssel zum Prüfen"),
        "created_at": _("seit wann"),
        "last_used_at": _("zuletzt benutzt"),
    },
    purpose=_("damit niemand anderes sich als Sie anmeldet"),
    basis=CONTRACT_OF_USE,
    retention=_("bis Sie den Schlüssel entfernen oder Ihr Konto löschen"),
    whose="user",
    on_erase=Erase.DELETE,
    secrets=["data"],
)
