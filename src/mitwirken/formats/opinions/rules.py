# SPDX-License-Identifier: EUPL-1.2
"""Who may vote, add statements, decide on them, type in sheets; and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitwirken.civic.people import rules as people
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role, has_role, is_staff, require_role
from mitwirken.ground.ui.moments import said

from . import queries
from .models import LONGEST, Adding, Answer, Conversation, State, Statement

LATE_ENTRY = timedelta(days=7)
"""How long staff may type in sheets that were handed in by the end: the post and the evening of the last day."""
SHORTEST = 10
FEWEST_SEEDS = 3
MOST_STATEMENTS = 2000
"""More nobody can meet, and every one costs a place on the map."""
SHEET_LENGTH = 40

LEADING = (Role.PROCESS, Role.CORE, Role.OMBUDS, Role.EDITOR)
RIGHTS: Final[Mapping[str, tuple[Role, ...]]] = {
    "set_up": LEADING,
    "decide": (*LEADING, Role.MODERATION),
    "enter": (*LEADING, Role.OFFICE),
}
STAFF: Final = tuple(dict.fromkeys(role for roles in RIGHTS.values() for role in roles))


def may(person: Any, deed: str) -> bool:
    return has_role(person, *RIGHTS[deed])


def require(person: Any, deed: str) -> None:
    """Refuses staff without a role that the table gives the deed to."""
    require_role(person, *RIGHTS[deed])


def find(pk: int, reader: Any = None) -> Conversation:
    """A conversation that the reader may see (staff also what is prepared); otherwise a refusal that does not tell whether it exists."""
    found = queries.one(pk)
    if found is None or not (is_public(found) or is_staff(reader)):
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    return found


def is_public(conversation: Conversation) -> bool:
    return conversation.released_at is not None and conversation.phase.process.is_public


# --- taking part ------------------------------------------------------------------------------------------------------


def require_open(conversation: Conversation, now: datetime | None = None) -> None:
    """Refuses outside the days of the phase, and says which they are."""
    now = now or timezone.now()
    if conversation.is_open(now):
        return
    phase = conversation.phase
    if conversation.released_at is None or queries.VERB not in phase.verbs:
        raise Refusal(_("Diese Meinungskarte wird noch vorbereitet."), status=409)
    if now < phase.starts_at:
        raise Refusal(_("Antworten können Sie ab %(when)s.") % {"when": said(phase.starts_at)}, status=409)
    raise Refusal(
        _("Die Meinungskarte ist seit %(when)s beendet. Diese Antwort konnte nicht mehr gezählt werden.")
        % {"when": said(phase.ends_at)},
        status=409,
    )


def require_standing(person: Any) -> None:
    """Refuses people without an account in good standing: each person counts once."""
    people.require_standing(person, _("Zum Antworten melden Sie sich bitte an. So zählt jede Person einmal."))
    if person.confirmed_only:
        raise Refusal(_("Zum Antworten brauchen Sie ein Konto. So zählt jede Person einmal."))


def require_answer(value: int | None) -> None:
    if value is not None and value not in Answer.values:
        raise Refusal(
            _("Diese Antwort gibt es hier nicht. Wählen Sie eine der drei Antworten."),
            status=422,
            field="value",
        )


def require_voted_on(conversation: Conversation, statement: Statement) -> None:
    """Refuses votes on what stands elsewhere, waits, was refused or is hidden."""
    if statement.conversation_id != conversation.pk or not statement.is_voted_on:
        raise Refusal(
            _("Diese Aussage steht nicht mehr zur Abstimmung. Die nächste finden Sie auf der Seite."),
            status=409,
        )


def may_add(conversation: Conversation) -> bool:
    """Whether whoever takes part may add statements now."""
    return conversation.adding != Adding.NOBODY and conversation.is_open()


def require_adding(conversation: Conversation, own: int) -> None:
    """Refuses statements where only staff write them, and more than everybody may add."""
    if conversation.adding == Adding.NOBODY:
        raise Refusal(_("Die Aussagen kommen hier von der Redaktion. Antworten können Sie auf alle."))
    if own >= conversation.most_each:
        raise Refusal(
            ngettext(
                "Sie haben schon eine Aussage beigetragen. Mehr sind je Person nicht vorgesehen.",
                "Sie haben schon %(n)d Aussagen beigetragen. Mehr sind je Person nicht vorgesehen.",
                own,
            )
            % {"n": own}
        )


def require_room(conversation: Conversation, more: int = 1) -> None:
    """Refuses more statements than anybody can meet."""
    there = conversation.statements.count()
    if there + more > MOST_STATEMENTS:
        raise Refusal(
            _("Diese Meinungskarte hat schon %(n)d Aussagen; möglich sind %(most)d.")
            % {"n": there, "most": MOST_STATEMENTS},
            status=409,
            field="text",
        )


def clean_text(text: str) -> str:
    """The statement in one line; refuses an empty, a very short and a too long one."""
    text = " ".join(text.replace("\x00", "").split())
    if not text:
        raise Refusal(
            _("Schreiben Sie eine Aussage, der man zustimmen kann oder nicht."), status=422, field="text"
        )
    if len(text) < SHORTEST:
        raise Refusal(
            _("Das ist sehr kurz. Schreiben Sie einen ganzen Satz, den alle verstehen."),
            status=422,
            field="text",
        )
    if len(text) > LONGEST:
        raise Refusal(
            _(
                "Die Aussage ist mit %(n)d Zeichen zu lang; möglich sind %(most)d. Teilen Sie sie zum Beispiel in zwei."
            )
            % {"n": len(text), "most": LONGEST},
            status=422,
            field="text",
        )
    return text


def require_new(conversation: Conversation, text: str, *, but: int = 0) -> None:
    """Refuses what is there word for word."""
    same = queries.same_as(conversation, text, but=but)
    if same is None:
        return
    if same.state == State.WAITING:
        words = _("Diese Aussage liegt schon vor und wird gerade angesehen.")
    else:
        words = _("Diese Aussage gibt es schon: Nr. %(number)d. Antworten Sie dort.") % {
            "number": same.number
        }
    raise Refusal(words, status=409, field="text")


# --- staff ------------------------------------------------------------------------------------------------------------


def require_phase(phase: Any) -> None:
    """Refuses phases without opinion maps, and a second one in the same phase."""
    if queries.VERB not in phase.verbs or phase.process.practice:
        raise Refusal(
            _("In dieser Phase gibt es keine Meinungskarte. Wählen Sie eine andere."),
            status=422,
            field="phase",
        )
    if queries.of_phase(phase) is not None:
        raise Refusal(_("In dieser Phase gibt es schon eine Meinungskarte."), status=409, field="phase")


def gaps(conversation: Conversation) -> list[str]:
    """What is missing before it can be released, in sentences."""
    found = []
    seeds = queries.voted_on(conversation).count()
    if seeds < FEWEST_SEEDS:
        found.append(
            _("Es braucht mindestens %(n)d Aussagen zum Anfangen, am besten 10 bis 20 verschiedene.")
            % {"n": FEWEST_SEEDS}
        )
    if conversation.is_over():
        found.append(_("Die Phase der Meinungskarte ist schon vorbei."))
    return found


def require_unreleased(conversation: Conversation) -> None:
    if conversation.released_at is not None:
        raise Refusal(_("Die Meinungskarte ist freigegeben und bleibt stehen."), status=409)


def require_waiting(statement: Statement) -> None:
    """Refuses to decide twice."""
    if statement.state != State.WAITING:
        raise Refusal(
            _("Über diese Aussage ist schon entschieden: %(state)s.")
            % {"state": statement.get_state_display()},
            status=409,
        )


def require_reason(reason: str) -> str:
    reason = reason.strip()[:600]
    if not reason:
        raise Refusal(
            _("Schreiben Sie, warum. Wer die Aussage beigetragen hat, liest es."), status=422, field="reason"
        )
    return reason


def require_seed(statement: Statement) -> None:
    """Refuses to change other people's words or to let them vanish: they are refused with a reason, merged or hidden."""
    if not statement.seed:
        raise Refusal(
            _(
                "Diese Aussage hat jemand beigetragen. Sie lässt sich zusammenlegen oder verbergen, nicht ändern."
            ),
            status=409,
        )


def require_unvoted(statement: Statement) -> None:
    """Refuses to change what people have answered already: they answered to these words."""
    if statement.votes.exists():
        raise Refusal(
            _(
                "Auf diese Aussage gibt es schon Antworten. Sie lässt sich nicht mehr ändern, nur aus der Karte nehmen."
            ),
            status=409,
            field="text",
        )


def require_target(statement: Statement, into: Statement) -> None:
    """Refuses to merge into itself, into another conversation, or into what nobody votes on."""
    if into.pk == statement.pk or into.conversation_id != statement.conversation_id or not into.is_voted_on:
        raise Refusal(
            _("Wählen Sie eine andere Aussage dieser Meinungskarte, über die abgestimmt wird."),
            status=422,
            field="into",
        )


def require_entry(by: Any, conversation: Conversation, channel: str, now: datetime | None = None) -> None:
    """Refuses to type in a sheet: people without the role, before the phase, too long after it, online as a channel."""
    now = now or timezone.now()
    require(by, "enter")
    if channel not in (Channel.PHONE, Channel.PAPER, Channel.ROOM):
        raise Refusal(
            _("Wählen Sie, auf welchem Weg der Bogen kam: Telefon, Papier oder vor Ort."),
            status=422,
            field="channel",
        )
    phase = conversation.phase
    if conversation.released_at is None or queries.VERB not in phase.verbs or now < phase.starts_at:
        require_open(conversation, now)
    if now >= phase.ends_at + LATE_ENTRY:
        raise Refusal(
            _("Bögen konnten bis %(when)s nachgetragen werden.") % {"when": said(phase.ends_at + LATE_ENTRY)},
            status=409,
        )


def require_rows(conversation: Conversation, pks: Iterable[int]) -> None:
    """Refuses statements that were never voted on here. One that was hidden after the sheet was printed is kept and counts nowhere."""
    wanted = set(pks)
    rows = conversation.statements.filter(pk__in=wanted, state__in=[State.ACCEPTED, State.MERGED])
    if wanted - set(rows.values_list("pk", flat=True)):
        raise Refusal(
            _("Auf dem Bogen steht eine Aussage, die nicht zu dieser Meinungskarte gehört."), status=422
        )


def sheet_code(raw: str) -> str:
    """The number of a sheet as it is kept: one spelling, so that "b 17" and "B  17" are the same sheet."""
    code = " ".join(raw.split()).upper()
    if not code or len(code) > SHEET_LENGTH:
        raise Refusal(
            _(
                "Geben Sie die Nummer des Bogens an (höchstens %(n)d Zeichen). Bei Anrufen zum Beispiel „T-17“."
            )
            % {"n": SHEET_LENGTH},
            status=422,
            field="sheet",
        )
    return code
