# SPDX-License-Identifier: EUPL-1.2
"""Deeds: joining, entering, naming oneself, leaving; giving and taking roles; confirming an address."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitwirken.ground import pages
from mitwirken.ground.activity.actions import record
from mitwirken.ground.audit.actions import note
from mitwirken.ground.deeds.limits import require_pace
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.desk.models import Office
from mitwirken.ground.privacy.actions import erase_rows_of, note_erased
from mitwirken.ground.protection.actions import ask, note_right
from mitwirken.ground.protection.models import Request, RequestKind

from . import letters, pseudonyms, queries, rules
from .confirmations import purpose_named
from .models import Confirmation, Person, RoleGrant, Session

log = logging.getLogger(__name__)


def tidy_address(raw: str) -> str:
    email = raw.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(
            _("Das ist keine vollständige E-Mail-Adresse. Sie sieht zum Beispiel so aus: name@example.org"),
            status=400,
            field="email",
        ) from None
    return email


def _language(asked: str) -> str:
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _make(
    email: str, *, language: str, pseudonym: str = "", confirmed_only: bool = False, here: bool = True
) -> Person:
    """A new row with a pseudonym that nobody has. Two makers at once: one makes, the other finds."""
    for attempt in range(12):
        # Plain names first; when they run short a number makes them unique.
        number = None if attempt < 2 else secrets.randbelow(90 if attempt < 6 else 9000) + 10
        name = pseudonym or pseudonyms.draw(number=number)
        person = Person(
            email=email,
            pseudonym=name,
            language=_language(language),
            confirmed_only=confirmed_only,
            seen_on=timezone.localdate() if here else None,
        )
        person.set_unusable_password()
        try:
            with transaction.atomic():
                person.save(force_insert=True)
                return person
        except IntegrityError:
            found = Person.objects.filter(email=email).first()
            if found:
                return found
            if pseudonym:
                raise Refusal(
                    _("„%(name)s“ heißt schon jemand anderes. Bitte wählen Sie ein anderes Pseudonym.")
                    % {"name": pseudonym},
                    status=409,
                    field="pseudonym",
                ) from None
    raise RuntimeError("No free pseudonym in twelve draws; more words are needed.")


def _own_address(person: Person, email: str) -> None:
    """The address is this person's, proven just now."""
    first = not EmailAddress.objects.filter(user=person).exists()
    row, fresh = EmailAddress.objects.get_or_create(
        user=person, email=email, defaults={"verified": True, "primary": first}
    )
    if not fresh and not row.verified:
        row.verified = True
        row.save(update_fields=["verified"])


def find_or_make_by_confirmed_address(*, email: str, language: str = "de") -> Person:
    """The person behind an address that was confirmed a moment ago: the account that has it, or a new row.

    For contributions without an account. A new row is `confirmed_only` and has a drawn pseudonym; when the
    same address signs in later by code, it is the same person. Refuses a malformed address and a blocked
    account.
    """
    email = tidy_address(email)
    with transaction.atomic():
        person = queries.person_with_address(email)
        if person is None:
            person = _make(email, language=language, confirmed_only=True)
        if not person.is_active:
            raise Refusal(_("Mit diesem Konto geht das nicht. Bitte wenden Sie sich an die Moderation."))
        _own_address(person, email)
        Person.objects.filter(pk=person.pk).update(seen_on=timezone.localdate(), idle_notice_on=None)
        return person


def enter(*, email: str, language: str = "de") -> tuple[Person, bool]:
    """Somebody proved with a code to read mail at `email`: the person, and whether the account is new.

    Makes the account when there is none; a row that only confirmed a contribution becomes a full account.
    Refuses nothing; a blocked account is told so by the sign-in that follows.
    """
    email = tidy_address(email)
    with transaction.atomic():
        person = queries.person_with_address(email)
        new = person is None
        if person is None:
            person = _make(email, language=language)
        if person.is_active:
            _own_address(person, email)
        if person.confirmed_only:
            person.confirmed_only = False
            person.save(update_fields=["confirmed_only"])
        return person, new


def rename(*, person: Person, pseudonym: str) -> None:
    """Gives the person another pseudonym, in old contributions too: they name the person, not a copy of the
    name.

    Causes pages with the old name to grow stale. Refuses names that are taken, too short or long, hurtful,
    addresses, or that sound like the city (staff may sound like it).
    """
    name = pseudonyms.require_fitting(pseudonym, official=person.has_roles)
    if name == person.pseudonym:
        return
    try:
        with transaction.atomic():
            person.pseudonym = name
            person.save(update_fields=["pseudonym"])
    except IntegrityError:
        person.refresh_from_db(fields=["pseudonym"])
        raise Refusal(
            _("„%(name)s“ heißt schon jemand anderes. Bitte wählen Sie ein anderes Pseudonym.")
            % {"name": name},
            status=409,
            field="pseudonym",
        ) from None
    pages.changed(*person.stream_topics())


def choose_language(*, person: Person, language: str) -> None:
    """In which language the person gets mail. Refuses languages the site does not speak."""
    if language not in dict(settings.LANGUAGES):
        raise Refusal(_("Diese Sprache gibt es hier noch nicht."), status=400, field="language")
    person.language = language
    person.save(update_fields=["language"])


def remove_password(*, person: Person) -> None:
    """Back to signing in by code or passkey alone. Refuses nothing."""
    person.set_unusable_password()
    person.save(update_fields=["password"])


def end_all_sessions(*, person: Person) -> int:
    """Signs the person out on every device, this one included. Returns how many there were."""
    deleted, _each = Session.objects.filter(person=person).delete()
    return deleted


def end_session(*, person: Person, handle: str) -> bool:
    """Signs the person out on one device. Returns whether it was signed in; a second click finds it done. Refuses nothing."""
    for session in Session.objects.filter(person=person):
        if queries.handle_of(session.session_key) == handle:
            session.delete()
            return True
    return False


def end_other_sessions(*, person: Person, here: str | None) -> int:
    """Signs the person out on every device but this one: after a change of what opens the account. Returns how many."""
    deleted, _each = Session.objects.filter(person=person).exclude(session_key=here or "").delete()
    return deleted


def restrict(*, person: Person) -> Request | None:
    """The person's data are only kept from now on (Art. 18 GDPR): nothing new can be done with the account, nothing is lost.

    Gives the receipt, or None where it was so already. Refuses staff: whoever works for the city first gives the roles back.
    """
    rules.may_restrict(person)
    with transaction.atomic():
        if not Person.objects.filter(pk=person.pk, restricted_at=None).update(restricted_at=timezone.now()):
            return None
        person.refresh_from_db(fields=["restricted_at"])
        record("people.restricted", person, actor=person, public=False)
        return note_right(kind=RequestKind.RESTRICT, person=person)


def release(*, person: Person) -> Request | None:
    """The person takes the restriction back. Gives the receipt, or None where there was none. Refuses nothing."""
    with transaction.atomic():
        if not Person.objects.filter(pk=person.pk).exclude(restricted_at=None).update(restricted_at=None):
            return None
        person.refresh_from_db(fields=["restricted_at"])
        record("people.released", person, actor=person, public=False)
        return note_right(kind=RequestKind.RELEASE, person=person)


def object_to_processing(*, person: Person, text: str, until_then: bool) -> Request:
    """The person objects, with a reason (Art. 21 GDPR). With `until_then` the data are only kept until the answer (Art. 18(1)(d)).

    Refuses what `ask` and `restrict` refuse.
    """
    with transaction.atomic():
        asked = ask(kind=RequestKind.OBJECT, text=text, person=person)
        if until_then:
            restrict(person=person)
        return asked


def delete_account(*, person: Person, keep_texts: bool) -> Request:
    """The person leaves. Every declared field about them is deleted, blanked or unlinked, sessions end.

    With `keep_texts` what they wrote stays without a name; otherwise it is removed as each room declared.
    Causes the search and the pages of what still stands to be brought up to date. Gives a receipt that counts what went and
    names nobody. Refuses the last administrator and the last of the ombuds office.
    """
    with transaction.atomic():
        for grant in RoleGrant.objects.filter(person=person, role__in=rules.NEVER_NOBODY):
            rules.may_lose_role(grant)
        # Before, because afterwards nobody is there whom the row could mean; what it means goes with the rest.
        note("people.account_erased", subject=person, facts={"texts_kept": keep_texts})
        erased = erase_rows_of(person, keep_texts=keep_texts)
        person.refresh_from_db()
        person.forget_cached_roles()
        record("people.erased", person, public=False, data={"texts_kept": keep_texts})
        return note_right(kind=RequestKind.ERASE, person=None, counts=erased.counts)


# --- staff --------------------------------------------------------------------------------------------------


def give_role(
    *, person: Person, role: str, office: Office | None = None, by: Any, reason: str = ""
) -> RoleGrant:
    """Gives a person a role, for an office where the role needs one. Logged with the reason. A role held already stays as
    it is.

    Refuses when `by` (None for the command line) is no administrator or the person, when the office is missing, when
    the account is gone.
    """
    if by is not None:
        rules.may_manage_roles(by)
        rules.may_not_be_oneself(person, by)
        rules.require_reason(reason)
    rules.may_hold_role(person, role, office)
    with transaction.atomic():
        grant, fresh = RoleGrant.objects.get_or_create(person=person, role=role, office=office)
        person.has_roles = True
        person.forget_cached_roles()
        if fresh:
            record(
                "people.role_given",
                person,
                actor=by,
                public=False,
                data={"role": role, "office": office.pk if office else None, "reason": reason.strip()[:300]},
            )
    return grant


def take_role(*, grant: RoleGrant, by: Any, reason: str) -> None:
    """Takes a role from a person. Logged with the reason. Refuses the last administrator and the last of the ombuds
    office, and anybody but administrators.
    """
    rules.may_manage_roles(by)
    rules.require_reason(reason)
    with transaction.atomic():
        rules.may_lose_role(grant)
        record(
            "people.role_taken",
            grant.person,
            actor=by,
            public=False,
            data={"role": grant.role, "office": grant.office_id, "reason": reason.strip()[:300]},
        )
        grant.delete()


def make_staff(
    *,
    email: str,
    roles: Iterable[tuple[str, Office | None]],
    pseudonym: str = "",
    language: str = "de",
    by: Any = None,
    reason: str = "",
) -> Person:
    """An account with roles, found by its address or made. For the command line, the demo and invitations.

    The name may sound like the city ("Team Radverkehr"). Refuses what `give_role` refuses and a name that is
    taken.
    """
    email = tidy_address(email)
    name = pseudonyms.require_fitting(pseudonym, official=True) if pseudonym else ""
    with transaction.atomic():
        person = queries.person_with_address(email) or _make(
            email, language=language, pseudonym=name, here=False
        )
        for role, office in roles:
            give_role(person=person, role=role, office=office, by=by, reason=reason)
        if name and person.pseudonym != name:
            rename(person=person, pseudonym=name)
        return person


def invite_staff(
    *, email: str, role: str, office: Office | None = None, pseudonym: str = "", by: Any, reason: str = ""
) -> Person:
    """Gives a role to whoever reads mail at `email`, and writes there how to begin. Refuses as `give_role`
    does.
    """
    rules.may_manage_roles(by)
    require_pace(f"person:{by.pk}", "people.invite", at_most=30, seconds=3600)
    with transaction.atomic():
        person = make_staff(email=email, roles=[(role, office)], pseudonym=pseudonym, by=by, reason=reason)
        grant = RoleGrant.objects.select_related("office").get(person=person, role=role, office=office)
        with override(person.language):
            letters.send(letters.invitation(grant.in_words, by=str(by)), person.email)
    return person


def show_address(*, person: Person, reason: str, by: Any) -> str:
    """The e-mail address of one of the staff, for an administrator who says why. Logged with the reason."""
    rules.may_manage_roles(by)
    if len(reason.strip()) < 5:
        raise Refusal(
            _("Bitte schreiben Sie kurz, wofür Sie die Adresse brauchen. Das wird festgehalten."),
            status=400,
            field="reason",
        )
    record("people.address_shown", person, actor=by, public=False, data={"reason": reason.strip()[:300]})
    return person.email


def reset_second_factor(*, person: Person, by: Any) -> None:
    """Somebody of the staff lost phone and codes: all factors go, all sessions end, the next sign-in sets up
    anew.

    Logged. Refuses anybody but administrators, and oneself: one's own are changed in the account.
    """
    rules.may_manage_roles(by)
    if person.pk == by.pk:
        raise Refusal(_("Ihren eigenen zweiten Faktor ändern Sie in Ihrem Konto unter Sicherheit."))
    with transaction.atomic():
        Authenticator.objects.filter(user=person).delete()
        end_all_sessions(person=person)
        record("people.second_factor_reset", person, actor=by, public=False)


# --- confirming without an account --------------------------------------------------------------------------


def ask_confirmation(
    *, email: str, purpose: str, payload: Mapping[str, Any], language: str = "de"
) -> Confirmation:
    """Sends a link to `email` that, opened and confirmed, does what `purpose` says with `payload`.

    Nothing else happens before that. Refuses a malformed address and more than five such mails an hour to
    the same one, so that nobody's mailbox is filled from here.
    """
    email = tidy_address(email)
    meant = purpose_named(purpose)
    require_pace(email, "people.confirmation", at_most=5, seconds=3600)
    token = secrets.token_urlsafe(32)
    with transaction.atomic(), override(_language(language)):
        row = Confirmation.objects.create(
            token_hash=Confirmation.hash_of(token),
            email=email,
            purpose=purpose,
            payload=dict(payload),
            language=_language(language),
            expires_at=timezone.now() + meant.valid_for,
        )
        letter = letters.confirmation(
            str(meant.subject),
            str(meant.sentence),
            letters.address("people:confirm", token),
            days=max(1, meant.valid_for.days),
        )
        letters.send(letter, email)
    return row


def redeem(*, token: str) -> str:
    """Does what the link was sent for, once, and returns the address to go to; a second click gets the same
    one.

    Makes or finds the person behind the confirmed address and hands both to the purpose's handler in the same
    transaction; when the handler refuses, the link stays good. Refuses unknown and expired links.
    """
    with transaction.atomic():
        row = Confirmation.objects.select_for_update().filter(token_hash=Confirmation.hash_of(token)).first()
        if row is None:
            raise Refusal(
                _(
                    "Diesen Link kennen wir nicht oder nicht mehr. Vielleicht fehlt am Ende ein Stück: "
                    "Kopieren Sie ihn bitte ganz aus der E-Mail."
                ),
                status=404,
            )
        if row.used_at:
            return row.result
        if row.is_expired:
            raise Refusal(
                _(
                    "Dieser Link ist abgelaufen. Bitte füllen Sie das Formular noch einmal aus, "
                    "dann bekommen Sie einen neuen."
                ),
                status=410,
            )
        person = find_or_make_by_confirmed_address(email=row.email, language=row.language)
        row.result = purpose_named(row.purpose).handler(dict(row.payload), person)[:500]
        row.used_at = timezone.now()
        row.payload = {}
        row.save(update_fields=["result", "used_at", "payload"])
        return row.result


# --- what happens by itself ---------------------------------------------------------------------------------


@every(daily_at="04:20")
def part_from_the_idle() -> None:
    """Accounts unused for two years are told, and deleted four weeks later; texts stay without a name.

    Staff are left to the administration. Rows that only confirmed a contribution go without a letter: nobody
    could sign in to keep them.
    """
    now = timezone.now()
    for person in Person.objects.filter(
        queries.idle(now), confirmed_only=False, idle_notice_on=None
    ).iterator():
        try:
            with override(person.language):
                letters.send(letters.idle_notice(), person.email)
        except Refusal:
            continue
        Person.objects.filter(pk=person.pk).update(idle_notice_on=timezone.localdate(now))
    gone = 0
    for person in Person.objects.filter(queries.over(now)).iterator():
        delete_account(person=person, keep_texts=True)
        gone += 1
    note_erased({"people.Person": gone})
