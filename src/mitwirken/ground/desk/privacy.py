# SPDX-License-Identifier: EUPL-1.2
"""Personal fields of the desk: who of the staff did what. Contributions and their authors belong to the
rooms above.
"""

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

RECORD = _("so lange wie der Fall: Er ist eine Akte der Stadt")

for model, name, field, what in (
    ("desk.Case", _("Fälle"), "assignee", _("Wer sich um den Fall kümmert")),
    ("desk.StatusChange", _("Verlauf der Fälle"), "by", _("Wer den Stand geändert hat")),
    ("desk.Note", _("Notizen zu Fällen"), "by", _("Wer die Notiz geschrieben hat")),
    ("desk.Answer", _("Antworten der Stadt"), "drafted_by", _("Wer den Entwurf geschrieben hat")),
    ("desk.Answer", _("Antworten der Stadt"), "signed_by", _("Wer unterschrieben hat")),
):
    declare(
        model=model,
        name=name,
        fields={field: what},
        purpose=_("damit in der Verwaltung klar ist, wer zuständig ist und wer was entschieden hat"),
        basis=TASK,
        retention=RECORD,
        whose=field,
        on_erase=Erase.UNLINK,
        recipients=(_("Beschäftigte mit einer Rolle am Schreibtisch"),),
    )

declare(
    model="desk.Note",
    fields={"text": _("Text der Notiz")},
    purpose=_("damit Kolleginnen und Kollegen einen Fall gemeinsam bearbeiten können"),
    basis=TASK,
    retention=RECORD,
    whose="by",
    on_erase=Erase.KEEP,
    reason=_("Die Notiz gehört zur Akte des Falls. Ihr Name steht nicht mehr dabei."),
    recipients=(_("Beschäftigte des zuständigen Amts, Prozessverantwortung, Kernteam, Ombudsstelle"),),
)
impersonal(
    "desk.Office",
    ["slug", "name", "short", "email", "signature"],
    because="An office and its mailbox, no person.",
)
impersonal(
    "desk.Case",
    ["subject_kind", "title", "url", "group", "group_key", "status"],
    because="A copy of the public title and address of a contribution; no person stands in it.",
)
impersonal(
    "desk.StatusChange",
    ["from_status", "to_status", "reason", "by_role"],
    because="What the city says in its own name, published with the case.",
)
impersonal(
    "desk.Answer",
    ["text", "state", "signed_office_words", "signed_role_words", "signature"],
    because="What an office says in its own name; office and role, no person.",
)
impersonal("desk.Milestone", ["title", "text"], because="What the city builds.")
declare(
    model="desk.Freeze",
    name=_("Tage vor Wahlen"),
    fields={"by": _("Wer die Tage festgelegt hat")},
    purpose=_("damit nachvollziehbar ist, wer eine Zeit ohne Veröffentlichungen festgelegt hat"),
    basis=TASK,
    retention=RECORD,
    whose="by",
    on_erase=Erase.UNLINK,
    recipients=(_("Kernteam und Ombudsstelle"),),
)
impersonal("desk.Freeze", ["occasion"], because="The name of an election.")
