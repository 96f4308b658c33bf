# SPDX-License-Identifier: EUPL-1.2
"""Which fields are personal, why, how long; export, erasure, retention and register that follow from it.

**Default deny.** Every field of a model that could hold something about a person (text, JSON, e-mail, file,
IP, binary, a relation to Person) is declared either personal or impersonal, or
`tests/architecture/test_personal_fields.py` fails. A room says it in its `privacy.py`, imported from
`ready()` in its `apps.py`::

    # apps.py
    def ready(self) -> None:
        from . import privacy  # noqa: F401

    # privacy.py
    from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

    declare(
        model="proposals.Proposal",
        name=_("Vorschläge"),              # heading in the register and in the export
        fields={"author": _("Wer den Vorschlag gemacht hat")},
        purpose=_("damit Sie Ihren Vorschlag ändern können und Nachrichten dazu bekommen"),
        basis=TASK,                        # or CONSENT, CONTRACT_OF_USE, LEGAL_DUTY, or own words
        retention=_("bis Sie Ihr Konto löschen"),
        whose="author",
        on_erase=Erase.UNLINK,
    )
    declare(
        model="proposals.Proposal",
        fields={"title": _("Titel"), "text": _("Text")},
        purpose=_("…"), basis=TASK, retention=_("…"),
        whose="author",
        on_erase=Erase.BLANK,
        blank_to={"title": "Entfernt", "text": ""},
        contribution=True,                 # stays when the person leaves their texts standing
    )
    impersonal("proposals.Proposal", ["status", "channel"], because="Fixed words of the software.")

`whose` says to whom a row belongs: `"self"` (the row is the person), a lookup path to the person (`"author"`,
`"proposal__author"`), `by_address("email")` for rows that know only an address, a function `person -> Q`, or
`None` for rows that nobody can assign (a keyed hash); those are not exported and go by retention alone.
`UNLINK` needs a path that is a foreign key of the row itself and may be null.

`on_erase` says what happens to these fields when the person goes: DELETE the row, BLANK the fields (to
`blank_to`, a value or a function of the row; otherwise to null, default or empty), UNLINK the foreign key, or
KEEP with `reason`. A declaration with `contribution=True` is carried out only when the person asks that the
texts go, too. Where more is to do than changing fields (files, counters), `erase_with(rows)` gets the
queryset instead and does the whole of it.

Purposes are clauses that begin with "damit" or "um … zu"; retentions stand for themselves ("bis Sie Ihr Konto
löschen"). `secrets` names fields whose value is not written into the export (a password's hash).
`public=True` says in the register that everybody can read it; `recipients` lists who else sees it.

Retention that the machine carries out: `expire=timedelta(...)` with `expire_by="created_at"` (a date or time
of the row; the row goes when it is older), or `expire_where(now) -> Q`. It happens every night. `on_expire=Erase.BLANK` or
`UNLINK` empties the fields instead; `expire_where` then leaves out rows that are empty already. `by_own_job=True`: more is
to do than that, a job of the room does it and says so with `actions.note_erased(counts)`; the frame only counts what is due.

At forms: `{% load privacy %}{% notice "proposals.Proposal" %}` draws the short notice (what for, how long,
where to read more).

Queries and actions: `queries.export_of(person)`, `actions.erase_rows_of(person, keep_texts=)` and
`actions.run_retention()`, `queries.due(now)`; the account page of people calls the first two.
"""

from .registry import (
    CONSENT,
    CONTRACT_OF_USE,
    LEGAL_DUTY,
    TASK,
    Declaration,
    Erase,
    by_address,
    declarations,
    declare,
    impersonal,
)

__all__ = [
    "CONSENT",
    "CONTRACT_OF_USE",
    "LEGAL_DUTY",
    "TASK",
    "Declaration",
    "Erase",
    "by_address",
    "declarations",
    "declare",
    "impersonal",
]
