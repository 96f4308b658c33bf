# SPDX-License-Identifier: EUPL-1.2
"""How an answer comes about: draft, comments, signatures, publication; and the text blocks it may begin with."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Conflict, Refusal, still_there
from mitwirken.ground.deeds.versions import require_version

from .. import queries, rules
from ..models import (
    Answer,
    AnswerComment,
    AnswerText,
    Case,
    LetterKind,
    Office,
    Signature,
    SigningRule,
    TextBlock,
)
from ..roles import Role
from .base import clean, confirm_by_working, locked, save, tell, write_to


@transaction.atomic
def draft_answer(*, case: Case, text: str, by: Any, seen: int | None = None) -> Answer:
    """Writes or changes the one draft of a case. After a signed answer the draft is its correction, a new
    edition.

    `seen` is the draft's version that the form showed, 0 where there was none. The text before stays among the versions. A
    change takes back what was signed, and tells those who had signed; else it tells nobody. Refuses who may
    not, an empty text, and with both texts when a colleague saved or signed in between.
    """
    case = locked(case)
    rules.may_work_on(by, case)
    text = clean(text)
    answers = {answer.state: answer for answer in case.answers.order_by("edition")}
    draft = answers.get(Answer.State.DRAFT)
    if draft is None:
        signed = answers.get(Answer.State.PUBLISHED)
        if seen:
            raise Conflict(
                _(
                    "Inzwischen hat jemand den Entwurf unterschrieben und veröffentlicht. Ihr Text ist "
                    "noch da: "
                    "Speichern Sie ihn als Entwurf einer Berichtigung, wenn er noch gebraucht wird."
                ),
                theirs={"text": signed.text if signed else "", "version": 0},
                yours={"text": text},
            )
        if not text:
            raise Refusal(
                _("Die Antwort ist leer. Bitte schreiben Sie etwas hinein."), status=400, field="text"
            )
        confirm_by_working(case, by)
        draft = Answer.objects.create(
            case=case,
            edition=(signed.edition if signed else 0) + 1,
            text=text,
            drafted_by=by,
            drafted_at=timezone.now(),
        )
        _keep_text(draft, by)
        return draft
    require_version(draft, seen, yours={"text": text}, fields=("text", "version"))
    if not text:
        raise Refusal(_("Die Antwort ist leer. Bitte schreiben Sie etwas hinein."), status=400, field="text")
    if draft.text != text:
        draft.text, draft.drafted_by, draft.drafted_at = text, by, timezone.now()
        draft.version += 1
        draft.save(update_fields=["text", "drafted_by", "drafted_at", "version"])
        _keep_text(draft, by)
        _take_signatures_back(case, draft, by)
    return draft


@transaction.atomic
def publish_answer(*, case: Case, by: Any, office: Office, role: str, seen: int | None = None) -> Answer:
    """Signs the draft in the name of an office and a role, and publishes it: the city has answered.

    Causes the clock of the first answer to stop, and tells author and followers. Refuses who may not sign
    so, before an election, while somebody who must sign has not (an office whose part says so; a second person where four eyes are asked), a case without a draft, and a draft that changed since it was read (`seen`).
    """
    case = locked(case)
    rules.may_sign(by, case, office, role)
    if not case.practice:
        rules.require_no_freeze()
    draft = case.answers.filter(state=Answer.State.DRAFT).first()
    if draft is None:
        raise Refusal(
            _("Es gibt keinen Entwurf. Schreiben Sie zuerst die Antwort und speichern Sie sie."), status=400
        )
    if seen is not None and draft.version != seen:
        raise Conflict(
            _(
                "Der Entwurf wurde geändert, seit Sie ihn gelesen haben. Bitte lesen Sie ihn noch "
                "einmal, bevor Sie unterschreiben."
            ),
            theirs={"text": draft.text, "version": draft.version},
            yours={},
        )
    _sign(draft, by=by, office=office, role=role)
    signing = queries.signing_of(case, draft)
    if signing.missing:
        raise Refusal(
            _(
                "Es fehlt noch die Unterschrift von: %(offices)s. Veröffentlicht wird, wenn alle unterschrieben haben, "
                "die müssen."
            )
            % {"offices": ", ".join(one.name for one in signing.missing)},
            status=409,
        )
    if signing.lacks_second_eyes:
        raise Refusal(
            _(
                "Hier gilt das Vier-Augen-Prinzip: Es fehlt die Unterschrift eines zweiten Menschen. Unterschreiben Sie "
                "ohne zu veröffentlichen, dann kann die Kollegin oder der Kollege veröffentlichen."
            ),
            status=409,
        )
    now = timezone.now()
    draft.state = Answer.State.PUBLISHED
    draft.signed_by, draft.signed_office = by, office
    draft.signed_office_words = office.name
    draft.signed_role_words = str(Role(role).label)
    draft.signature = office.signature
    draft.published_at = now
    draft.save()
    if case.first_answered_at is None:
        case.first_answered_at = now
        save(case, "first_answered_at")
    tell("desk.answered", case, by=by, data={"answer": draft.pk, "edition": draft.edition})
    return draft


@transaction.atomic
def sign_answer(*, case: Case, by: Any, office: Office, role: str, seen: int) -> Signature:
    """Signs the draft as it was read (`seen`) in the name of an office, without publishing it. Twice is once.

    Tells the office in charge when the last missing signature is there. Refuses who may not sign so, a case without a draft, and
    a draft that changed since it was read.
    """
    case = locked(case)
    rules.may_cosign(by, case, office, role)
    draft = case.answers.filter(state=Answer.State.DRAFT).first()
    if draft is None:
        raise Refusal(_("Es gibt keinen Entwurf, den man unterschreiben könnte."), status=409)
    if draft.version != seen:
        raise Conflict(
            _(
                "Der Entwurf wurde geändert, seit Sie ihn gelesen haben. Bitte lesen Sie ihn noch "
                "einmal, bevor Sie unterschreiben."
            ),
            theirs={"text": draft.text, "version": draft.version},
            yours={},
        )
    before = queries.signing_of(case, draft)
    signature = _sign(draft, by=by, office=office, role=role)
    if before.missing and not queries.signing_of(case, draft).missing:
        whom = {case.assignee_id, draft.drafted_by_id} - {None, by.pk}
        tell("desk.all_signed", case, by=by, public=False, data={"told": sorted(whom)})
    return signature


def _sign(draft: Answer, *, by: Any, office: Office, role: str) -> Signature:
    row, _fresh = Signature.objects.get_or_create(
        answer=draft,
        version=draft.version,
        office=office,
        by=by,
        defaults={"role": role, "at": timezone.now()},
    )
    return row


def _keep_text(draft: Answer, by: Any) -> None:
    AnswerText.objects.create(
        answer=draft, version=draft.version, text=draft.text, by=by, at=draft.drafted_at
    )


def _take_signatures_back(case: Case, draft: Answer, by: Any) -> None:
    """Signatures count for one text. Those of the text before are told, so that they read again."""
    fallen = draft.signatures.filter(version=draft.version - 1).select_related("office")
    people = sorted({row.by_id for row in fallen if row.by_id is not None and row.by_id != by.pk})
    if people:
        tell("desk.signatures_fell", case, by=by, public=False, data={"told": people})
    for office in {row.office for row in fallen}:
        if office.pk not in by.offices:
            write_to(office, case, LetterKind.SIGN)


@transaction.atomic
def request_signatures(*, case: Case, by: Any) -> int:
    """Asks the offices that must sign and have not, by letter; gives how many. Refuses who does not work on the case, and a
    case without a draft.
    """
    case = locked(case)
    rules.may_work_on(by, case)
    draft = case.answers.filter(state=Answer.State.DRAFT).first()
    if draft is None:
        raise Refusal(
            _("Es gibt keinen Entwurf. Schreiben Sie zuerst die Antwort und speichern Sie sie."), status=400
        )
    missing = queries.signing_of(case, draft).missing
    for office in missing:
        write_to(office, case, LetterKind.SIGN)
    return len(missing)


@transaction.atomic
def comment_answer(*, case: Case, text: str, by: Any) -> AnswerComment:
    """A word to the draft. Tells who wrote the draft. Refuses who has no part in the case, an empty one, and no draft."""
    case = locked(case)
    rules.may_contribute(by, case)
    text = clean(text)
    if not text:
        raise Refusal(
            _("Der Kommentar ist leer. Bitte schreiben Sie etwas hinein."), status=400, field="text"
        )
    draft = case.answers.filter(state=Answer.State.DRAFT).first()
    if draft is None:
        raise Refusal(_("Es gibt gerade keinen Entwurf, zu dem man etwas sagen könnte."), status=409)
    row = AnswerComment.objects.create(
        answer=draft, version=draft.version, text=text, by=by, at=timezone.now()
    )
    if draft.drafted_by_id not in {None, by.pk}:
        tell("desk.commented", case, by=by, public=False, data={"told": [draft.drafted_by_id]})
    return row


@transaction.atomic
def settle_comment(*, case: Case, comment: AnswerComment, by: Any) -> None:
    """A comment is seen to, and folded away. Twice is once. Refuses who has no part in the case."""
    case = locked(case)
    rules.may_contribute(by, case)
    AnswerComment.objects.filter(pk=comment.pk, answer__case=case, settled_at=None).update(
        settled_at=timezone.now()
    )


@transaction.atomic
def require_four_eyes(*, case: Case, four_eyes: bool | None, by: Any) -> Case:
    """Says of one case whether two people sign; None leaves it to its process. Refuses everybody but triage."""
    case = locked(case)
    rules.may_set_signing(by)
    if case.four_eyes != four_eyes:
        case.four_eyes = four_eyes
        save(case, "four_eyes")
    return case


@transaction.atomic
def set_signing_rule(*, group_key: str, four_eyes: bool, by: Any) -> SigningRule:
    """Says for all answers of a process whether two people sign. Counts at once, for open drafts too. Refuses everybody but triage, and
    a process that has no case.
    """
    rules.may_set_signing(by)
    if not group_key or not Case.everything.filter(group_key=group_key).exists():
        raise Refusal(_("Zu diesem Prozess gibt es noch keinen Fall."), status=400, field="group_key")
    row, _fresh = SigningRule.objects.update_or_create(group_key=group_key, defaults={"four_eyes": four_eyes})
    return row


@transaction.atomic
def save_block(
    *, title: str, text: str, position: int, by: Any, block: TextBlock | None = None, seen: int | None = None
) -> TextBlock:
    """Adds a text block or changes one. What was drafted with it stays as it is. Refuses who may not, an empty one, a name
    given twice, and a place that does not exist.
    """
    rules.may_keep_blocks(by)
    title, text = clean(title)[:120], clean(text)
    if not title or not text:
        raise Refusal(
            _("Ein Textbaustein hat einen Namen und einen Text."),
            status=400,
            field="text" if title else "title",
        )
    unknown = queries.unknown_places(text)
    if unknown:
        raise Refusal(
            _("Diese Platzhalter gibt es nicht: %(places)s. Die Liste steht beim Feld.")
            % {"places": ", ".join(unknown)},
            status=400,
            field="text",
        )
    if TextBlock.objects.filter(title__iexact=title).exclude(pk=block.pk if block else 0).exists():
        raise Refusal(_("Einen Textbaustein mit diesem Namen gibt es schon."), status=400, field="title")
    row = TextBlock(version=0)
    if block is not None:
        row = still_there(TextBlock.objects.select_for_update().filter(pk=block.pk).first())
        yours = {"title": title, "text": text, "position": position}
        require_version(row, seen, yours=yours, fields=yours)
    row.title, row.text, row.position, row.changed_at = title, text, position, timezone.now()
    row.version += 1
    row.save()
    return row


@transaction.atomic
def remove_block(*, block: TextBlock, by: Any) -> None:
    """A text block goes. Refuses who may not."""
    rules.may_keep_blocks(by)
    TextBlock.objects.filter(pk=block.pk).delete()
