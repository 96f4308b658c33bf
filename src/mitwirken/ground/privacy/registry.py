# SPDX-License-Identifier: EUPL-1.2
"""What the rooms declared: the data map of the house, in code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

TASK = _(
    "öffentliche Aufgabe: Beteiligung der Einwohnerinnen und Einwohner (Art. 6 Abs. 1 e DSGVO, § 3 DSG NRW)"
)
CONSENT = _("Ihre Einwilligung, die Sie jederzeit zurücknehmen können (Art. 6 Abs. 1 a DSGVO)")
CONTRACT_OF_USE = _(
    "sicherer Betrieb eines Kontos, das Sie selbst angelegt haben (Art. 6 Abs. 1 e DSGVO, Art. 32 DSGVO)"
)
LEGAL_DUTY = _("rechtliche Verpflichtung (Art. 6 Abs. 1 c DSGVO)")


class Erase(StrEnum):
    """What happens to declared fields when the person goes."""

    DELETE = "delete"
    BLANK = "blank"
    UNLINK = "unlink"
    KEEP = "keep"


Whose = str | Callable[[Any], Q] | None

ERASE_WORDS: dict[str, Any] = {
    Erase.DELETE: _("wird gelöscht"),
    Erase.BLANK: _("wird geleert"),
    Erase.UNLINK: _("wird von Ihnen getrennt"),
    Erase.KEEP: _("bleibt"),
}
EXPIRE_WORDS: dict[str, Any] = {
    Erase.DELETE: _("wird gelöscht"),
    Erase.BLANK: _("wird geleert"),
    Erase.UNLINK: _("wird von der Person getrennt"),
}


@dataclass(frozen=True)
class Declaration:
    """Some fields of one model that say something about a person, and everything the law wants to know of
    them.
    """

    model: str
    name: Any
    fields: Mapping[str, Any]
    purpose: Any
    basis: Any
    retention: Any
    whose: Whose
    on_erase: Erase
    reason: Any = ""
    recipients: tuple[Any, ...] = ()
    contribution: bool = False
    public: bool = False
    secrets: frozenset[str] = frozenset()
    blank_to: Mapping[str, Any] = field(default_factory=dict)
    erase_with: Callable[[models.QuerySet[Any]], None] | None = None
    expire: timedelta | None = None
    expire_by: str = ""
    expire_where: Callable[[datetime], Q] | None = None
    on_expire: Erase = Erase.DELETE
    by_own_job: bool = False

    @property
    def model_class(self) -> type[models.Model]:
        return apps.get_model(self.model)

    @property
    def labels(self) -> tuple[Any, ...]:
        # For templates, where `fields.values` would find a field of that name.
        return tuple(self.fields.values())

    @property
    def on_expire_words(self) -> Any:
        return EXPIRE_WORDS[self.on_expire]

    @property
    def on_erase_words(self) -> Any:
        return ERASE_WORDS[self.on_erase]

    def all_rows(self) -> models.QuerySet[Any]:
        # The base manager: a manager that hides rows must not hide them from the person they are about.
        return self.model_class._base_manager.all()

    def rows_of(self, person: Any) -> models.QuerySet[Any]:
        """The rows that belong to `person`; none when nobody can tell."""
        if self.whose is None:
            return self.all_rows().none()
        if self.whose == "self":
            return self.all_rows().filter(pk=person.pk)
        if isinstance(self.whose, str):
            return self.all_rows().filter(**{self.whose: person.pk}).distinct()
        return self.all_rows().filter(self.whose(person)).distinct()

    def expired(self, now: datetime) -> models.QuerySet[Any] | None:
        """The rows whose time is over, or None where no machine decides that."""
        if self.expire_where is not None:
            return self.all_rows().filter(self.expire_where(now))
        if self.expire is None:
            return None
        limit: Any = now - self.expire
        if not isinstance(self.model_class._meta.get_field(self.expire_by), models.DateTimeField):
            limit = limit.date()
        return self.all_rows().filter(**{f"{self.expire_by}__lt": limit})


Copies = Callable[[str, Any], None]

_declarations: list[Declaration] = []
_copies: list[Copies] = []
_impersonal: dict[str, dict[str, str]] = {}


def declare(
    *,
    model: str,
    fields: Mapping[str, Any],
    purpose: Any,
    basis: Any,
    retention: Any,
    whose: Whose,
    on_erase: Erase,
    name: Any = "",
    reason: Any = "",
    recipients: Iterable[Any] = (),
    contribution: bool = False,
    public: bool = False,
    secrets: Iterable[str] = (),
    blank_to: Mapping[str, Any] | None = None,
    erase_with: Callable[[models.QuerySet[Any]], None] | None = None,
    expire: timedelta | None = None,
    expire_by: str = "",
    expire_where: Callable[[datetime], Q] | None = None,
    on_expire: Erase = Erase.DELETE,
    by_own_job: bool = False,
) -> None:
    """Declares fields as personal. See the docstring of the room."""
    if on_erase is Erase.KEEP and not reason:
        raise ValueError(
            f"{model}: what is kept after an erasure needs a reason that the person can be told."
        )
    if (expire is None) != (not expire_by):
        raise ValueError(f"{model}: `expire` and `expire_by` belong together.")
    _declarations.append(
        Declaration(
            model=model.lower(),
            name=name,
            fields=dict(fields),
            purpose=purpose,
            basis=basis,
            retention=retention,
            whose=whose,
            on_erase=on_erase,
            reason=reason,
            recipients=tuple(recipients),
            contribution=contribution,
            public=public,
            secrets=frozenset(secrets),
            blank_to=dict(blank_to or {}),
            erase_with=erase_with,
            expire=expire,
            expire_by=expire_by,
            expire_where=expire_where,
            on_expire=on_expire,
            by_own_job=by_own_job,
        )
    )


def impersonal(model: str, fields: Iterable[str], *, because: str) -> None:
    """Declares that these fields say nothing about a person, and why. Fields are named one by one."""
    if isinstance(fields, str):
        raise TypeError("`fields` is a list of names.")
    _impersonal.setdefault(model.lower(), {}).update(dict.fromkeys(fields, because))


def keeps_copies(bring_up_to_date: Copies) -> None:
    """For frames that keep copies of what rows say (an index): called with kind and number of every subject that an
    erasure or the retention changed or deleted, in the same transaction.
    """
    _copies.append(bring_up_to_date)


_before: list[Callable[[datetime | None], Any]] = []


def before_retention(deed: Callable[[datetime | None], Any]) -> None:
    """What must have happened before anything is erased by age: `deed(now)` is called at the beginning of every night's work.

    Where it fails, what people contributed and what is public is not erased that night; private things are, all the same.
    """
    _before.append(deed)


def deeds_before_retention() -> list[Callable[[datetime | None], Any]]:
    return list(_before)


def copies() -> list[Copies]:
    return list(_copies)


def by_address(path: str) -> Callable[[Any], Q]:
    """For rows that know a person only by an e-mail address in the field `path`."""

    def of(person: Any) -> Q:
        asked = Q(pk__in=[])
        for address in addresses_of(person):
            asked |= Q(**{f"{path}__iexact": address})
        return asked

    return of


def addresses_of(person: Any) -> list[str]:
    """Every e-mail address the person is known by: the account's and those confirmed besides."""
    from allauth.account.models import EmailAddress

    known = [person.email, *EmailAddress.objects.filter(user_id=person.pk).values_list("email", flat=True)]
    return list(dict.fromkeys(address.lower() for address in known if address))


def declarations(model: str = "") -> list[Declaration]:
    wanted = model.lower()
    return [one for one in _declarations if not wanted or one.model == wanted]


def name_of(model: str) -> Any:
    """The heading under which the fields of a model stand: the first name given, or the model's own."""
    for one in declarations(model):
        if one.name:
            return one.name
    return apps.get_model(model)._meta.verbose_name_plural


CAN_BE_PERSONAL: tuple[type[models.Field[Any, Any]], ...] = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.FileField,
    models.GenericIPAddressField,
    models.BinaryField,
)


def could_be_personal(candidate: Any) -> bool:
    """Whether a field could say something about a person at all: words, files, addresses, or a relation to
    one.
    """
    if isinstance(candidate, CAN_BE_PERSONAL):
        return True
    person = apps.get_model(settings.AUTH_USER_MODEL)
    return bool(candidate.is_relation and not candidate.auto_created and candidate.related_model is person)


def undeclared() -> list[str]:
    """`app.Model.field` of everything that could be personal and was declared neither way. Empty is right."""
    missing = []
    for model in apps.get_models():
        label = model._meta.label_lower
        known = set(_impersonal.get(label, {})).union(*(one.fields for one in declarations(label)))
        missing += [
            f"{model._meta.label}.{one.name}"
            for one in [*model._meta.local_fields, *model._meta.local_many_to_many]
            if could_be_personal(one) and one.name not in known
        ]
    return missing


def misdeclared() -> list[str]:
    """Declarations that name what does not exist or cannot be carried out, in words."""
    wrong = []
    for label, fields in _impersonal.items():
        existing = {one.name for one in apps.get_model(label)._meta.get_fields()}
        wrong += [f"{label}.{name} does not exist" for name in fields if name not in existing]
    for one in declarations():
        existing = {each.name for each in one.model_class._meta.get_fields()}
        wrong += [f"{one.model}.{name} does not exist" for name in one.fields if name not in existing]
        wrong += [
            f"{one.model}.{name} is declared personal and impersonal"
            for name in one.fields
            if name in _impersonal.get(one.model, {})
        ]
        if one.on_erase is Erase.UNLINK and one.erase_with is None:
            for name in one.fields:
                if name in existing and not one.model_class._meta.get_field(name).null:
                    wrong.append(f"{one.model}.{name} cannot be unlinked: it may not be null")
    return wrong
