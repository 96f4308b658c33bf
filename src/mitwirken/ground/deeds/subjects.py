# SPDX-License-Identifier: EUPL-1.2
"""What can be argued about, rated, followed, reported, answered: anything with a kind, a number and an address.

A room registers its kind once, from its `apps.py`; the frames below then point at rows of it by `(kind, id)`
without knowing the room. That is why no frame has a foreign key upwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from .refusal import Refusal


@runtime_checkable
class Subject(Protocol):
    """What a row must be able to say of itself to be a subject."""

    pk: Any

    def __str__(self) -> str: ...

    def get_absolute_url(self) -> str: ...

    def stream_topics(self) -> list[str]:
        """Whom news of this row concern, narrow to wide: `proposal:12`, `process:3`, `place:5`, `topic:2`."""
        ...


@dataclass(frozen=True)
class SubjectKind:
    """A kind of subject. `key` stands in addresses and in the API and never changes.

    `public` narrows a queryset of the model to what everybody may see and what lists, search, feeds, statistics and open
    data show; `phase_of` tells the open phase (or None); `hide` takes a row out of sight or back (moderation calls it).
    `reachable` narrows to what whoever has the address may read and take part in: the public ones and those of a practice
    process, which stand in no list; without it that is `public`. `practice` tells whether a row belongs to such a process: of
    it nothing is noted, indexed or told.
    """

    key: str
    model: str
    name: Any
    public: Callable[[models.QuerySet[Any]], models.QuerySet[Any]]
    phase_of: Callable[[Any], Any] | None = None
    hide: Callable[..., None] | None = None
    reachable: Callable[[models.QuerySet[Any]], models.QuerySet[Any]] | None = None
    practice: Callable[[Any], bool] | None = None

    def rows(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = apps.get_model(self.model)._default_manager.all()
        return rows

    def find_public(self, pk: int) -> Any:
        """The row, if everybody may see it; otherwise a refusal that does not tell whether it exists."""
        row = self.public(self.rows()).filter(pk=pk).first()
        if row is None:
            raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
        return row

    def find_reachable(self, pk: int) -> Any:
        """The row, if whoever has its address may see it; otherwise a refusal that does not tell whether it exists."""
        row = (self.reachable or self.public)(self.rows()).filter(pk=pk).first()
        if row is None:
            raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
        return row


_kinds: dict[str, SubjectKind] = {}
_by_model: dict[str, str] = {}


def register(kind: SubjectKind) -> None:
    _kinds[kind.key] = kind
    _by_model[kind.model.lower()] = kind.key


def kind_named(key: str) -> SubjectKind:
    try:
        return _kinds[key]
    except KeyError:
        raise Refusal(_("Diese Art von Inhalt gibt es hier nicht."), status=404) from None


def kinds() -> list[SubjectKind]:
    return list(_kinds.values())


def kind_of(row: models.Model) -> str:
    """The key under which the row's kind was registered.

    Raises KeyError where a room forgot to register: a programming error, not a person's.
    """
    return _by_model[row._meta.label_lower]


def is_practice(row: models.Model) -> bool:
    """Whether the row was made only to practise; see `SubjectKind`."""
    asks = _kinds[kind_of(row)].practice
    return asks is not None and asks(row)


def author_of(row: Any) -> int | None:
    """The number of the account whose words these are. An author who is no account (a seat of a gathering) is nobody's:
    numbers of other tables must never be taken for an account's.
    """
    try:
        model = getattr(row._meta.get_field("author"), "related_model", None)
    except (AttributeError, FieldDoesNotExist):
        model = None  # no such field: a row may still say it by a property
    if model is not None and model._meta.label != settings.AUTH_USER_MODEL:
        return None
    author: int | None = getattr(row, "author_id", None)
    return author
