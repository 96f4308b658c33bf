# SPDX-License-Identifier: EUPL-1.2
"""What of paper is personal: an address for the answer, for as long as it is needed; and the short notice that stands on each sheet."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal
from mitwirken.ground.privacy.queries import register as groups_of_register

from .registry import Content, PaperForm, Write
from .rules import KEPT_AFTER_ANSWER, KEPT_AT_MOST

declare(
    model="paper.Entry",
    name=_("Auf Papier, am Telefon, vor Ort Eingetragenes"),
    fields={"address": _("Anschrift oder Telefonnummer für die Antwort")},
    purpose=_("damit die Stadt auch Menschen ohne Internet antworten kann, wenn sie es wünschen"),
    basis=TASK,
    retention=_("30 Tage nach der Antwort, längstens ein Jahr"),
    whose=None,
    on_erase=Erase.BLANK,
    recipients=(_("Prozessverantwortung, Kernteam, Ombudsstelle, zuständiges Fachamt"),),
    expire_where=lambda now: (
        (Q(answered_at__lt=now - KEPT_AFTER_ANSWER) | Q(at__lt=now - KEPT_AT_MOST)) & ~Q(address="")
    ),
    on_expire=Erase.BLANK,
)
declare(
    model="paper.Entry",
    fields={"by": _("wer von der Stadt eingetragen hat")},
    purpose=_("damit Rückfragen zur Eingabe möglich sind"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="by",
    on_erase=Erase.UNLINK,
)
declare(
    model="paper.Stack",
    name=_("Stapel von Bögen"),
    fields={"by": _("wer den Stapel eingetragen hat")},
    purpose=_("damit Rückfragen zur Eingabe möglich sind"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="by",
    on_erase=Erase.UNLINK,
)
impersonal(
    "paper.PrintedForm",
    ["code", "kind", "title", "layout", "drawing", "words", "digest", "language"],
    because="A form without anything filled in.",
)
impersonal(
    "paper.Entry",
    ["channel", "subject_kind", "url", "undo", "secret", "reply"],
    because="Which contribution a sheet became, by number and address, and the code of the receipt, which shows no more than that.",
)
impersonal("paper.Stack", ["kind", "title", "channel"], because="Which form was typed in, by which way.")


def notice_for(form: PaperForm, content: Content) -> str:
    """The short notice on a sheet, from what the rooms declared: what on it becomes public, what does not, and where to read more."""
    asked = {block.name for block in content.blocks if isinstance(block, Write)}
    wanted = {model.lower() for model in form.notices}
    if form.answered:
        wanted.add("paper.entry")
    public: list[str] = []
    for group in groups_of_register():
        if group.model in wanted:
            public += [
                str(label)
                for one in group.declarations
                if one.public
                for field, label in one.fields.items()
                if field in asked
            ]
    parts = []
    if public:
        parts.append(gettext("Öffentlich wird: %(what)s.") % {"what": ", ".join(dict.fromkeys(public))})
    else:
        parts.append(
            str(form.data_words)
            or gettext("Ihr Name wird nicht gebraucht. Veröffentlicht werden nur Summen.")
        )
    if form.answered:
        parts.append(
            gettext(
                "Nicht öffentlich: Anschrift und Telefon. Wir nutzen sie nur für die Antwort und löschen sie 30 Tage danach."
            )
        )
    parts.append(
        gettext("Mehr dazu: %(address)s")
        % {"address": f"{settings.BASE_URL.split('//')[-1]}/datenschutz/verzeichnis/"}
    )
    return " ".join(parts)
