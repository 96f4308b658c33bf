# SPDX-License-Identifier: EUPL-1.2
"""Two people at one form: the second one sees the conflict, with both texts, and nothing is lost."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .refusal import Conflict


def require_version(
    row: models.Model, seen: int | None, *, yours: Mapping[str, Any], fields: Iterable[str]
) -> None:
    """Refuses with a Conflict when `row` (locked by the caller) is newer than the version the form was made from.

    `row` has an integer field `version`; the caller raises it by one with its save. `seen=None` means that
    the caller did not look (a machine without ETag) and takes the risk.
    """
    if seen is not None and row.version != seen:  # type: ignore[attr-defined]
        raise Conflict(
            _(
                "Inzwischen hat jemand anderes diese Angaben geändert. Ihr Text ist noch da: "
                "Vergleichen Sie beide Fassungen und speichern Sie dann noch einmal."
            ),
            theirs={name: getattr(row, name) for name in fields},
            yours=dict(yours),
        )


def change(row: models.Model, values: Mapping[str, Any], *, seen: int | None) -> None:
    """Puts `values` into `row` (locked by the caller) and saves it as a newer version. Refuses as `require_version` does."""
    require_version(row, seen, yours=values, fields=values)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1  # type: ignore[attr-defined]
    row.save()
