# SPDX-License-Identifier: EUPL-1.2
"""Report something, decide about it with reasons, object to the decision."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.deeds.subjects import kind_named

from .. import letters, queries, rules
from ..models import Category, Decision, Ground, Held, Measure, Objection, Report, Verdict
from .figures import count

log = logging.getLogger(__name__)

LONGEST = 5000
MOST_TRIES = 6


@dataclass(frozen=True)
class ReportDraft:
    """What a report says, cleaned. Nobody has to leave an address; then the page of the receipt tells the
    outcome.
    """

    category: str
    explanation: str
    good_faith: bool
    email: str = ""
    name: str = ""


@dataclass(frozen=True)
class StatementOfReasons:
    """Why something is hidden (Art. 17 DSA): what, on which ground, because of which facts."""

    what: str
    ground: str
    clause: str
    facts: str


@transaction.atomic
def report_subject(*, kind: str, pk: int, draft: ReportDraft, url: str, by: Any = None) -> Report:
    """Anybody says that something should not stand here. It stays visible until a person has decided.

    Keeps the text as it was; causes a mail with the number where an address was left. Refuses what is not
    public (without telling whether it exists), a report without explanation, one not made in good faith, and
    one from an address that has to pause (but never about danger).
    """
    subject = kind_named(kind).find_reachable(pk)
    explanation = _clean(draft.explanation)
    if draft.category not in Category.values:
        raise Refusal(_("Bitte wählen Sie aus, worum es geht."), status=400, field="category")
    if not explanation:
        raise Refusal(_("Bitte beschreiben Sie kurz, was das Problem ist."), status=400, field="explanation")
    if not draft.good_faith:
        raise Refusal(
            _("Bitte bestätigen Sie, dass Ihre Angaben nach bestem Wissen stimmen."),
            status=400,
            field="good_faith",
        )
    rules.require_may_report(by, draft.email, draft.category)
    count(f"reports.{draft.category}", subject)
    # Art. 16(2)(c) DSA: who reports the abuse of children need not say who they are, so it is not kept.
    unknown = draft.category == Category.CHILDREN
    return Report.objects.create(
        subject_kind=kind,
        subject_id=subject.pk,
        title=str(subject)[:200],
        url=url[:500],
        excerpt=queries.text_of(kind, subject),
        category=draft.category,
        explanation=explanation,
        email="" if unknown else draft.email,
        name="" if unknown else " ".join(_clean(draft.name).split())[:120],
        language=get_language() or "de",
        created_at=timezone.now(),
    )


@transaction.atomic
def keep_subject(*, kind: str, pk: int, reason: str, by: Any, seen: int | None = None) -> Decision:
    """The moderation looked and lets it stand. Closes the open reports and objections; who reported is told
    why. What was only held for a look is published, and its author is told.

    Refuses who may not, a decision without a reason, what is hidden now, when a colleague decided
    meanwhile, and who decided before where somebody objected.
    """
    subject = _locked_subject(kind, pk)
    rules.may_moderate(by, subject)
    reason = _clean(reason)
    _require_last(kind, pk, seen, {"reason": reason})
    if queries.is_hidden(kind, pk):
        raise Refusal(
            _("Der Beitrag ist verborgen. Zeigen Sie ihn wieder oder bestätigen Sie die Entscheidung."),
            status=400,
        )
    _require_reason(reason)
    held = queries.held_of(kind, pk)
    decision = _decide(kind, pk, subject, by, verdict=Verdict.KEEP, reason=reason, verb="moderation.kept")
    if held is not None:
        hide = kind_named(kind).hide
        if hide is not None:
            hide(subject, hidden=False)
        record("moderation.released", subject, actor=by, public=False, data={"decision": decision.pk})
        record(held.verb, subject, actor=held.author, data=held.data)
    return decision


@transaction.atomic
def hide_subject(
    *, kind: str, pk: int, statement: StatementOfReasons, by: Any, seen: int | None = None
) -> Decision:
    """The moderation takes something out of sight, and says why. Nothing is deleted.

    Causes the author to be told with the statement of reasons and the way to object, closes the open reports
    and objections, and tells who reported. Refuses who may not, and any gap in the statement. On something
    hidden it confirms, with the statement anew, and only when somebody objected.
    """
    subject = _locked_subject(kind, pk)
    rules.may_moderate(by, subject)
    said = StatementOfReasons(
        what=_clean(statement.what),
        ground=statement.ground,
        clause=" ".join(_clean(statement.clause).split())[:300],
        facts=_clean(statement.facts),
    )
    _require_last(kind, pk, seen, {"what": said.what, "clause": said.clause, "facts": said.facts})
    if not said.what:
        raise Refusal(
            _("Bitte sagen Sie, was verborgen wird: alles oder welcher Teil."), status=400, field="what"
        )
    if said.ground not in Ground.values:
        raise Refusal(
            _("Bitte wählen Sie die Grundlage: ein Gesetz oder die Spielregeln."), status=400, field="ground"
        )
    if not said.clause:
        raise Refusal(
            _("Bitte nennen Sie die Vorschrift oder Regel, zum Beispiel „§ 185 StGB“."),
            status=400,
            field="clause",
        )
    if not said.facts:
        raise Refusal(
            _("Bitte beschreiben Sie die Tatsachen, auf denen die Entscheidung beruht."),
            status=400,
            field="facts",
        )
    hide = kind_named(kind).hide
    if hide is None:
        raise Refusal(
            _("Diese Art von Inhalt lässt sich nicht verbergen. Bitte wenden Sie sich an die Administration.")
        )
    if not queries.is_hidden(kind, pk):
        hide(subject, hidden=True)
    elif not _open_objections(kind, pk).exists():
        raise Refusal(_("Der Beitrag ist schon verborgen."), status=400)
    return _decide(
        kind,
        pk,
        subject,
        by,
        verdict=Verdict.HIDE,
        verb="moderation.hidden",
        what=said.what,
        ground=said.ground,
        clause=said.clause,
        facts=said.facts,
    )


@transaction.atomic
def show_subject(*, kind: str, pk: int, reason: str, by: Any, seen: int | None = None) -> Decision:
    """The moderation takes a hiding back: it stands where it stood. The author is told, objections are
    answered by it.

    Refuses who may not, what is not hidden, and a decision without a reason.
    """
    subject = _locked_subject(kind, pk)
    rules.may_moderate(by, subject)
    reason = _clean(reason)
    _require_last(kind, pk, seen, {"reason": reason})
    hide = kind_named(kind).hide
    if hide is None or not queries.is_hidden(kind, pk):
        raise Refusal(_("Der Beitrag ist nicht verborgen."), status=400)
    _require_reason(reason)
    hide(subject, hidden=False)
    return _decide(kind, pk, subject, by, verdict=Verdict.SHOW, reason=reason, verb="moderation.shown")


@transaction.atomic
def object_to(*, decision: Decision, text: str) -> Objection:
    """Author or reporter object (Art. 20 DSA): the subject waits for a decision again, and a person makes it.

    Refuses an empty one, one after six months, and while one waits already or a later decision has replaced
    this one.
    """
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    rules.may_object(decision)
    text = _clean(text)
    if not text:
        raise Refusal(_("Bitte schreiben Sie, warum Sie es anders sehen."), status=400, field="text")
    last = queries.last_decision(decision.subject_kind, decision.subject_id)
    if last is not None and last.pk != decision.pk:
        raise Refusal(
            _(
                "Inzwischen ist neu entschieden worden. Ein Widerspruch gegen diese Fassung ist nicht "
                "mehr nötig."
            ),
            status=409,
        )
    if decision.objections.filter(answered_by=None).exists():
        raise Refusal(
            _("Zu dieser Entscheidung liegt schon ein Widerspruch vor. Er wird gerade geprüft."), status=409
        )
    count("objections.received", queries.subject_of(decision.subject_kind, decision.subject_id))
    return Objection.objects.create(decision=decision, text=text, created_at=timezone.now())


@every(minutes=1)
def send_letters() -> None:
    """Mails receipts and outcomes to who left an address, and measures to who has no account. What fails is tried again,
    six times in all.
    """
    addressed = Report.objects.exclude(email="").filter(tries__lt=MOST_TRIES)
    for report in addressed.filter(receipt_sent_at=None)[:100]:
        _send(report, "receipt_sent_at", letters.receipt)
    for report in (
        addressed.filter(decision_sent_at=None).exclude(decision=None).select_related("decision")[:100]
    ):
        _send(report, "decision_sent_at", letters.outcome)
    for measure in Measure.objects.exclude(email="").filter(sent_at=None, tries__lt=MOST_TRIES)[:100]:
        _send(measure, "sent_at", letters.measure)


def _send(row: Any, noted_in: str, write: Callable[[Any], None]) -> None:
    rows = type(row)._default_manager.filter(pk=row.pk)
    try:
        with override(row.language):
            write(row)
    except (OSError, SMTPException):
        log.exception("Letter about %s %s failed", row._meta.label, row.pk)
        rows.update(tries=row.tries + 1)
    else:
        rows.update(**{noted_in: timezone.now()})


def _decide(
    kind: str, pk: int, subject: Any, by: Any, *, verdict: Verdict, verb: str, **said: str
) -> Decision:
    now = timezone.now()
    reports = Report.objects.filter(subject_kind=kind, subject_id=pk, decision=None)
    objections = list(_open_objections(kind, pk).select_related("decision"))
    rules.may_answer_objections(by, objections)
    held = queries.held_of(kind, pk)
    decision = Decision.objects.create(
        subject_kind=kind,
        subject_id=pk,
        title=str(subject)[:200],
        verdict=verdict,
        reported=reports.exists() or bool(objections),
        by=by,
        at=now,
        **said,
    )
    origin = "held" if held is not None else "reported" if decision.reported else "own"
    count(f"decided.{verdict}", subject)
    count(f"origin.{origin}", subject)
    if verdict == Verdict.HIDE:
        count(f"ground.{decision.ground}", subject)
    for since in reports.values_list("created_at", flat=True):
        waited = now - since
        count(f"time.{'day' if waited.days < 1 else 'week' if waited.days < 7 else 'longer'}", subject)
    for one in objections:
        changed = (one.decision.verdict == Verdict.HIDE) != (verdict == Verdict.HIDE)
        count(f"objections.{'changed' if changed else 'confirmed'}", subject)
    if held is not None:
        Held.objects.filter(pk=held.pk).update(
            state=Held.State.DECLINED if verdict == Verdict.HIDE else Held.State.RELEASED, decision=decision
        )
    reports.update(decision=decision, decided_at=now, tries=0)
    _open_objections(kind, pk).update(answered_by=decision, answered_at=now)
    record(verb, subject, actor=by, public=False, data={"decision": decision.pk})
    return decision


def _open_objections(kind: str, pk: int) -> Any:
    return Objection.objects.filter(
        decision__in=Decision.objects.filter(subject_kind=kind, subject_id=pk), answered_by=None
    )


def _locked_subject(kind: str, pk: int) -> Any:
    """The row itself, hidden or not, locked so that two moderators decide one after the other."""
    subject = kind_named(kind).rows().select_for_update(of=("self",)).filter(pk=pk).first()
    if subject is None:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    return subject


def _require_last(kind: str, pk: int, seen: int | None, yours: dict[str, str]) -> None:
    last = queries.last_decision(kind, pk)
    if seen is not None and last is not None and last.pk != seen:
        raise Conflict(
            _(
                "Inzwischen hat jemand anderes aus der Moderation entschieden. Bitte lesen Sie die "
                "Entscheidung, bevor Sie neu entscheiden."
            ),
            theirs={"verdict": last.verdict, "reason": last.reason or last.facts, "version": last.pk},
            yours=yours,
        )


def _require_reason(reason: str) -> None:
    if not reason:
        raise Refusal(
            _("Bitte begründen Sie die Entscheidung. Wer gemeldet hat, liest das."),
            status=400,
            field="reason",
        )


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]
