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
    ("desk.Case", _("Fälle"), "taken_by", _("Wer den Fall für sein Amt übernommen hat")),
    ("desk.Part", _("Beteiligte Ämter"), "asked_by", _("Wer das Amt gefragt hat")),
    ("desk.Part", _("Beteiligte Ämter"), "taken_by", _("Wer übernommen hat")),
    ("desk.Part", _("Beteiligte Ämter"), "closed_by", _("Wer geantwortet hat")),
    ("desk.AnswerText", _("Fassungen von Entwürfen"), "by", _("Wer die Fassung geschrieben hat")),
    ("desk.AnswerComment", _("Kommentare zu Entwürfen"), "by", _("Wer den Kommentar geschrieben hat")),
    ("desk.Signature", _("Mitzeichnungen"), "by", _("Wer mitgezeichnet hat")),
    ("desk.Wish", _("Wünsche der Ämter"), "by", _("Wer den Wunsch geschrieben hat")),
    ("desk.Wish", _("Wünsche der Ämter"), "answered_by", _("Wer für das Kernteam geantwortet hat")),
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
declare(
    model="desk.AnswerComment",
    fields={"text": _("Text des Kommentars")},
    purpose=_("damit Kolleginnen und Kollegen einen Fall gemeinsam bearbeiten können"),
    basis=TASK,
    retention=RECORD,
    whose="by",
    on_erase=Erase.KEEP,
    reason=_("Der Kommentar gehört zur Akte des Falls. Ihr Name steht nicht mehr dabei."),
    recipients=(_("Beschäftigte des zuständigen Amts, Prozessverantwortung, Kernteam, Ombudsstelle"),),
)
impersonal(
    "desk.Part",
    ["task", "status", "result"],
    because="What one office asks of another, and what that office says to it.",
)
impersonal("desk.AnswerText", ["text"], because="What an office was about to say in its own name.")
impersonal("desk.Signature", ["role"], because="In which role somebody signed; who is declared beside it.")
impersonal("desk.SigningRule", ["group_key"], because="A setting of a process.")
impersonal("desk.TextBlock", ["title", "text"], because="A passage the city writes for all its answers.")
impersonal("desk.OfficeLetter", ["kind"], because="A letter to the mailbox of an office, no person.")
impersonal(
    "desk.Wish", ["title", "text", "state", "answer"], because="What an office asks the core team for."
)
impersonal("desk.Risk", ["title", "measure"], because="What could go wrong in a process, no person.")
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
