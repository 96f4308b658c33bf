# SPDX-License-Identifier: EUPL-1.2
"""What looks like advertising waits for a person. It is never refused, and nobody has to solve a puzzle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.subjects import is_practice, kind_named, kind_of
from mitwirken.ground.desk.roles import is_staff
from mitwirken.kernels import spam

from .. import queries
from ..models import Held
from .figures import count


@transaction.atomic
def hold_if_odd(
    *,
    subject: Any,
    text: str,
    author: Any,
    verb: str,
    own: Iterable[str] = (),
    others: Iterable[str] = (),
    data: Mapping[str, Any] | None = None,
) -> Held | None:
    """Holds a contribution that has a sign of advertising (`docs/rules/spam.md`) until a person has looked; returns how.

    Called in the deed that wrote it, before that deed is told: `verb` is told later, when it is released. `own` and
    `others` are texts written lately. Causes the row to be out of sight and its author to be told that it waits. Does
    nothing with what nobody of the public wrote (`author` None or staff), what is only to practise, and kinds that cannot be hidden.
    """
    kind = kind_named(kind_of(subject))
    if author is None or is_staff(author) or kind.hide is None or is_practice(subject):
        return None
    signs = spam.signs(text, own=own, others=others)
    if not signs:
        return None
    kind.hide(subject, hidden=True)
    waiting = queries.held_of(kind.key, subject.pk)
    if waiting is not None:
        return waiting
    held = Held.objects.create(
        subject_kind=kind.key,
        subject_id=subject.pk,
        title=str(subject)[:200],
        text=text[:20_000],
        signs=[str(sign) for sign in signs],
        verb=verb,
        data=dict(data or {}),
        author=author,
        created_at=timezone.now(),
    )
    count("held", subject)
    record("moderation.held", subject, public=False, data={"held": held.pk})
    return held
