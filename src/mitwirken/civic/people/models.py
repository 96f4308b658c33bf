# SPDX-License-Identifier: EUPL-1.2
"""Persons, the roles they hold, where they are signed in, and addresses waiting to be confirmed."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.desk.roles import Role


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who takes part. An e-mail address that only the sign-in knows, and a pseudonym that everybody
    sees.

    A real name is never asked for. `confirmed_only` marks somebody who never signed in and only confirmed an
    e-mail address with a contribution. An erased person stays as a row without any detail, so that
    contributions left standing keep their order. `has_roles` is kept by the grants: a request of somebody who
    never was staff asks for no roles.
    """

    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    pseudonym = models.CharField(_("Pseudonym"), max_length=60)
    is_active = models.BooleanField(default=True)
    confirmed_only = models.BooleanField(default=False)
    has_roles = models.BooleanField(default=False)
    language = models.CharField(_("Sprache"), max_length=12, default="de", choices=settings.LANGUAGES)
    joined_at = models.DateTimeField(default=timezone.now)
    seen_on = models.DateField(null=True, blank=True)
    idle_notice_on = models.DateField(null=True, blank=True)
    restricted_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")
        constraints = [models.UniqueConstraint(Lower("pseudonym"), name="pseudonym_once_whatever_its_case")]
        indexes = [
            models.Index(fields=["pseudonym"], condition=models.Q(has_roles=True), name="staff_by_pseudonym"),
            models.Index(fields=["seen_on"]),
        ]

    def __str__(self) -> str:
        return gettext("Gelöschtes Konto") if self.erased_at else self.pseudonym

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.password:
            # An empty one would count as a password that somebody has.
            self.set_unusable_password()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return reverse("people:staff_person", args=[self.pk])

    def stream_topics(self) -> list[str]:
        return [f"person:{self.pk}"]

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held now. One query, once a request; none is asked for people who never were staff."""
        return frozenset(self.grants.values_list("role", flat=True)) if self.has_roles else frozenset()

    @cached_property
    def offices(self) -> frozenset[int]:
        if not self.has_roles:
            return frozenset()
        return frozenset(self.grants.exclude(office=None).values_list("office_id", flat=True))

    @property
    def is_staff(self) -> bool:
        return bool(self.roles)

    @cached_property
    def has_second_factor(self) -> bool:
        from allauth.mfa.models import Authenticator
        from allauth.mfa.utils import is_mfa_enabled

        return bool(is_mfa_enabled(self, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return Role.ADMIN in self.roles

    def has_module_perms(self, app_label: str) -> bool:
        return Role.ADMIN in self.roles

    def forget_cached_roles(self) -> None:
        for name in ("roles", "offices"):
            self.__dict__.pop(name, None)


class RoleGrant(models.Model):
    """A role that somebody holds, for an office where the role needs one."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("Rolle"), max_length=20, choices=Role.choices)
    office = models.ForeignKey(
        "desk.Office",
        verbose_name=_("Amt"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="grants",
    )
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Rolle")
        verbose_name_plural = _("Rollen")
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "office"], name="role_once_an_office"),
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(office=None), name="role_once_without_office"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.in_words}"

    # Here and not in the actions alone, so that `has_roles` is true of every grant however it was made.
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self._mark(True)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        self._mark(RoleGrant.objects.filter(person_id=self.person_id).exists())
        return deleted

    @property
    def in_words(self) -> str:
        role = str(Role(self.role).label)
        return f"{role} ({self.office.name})" if self.office else role

    def _mark(self, has_roles: bool) -> None:
        Person.objects.filter(pk=self.person_id).exclude(has_roles=has_roles).update(has_roles=has_roles)
        self.person.has_roles = has_roles
        self.person.forget_cached_roles()


class Session(AbstractBaseSession):
    """Where somebody is signed in, or is about to. Knows the person, so that all of somebody's sessions can
    end.
    """

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="sessions")
    # "firefox/android": enough to know one's own devices by, not to tell a device from others of its kind.
    device = models.CharField(max_length=30, default="", blank=True)
    began_on = models.DateField(null=True, blank=True)
    seen_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("Anmeldung")
        verbose_name_plural = _("Anmeldungen")

    @classmethod
    def get_session_store_class(cls) -> Any:
        from .sessions import SessionStore

        return SessionStore


class Confirmation(models.Model):
    """Something that somebody without an account wants to do, once the e-mail address turns out to be theirs.

    The link carries a token; here lies its hash. `payload` is what the purpose's handler needs and is emptied
    with the deed; `result` is the address it led to, for a second click.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(_("E-Mail-Adresse"))
    purpose = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    language = models.CharField(max_length=12, default="de")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("Bestätigung")
        verbose_name_plural = _("Bestätigungen")

    def __str__(self) -> str:
        return f"{self.purpose} {self.created_at:%Y-%m-%d}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @staticmethod
    def hash_of(token: str) -> str:
        # A plain hash is enough: the token is 256 random bits, nobody guesses it from here.
        return hashlib.sha256(token.encode()).hexdigest()


def fresh_placeholder_address() -> str:
    """For a row that must have an address and belongs to nobody any more; the domain is reserved for that."""
    return f"{secrets.token_hex(12)}@erased.invalid"
