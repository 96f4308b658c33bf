# SPDX-License-Identifier: EUPL-1.2
"""Who may say something, change it, speak for the city."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.civic.people import rules as people
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.models import Office
from mitwirken.ground.desk.roles import Role, has_role
from mitwirken.ground.ui.moments import said

from .models import MOST, TOP, Argument

LATE_ENTRY = timedelta(days=7)
"""How long staff may type in what was said by the end: the post and the evening of the last day."""

ENTRY_ROLES = (Role.PROCESS, Role.CORE, Role.OMBUDS, Role.OFFICE, Role.EDITOR, Role.MODERATION)
ANSWER_ROLES = (Role.OFFICE, Role.PROCESS, Role.CORE)
LABEL_LENGTH = 60


def require_open(phase: Any, now: datetime | None = None, *, late: timedelta = timedelta()) -> None:
    """Refuses outside the days of the phase, and says which they are."""
    now = now or timezone.now()
    if phase is not None and "comment" in phase.verbs and phase.starts_at <= now < phase.ends_at + late:
        return
    if phase is None or "comment" not in phase.verbs:
        raise Refusal(
            _(
                "Zurzeit werden hier keine Beiträge gesammelt. Lesen können Sie alles; was möglich ist, steht auf der Seite des Prozesses."
            )
        )
    if now < phase.starts_at:
        raise Refusal(_("Mitreden können Sie hier ab %(when)s.") % {"when": said(phase.starts_at)})
    raise Refusal(
        _("Die Diskussion ist seit %(when)s beendet. Alle Beiträge bleiben lesbar.")
        % {"when": said(phase.ends_at)}
    )


def is_open(phase: Any, now: datetime | None = None) -> bool:
    try:
        require_open(phase, now)
    except Refusal:
        return False
    return True


def require_standing(person: Any) -> None:
    """Refuses people without an account in good standing."""
    people.require_standing(person, _("Zum Mitreden melden Sie sich bitte an."))


def can_write(person: Any, phase: Any) -> bool:
    """Whether to offer the forms."""
    try:
        require_open(phase)
        require_standing(person)
    except Refusal:
        return False
    return True


def speaks_for(person: Any, office: Office) -> bool:
    """The Kernteam speaks for every office; Fachamt and Prozessverantwortung for those they belong to."""
    if has_role(person, Role.CORE):
        return True
    return has_role(person, Role.OFFICE, Role.PROCESS) and office.pk in person.offices


def offices_of(person: Any) -> list[Office]:
    """The offices in whose name the person can answer."""
    if not has_role(person, *ANSWER_ROLES):
        return []
    rows = (
        Office.objects.all() if has_role(person, Role.CORE) else Office.objects.filter(pk__in=person.offices)
    )
    return list(rows)


def require_voice(person: Any, office: Office, parent: Argument | None) -> None:
    """Refuses to let somebody answer for an office they don't belong to, or to let the city argue by itself."""
    if not speaks_for(person, office):
        raise Refusal(
            _("Für %(office)s antworten nur Beschäftigte dieser Stelle oder das Kernteam.")
            % {"office": office}
        )
    if parent is None:
        raise Refusal(
            _(
                "Die Stadt antwortet auf Beiträge, sie sammelt keine eigenen Argumente. Wählen Sie den Beitrag, auf den Sie antworten."
            ),
            status=422,
        )


def require_entry(by: Any) -> None:
    """Refuses to type in for somebody else without the role."""
    if not has_role(by, *ENTRY_ROLES):
        raise Refusal(_("Beiträge von anderen tragen nur Beschäftigte ein, die einen Prozess betreuen."))


def clean_text(text: str) -> str:
    """The text without blank ends; refuses an empty or too long one."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise Refusal(_("Schreiben Sie, was Sie sagen möchten. Ein Satz genügt."), status=422, field="text")
    if len(text) > MOST:
        raise Refusal(
            _(
                "Der Text ist mit %(n)d Zeichen zu lang; möglich sind %(most)d. Teilen Sie ihn zum Beispiel in zwei Beiträge."
            )
            % {"n": len(text), "most": MOST},
            status=422,
            field="text",
        )
    return text


def require_kind(kind: str) -> None:
    if kind not in TOP:
        raise Refusal(
            _("Wählen Sie, ob Ihr Beitrag dafür, dagegen oder eine Frage ist."), status=422, field="kind"
        )


def require_channel(channel: str) -> None:
    if channel not in Channel.values:
        raise Refusal(_("Wählen Sie, auf welchem Weg der Beitrag kam."), status=422, field="channel")


def require_parent(parent: Argument, subject_kind: str, subject_id: int) -> None:
    """Replies answer what can be read and is no reply itself."""
    if parent.parent_id is not None:
        raise Refusal(
            _(
                "Auf Antworten kann nicht noch einmal geantwortet werden. Antworten Sie auf den Beitrag darüber."
            ),
            status=422,
        )
    if (parent.subject_kind, parent.subject_id) != (subject_kind, subject_id) or not parent.is_visible:
        raise Refusal(_("Der Beitrag, auf den Sie antworten, ist nicht mehr da."), status=409)


def owns(person: Any, argument: Argument) -> bool:
    """Whether the argument is the person's own, or one they are in charge of: their office's, or typed in by staff."""
    if not getattr(person, "is_authenticated", False):
        return False
    if argument.is_city:
        return argument.office is not None and speaks_for(person, argument.office)
    if argument.author_id is not None:
        return bool(argument.author_id == person.pk)
    return argument.channel != Channel.ONLINE and has_role(person, *ENTRY_ROLES)


def require_own(person: Any, argument: Argument) -> None:
    if not owns(person, argument):
        raise Refusal(_("Ändern und zurückziehen kann einen Beitrag nur, wer ihn geschrieben hat."))
    if argument.withdrawn_at is not None:
        raise Refusal(_("Dieser Beitrag ist zurückgezogen."), status=409)
    if argument.hidden_at is not None:
        raise Refusal(
            _(
                "Dieser Beitrag ist zurzeit verborgen und kann nicht geändert werden. Den Grund nennt Ihnen die Moderation."
            )
        )


def may_edit(person: Any, argument: Argument, phase: Any) -> bool:
    """Whether to offer editing: one's own while the phase is open; the city's answers at any time."""
    return owns(person, argument) and argument.is_visible and (argument.is_city or is_open(phase))


def require_foreign(person: Any, argument: Argument) -> None:
    """Nobody finds themselves helpful."""
    if argument.author_id == person.pk:
        raise Refusal(_("Den eigenen Beitrag können Sie nicht als hilfreich markieren."), status=409)
    if not argument.is_visible:
        raise Refusal(_("Der Beitrag ist nicht mehr da."), status=409)
