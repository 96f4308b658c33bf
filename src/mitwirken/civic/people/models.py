# SPDX-License-Identifier: EUPL-1.2
"""Persons and the roles they hold."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.desk.roles import Role


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who takes part. An e-mail address that only the sign-in knows, and a pseudonym that everybody sees.

    A real name is never asked for. `confirmed_only` marks somebody who never signed in and only confirmed an
    e-mail address with a contribution. An erased person stays as a row without any detail, so that
    contributions left standing keep their order.
    """

    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    pseudonym = models.CharField(_("Pseudonym"), max_length=60)
    is_active = models.BooleanField(default=True)
    confirmed_only = models.BooleanField(default=False)
    language = models.CharField(_("Sprache"), max_length=12, default="de", choices=settings.LANGUAGES)
    joined_at = models.DateTimeField(default=timezone.now)
    seen_on = models.DateField(null=True, blank=True)
    restricted_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("pseudonym"), name="pseudonym_once_whatever_its_case")]

    def __str__(self) -> str:
        return self.pseudonym

    def get_full_name(self) -> str:
        return self.pseudonym

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held now. One query, once a request; none is asked for people who never were staff."""
        return frozenset(self.grants.values_list("role", flat=True))

    @cached_property
    def offices(self) -> frozenset[int]:
        return frozenset(self.grants.exclude(office=None).values_list("office_id", flat=True))

    @property
    def is_staff(self) -> bool:
        return bool(self.roles)

    @cached_property
    def has_second_factor(self) -> bool:
        from allauth.mfa.utils import is_mfa_enabled

        return is_mfa_enabled(self)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return Role.ADMIN in self.roles

    def has_module_perms(self, app_label: str) -> bool:
        return Role.ADMIN in self.roles


class RoleGrant(models.Model):
    """A role that somebody holds, for an office where the role needs one."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("Rolle"), max_length=20, choices=Role.choices)
    office = models.ForeignKey("desk.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="grants")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "office"], name="role_once_an_office"),
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(office=None), name="role_once_without_office"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"


def fresh_placeholder_address() -> str:
    """For a row that must have an address and belongs to nobody any more; the domain is reserved for that."""
    return f"{secrets.token_hex(12)}@erased.invalid"
