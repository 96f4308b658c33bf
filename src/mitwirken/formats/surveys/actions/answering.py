# SPDX-License-Identifier: EUPL-1.2
"""Answering: page by page into a draft, then sent at once. The survey's lock decides what came first, and whether in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mitwirken.ground import pages
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal, still_there

from .. import queries, rules, secrecy
from ..filling import Outline, Value, Values
from ..kinds import kind_of
from ..models import Access, Answer, Draft, Mark, Response, Survey, Upload

PICTURES_A_DRAFT = 20


@dataclass(frozen=True)
class Sent:
    """What came of it: the code that the person is shown once. `trial`: it was staff trying out, and nothing was kept."""

    receipt: str
    trial: bool = False


def _locked(survey: Survey) -> Survey:
    """The survey under its lock: sending and closing wait for each other, and whoever comes second sees what the first did."""
    return still_there(
        Survey.objects.select_for_update(of=("self",), no_key=True)
        .select_related("phase", "process")
        .filter(pk=survey.pk)
        .first()
    )


def left() -> Refusal:
    return Refusal(
        _(
            "Diese Antworten gibt es hier nicht mehr. Sie sind abgesendet, oder sie wurden gelöscht, weil sie %(n)d Tage lang liegen blieben."
        )
        % {"n": rules.DRAFT_DAYS},
        status=404,
    )


@transaction.atomic
def begin(*, survey: Survey, person: Any, trial: bool = False) -> str:
    """Somebody begins to answer. Returns the token of the draft, which stands in its address.

    By name there is one draft for all devices, and it is found again; otherwise a new one that knows of nobody. Nothing is written to the
    log. Refuses outside the days, whoever needs an account and has none, and whoever has taken part already.
    """
    if trial:
        rules.require_trial(survey, person)
    else:
        rules.require_open(survey)
        rules.require_participant(survey, person)
        rules.require_fresh(survey, person)
    if trial or survey.anonymous:
        token = secrecy.new_token()
        _new_draft(survey, token, trial=trial)
        return token
    token = secrecy.token_of(survey.key, person.pk)
    if not queries.has_draft(survey, person):
        if queries.own_response(survey, person) is not None:
            raise rules.taken_part()
        try:
            with transaction.atomic():
                _new_draft(survey, token, person=person)
        except IntegrityError:
            pass  # The other device was quicker; it is the same draft.
    return token


def _new_draft(survey: Survey, token: str, **more: Any) -> Draft:
    return Draft.objects.create(
        survey=survey, token=secrecy.hidden(token), changed_on=timezone.localdate(), **more
    )


def draft_with(survey: Survey, token: str, person: Any) -> Draft:
    """The draft that a token leads to; one by name only for that person, a trial only for staff. Refuses otherwise."""
    draft = queries.draft_of(survey, secrecy.hidden(token))
    if draft is None:
        raise left()
    if draft.trial:
        rules.require_trial(survey, person)
    elif draft.person_id is not None and draft.person_id != getattr(person, "pk", None):
        raise left()
    return draft


@transaction.atomic
def save_page(*, survey: Survey, token: str, values: Values, person: Any) -> Draft:
    """Keeps the answers of a page in the draft; an empty value takes an earlier answer back.

    Numbers of questions that are not asked in this survey are passed over. Refuses once it is sent or over.
    """
    draft = draft_with(survey, token, person)
    if not draft.trial:
        rules.require_open(survey)
    draft = still_there(Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first())
    known = {str(one.pk): one for one in queries.outline(survey).questions}
    for key, value in values.items():
        if key not in known:
            continue
        if "bytes" in value:
            value = {"upload": _keep_picture(draft, int(key), value["bytes"])}
        elif draft.values.get(key, {}).get("upload") and not value:
            _forget_pictures(draft, int(key))
        if value:
            draft.values[key] = dict(value)
        else:
            draft.values.pop(key, None)
    draft.changed_on = timezone.localdate()
    draft.save(update_fields=["values", "changed_on"])
    return draft


def _keep_picture(draft: Draft, question: int, data: bytes) -> int:
    _forget_pictures(draft, question)
    if draft.uploads.count() >= PICTURES_A_DRAFT:
        raise Refusal(_("Mehr Bilder lassen sich nicht mitschicken."), status=422)
    return Upload.objects.create(survey_id=draft.survey_id, question_id=question, draft=draft, data=data).pk


def _forget_pictures(draft: Draft, question: int) -> None:
    """Pictures of the draft alone; those of answers that were sent stay until the change is sent, too."""
    Upload.objects.filter(draft=draft, response=None, question=question).delete()


@transaction.atomic
def drop_draft(*, survey: Survey, token: str, person: Any) -> None:
    """What was begun is thrown away, with its pictures. Answers that were sent before stay."""
    draft_with(survey, token, person).delete()


def forget_at_device(arguments: Mapping[str, Any]) -> None:
    """On a device that many people use, the next person finds nothing that somebody without an account began. `arguments` are of its address."""
    Draft.objects.filter(token=secrecy.hidden(arguments["token"]), person=None).delete()


def send(*, survey: Survey, token: str, person: Any, channel: str = Channel.ONLINE) -> Sent:
    """What stands in the draft counts from now on; the draft goes.

    Only answers to what is seen are kept: after an earlier answer was changed, the others are dropped. An anonymous response knows of no person; that the account has
    taken part is marked apart. Sent twice, the first counts, and both show the same receipt. Causes: pages grow stale. The
    log does not say that somebody answered.

    Refuses outside the days (what counts is the moment at which the lock was had), an account that has taken part, and where something that must be answered is not.
    """
    outline = queries.outline(survey)
    with transaction.atomic():
        row = _locked(survey)
        trial = Draft.objects.filter(survey=row, token=secrecy.hidden(token), trial=True).exists()
        if not trial:
            rules.require_open(row, timezone.now())
        receipt = secrecy.receipt_of(row.key, token)
        if queries.draft_of(row, secrecy.hidden(token)) is None and queries.with_receipt(row, receipt):
            return Sent(receipt)
        draft = draft_with(row, token, person)
        _require_complete(outline, draft.values)
        if draft.trial:
            draft.delete()
            return Sent(receipt, trial=True)
        rules.require_participant(row, person)
        response = _response_for(row, draft, person, receipt, channel)
        _write(response, outline, draft.values, draft)
        draft.delete()
        pages.changed(*row.stream_topics())
        return Sent(receipt)


def _require_complete(outline: Outline, values: Values) -> None:
    missing = outline.missing(values)
    if missing:
        page, question = missing[0]
        raise Refusal(
            _("Auf der Seite „%(page)s“ fehlt noch eine Antwort: %(question)s")
            % {"page": page.title, "question": question.text},
            status=422,
        )


def _response_for(row: Survey, draft: Draft, person: Any, receipt: str, channel: str) -> Response:
    """The row that the answers go to: the person's own one that is changed, or a new one."""
    if draft.response is not None:
        response = draft.response
        response.changed_at = timezone.now()
        response.save(update_fields=["changed_at"])
        response.answers.all().delete()
        return response
    if row.anonymous and row.access == Access.ACCOUNT:
        try:
            with transaction.atomic():
                Mark.objects.create(survey=row, who=secrecy.who(row.key, person.pk))
        except IntegrityError:
            raise rules.taken_part() from None
    elif not row.anonymous and queries.own_response(row, person) is not None:
        raise rules.taken_part()
    return Response.objects.create(
        survey=row,
        person=None if row.anonymous else person,
        channel=channel,
        language=(get_language() or "")[:12],
        completed_on=timezone.localdate(),
        receipt=receipt,
    )


def _write(response: Response, outline: Outline, values: Values, draft: Draft | None = None) -> None:
    kept = outline.kept(values)
    rows = [
        Answer(response=response, question=question, **fields)
        for question in outline.questions
        if (value := kept.get(str(question.pk)))
        for fields in kind_of(question).rows(question, value)
    ]
    used = {row.upload_id for row in rows if row.upload_id}
    own = Upload.objects.filter(pk__in=used)
    if draft is not None:
        own.filter(draft=draft).update(response=response, draft=None)
    there = set(Upload.objects.filter(pk__in=used, response=response).values_list("pk", flat=True))
    Answer.objects.bulk_create(
        [row for row in rows if row.upload_id is None or row.upload_id in there], batch_size=500
    )
    Upload.objects.filter(response=response).exclude(pk__in=used).delete()


# --- one's own answers ------------------------------------------------------------------------------------------------


@transaction.atomic
def change_again(*, survey: Survey, person: Any) -> str:
    """Somebody who answered by name takes the answers up again. They count as they are until the change is sent. Returns the token.

    Refuses once the survey is over, and where there is nothing.
    """
    rules.require_open(survey)
    rules.require_participant(survey, person)
    response = queries.own_response(survey, person)
    if survey.anonymous or response is None:
        raise rules.gone()
    token = secrecy.token_of(survey.key, person.pk)
    if not queries.has_draft(survey, person):
        try:
            with transaction.atomic():
                _new_draft(
                    survey, token, person=person, response=response, values=values_of(response, survey)
                )
        except IntegrityError:
            pass
    return token


def values_of(response: Response, survey: Survey) -> dict[str, Value]:
    """What was answered, as a draft holds it."""
    answers = queries.answers_of(response)
    return {
        str(question.pk): value
        for question in queries.outline(survey).questions
        if (value := kind_of(question).value(question, answers.get(question.pk, [])))
    }


@transaction.atomic
def withdraw(*, survey: Survey, person: Any) -> None:
    """Somebody who answered by name takes it back until the end: the answers go, with pictures. Twice is once. Refuses afterwards."""
    row = _locked(survey)
    rules.require_open(row)
    response = queries.own_response(row, person)
    if response is not None:
        response.delete()
        pages.changed(*row.stream_topics())


@transaction.atomic
def withdraw_by_receipt(*, survey: Survey, receipt: str) -> None:
    """Whoever has the code of anonymous answers takes them back until the end. That somebody has taken part stays marked: nobody knows whose they were.

    Refuses a code that there is not (or that was used), and once the survey is over.
    """
    row = _locked(survey)
    rules.require_open(row)
    response = queries.with_receipt(row, secrecy.spelled(receipt))
    if response is None or not row.anonymous:
        raise Refusal(
            _("Zu diesem Code gibt es hier keine Antworten. Vergleichen Sie bitte Zeichen für Zeichen."),
            status=422,
            field="code",
        )
    response.delete()
    pages.changed(*row.stream_topics())


# --- paper and phone --------------------------------------------------------------------------------------------------


@transaction.atomic
def enter_sheet(*, survey: Survey, values: Values, channel: str, by: Any) -> Response:
    """Staff type in what stands on a sheet or what somebody says on the phone. It counts like any other response and has no person.

    What must be answered online may be missing on paper. Refuses without the role, before the beginning, after closing, an empty sheet.
    """
    row = _locked(survey)
    rules.require_entry(by, row)
    outline = queries.outline(row)
    if not outline.kept(values):
        raise Refusal(_("Auf diesem Bogen ist nichts ausgefüllt."), status=422)
    response = Response.objects.create(
        survey=row,
        channel=channel,
        language="de",
        completed_on=timezone.localdate(),
        receipt=secrecy.receipt_of(row.key, secrecy.new_token()),
    )
    _write(response, outline, values)
    pages.changed(*row.stream_topics())
    return response


@transaction.atomic
def take_back_sheet(*, survey: Survey, undo: Mapping[str, Any], by: Any) -> None:
    """What was typed in by mistake goes again. Refuses once the survey is closed."""
    row = _locked(survey)
    rules.require_entry(by, row)
    response = queries.with_receipt(row, str(undo.get("receipt", "")))
    if response is None or response.channel == Channel.ONLINE:
        raise Refusal(_("Diesen Bogen gibt es nicht mehr."), status=409)
    response.delete()
    pages.changed(*row.stream_topics())
