# SPDX-License-Identifier: EUPL-1.2
"""Building a survey: its pages and questions, in their order, with their conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mitwirken.civic.participation.models import Phase
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.ground.deeds.versions import change, require_version

from .. import queries, rules, secrecy
from ..filling import Outline
from ..models import Access, Draft, Kind, Page, Question, Results, State, Survey


@dataclass(frozen=True)
class SurveyDraft:
    """What a survey is set up with; fields as in the model."""

    title: str
    intro: str = ""
    closing: str = ""
    minutes: int | None = None
    anonymous: bool = True
    access: str = Access.OPEN
    results: str = Results.AFTER
    smallest: int = 5


@dataclass(frozen=True)
class PageDraft:
    """A page. `if_choices` are keys of the question with the number `if_question`."""

    title: str
    text: str = ""
    if_question: int | None = None
    if_choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionDraft:
    """A question. `choices` and `rows` are their words; keys are given by the deed and stay where words stay."""

    kind: str
    text: str
    help: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    other: bool = False
    most: int | None = None
    low: int | None = None
    high: int | None = None
    low_label: str = ""
    high_label: str = ""
    unit: str = ""
    if_question: int | None = None
    if_choices: tuple[str, ...] = ()


def _locked(survey: Survey) -> Survey:
    return still_there(
        Survey.objects.select_for_update(of=("self",))
        .select_related("phase", "process")
        .filter(pk=survey.pk)
        .first()
    )


def _held(survey: Survey, by: Any) -> Survey:
    """The survey under its lock, as long as it may be built on."""
    rules.require(by, "set_up")
    row = _locked(survey)
    rules.require_draft(row)
    return row


def _touched(survey: Survey, by: Any) -> None:
    """What was tried out before a change would not fit any more, so trials go."""
    Draft.objects.filter(survey=survey, trial=True).delete()
    record("surveys.changed", survey, actor=by, public=False)


@transaction.atomic
def create_survey(*, phase: Phase, draft: SurveyDraft, by: Any) -> Survey:
    """`by` prepares a survey, with one empty page, for a phase in which surveys are answered. Nobody is told of it yet.

    Refuses people without the right, a phase without the verb, a survey by name without accounts.
    """
    rules.require(by, "set_up")
    if queries.VERB not in phase.verbs:
        raise Refusal(
            _("In dieser Phase wird nicht gefragt. Wählen Sie eine andere."), status=422, field="phase"
        )
    survey = Survey.objects.create(
        process=phase.process, phase=phase, key=secrecy.new_key(), created_by=by, **asdict(draft)
    )
    Page.objects.create(survey=survey, position=1, title=_("Seite %(n)d") % {"n": 1})
    record("surveys.created", survey, actor=by, public=False)
    return survey


@transaction.atomic
def change_survey(*, survey: Survey, draft: SurveyDraft, by: Any, seen: int | None = None) -> Survey:
    """Changes title, texts and rules. Once it is settled only words, and when results are shown: what was promised on answering stays.

    Refuses after closing, and when somebody else changed it meanwhile.
    """
    rules.require(by, "set_up")
    row = _locked(survey)
    rules.require_wordable(row)
    values = asdict(draft)
    if row.state != State.DRAFT and (draft.anonymous, draft.access) != (row.anonymous, row.access):
        rules.require_draft(row)
    if row.state != State.DRAFT and (draft.results, draft.smallest) != (row.results, row.smallest):
        rules.require_draft(row)
    change(row, values, seen=seen)
    record("surveys.changed", row, actor=by, public=False)
    return row


@transaction.atomic
def delete_survey(*, survey: Survey, by: Any) -> None:
    """A survey that is a draft goes, with pages and questions. It has no answers: those keep it from being a draft."""
    row = _held(survey, by)
    Draft.objects.filter(survey=row).delete()
    Page.objects.filter(survey=row).update(if_question=None)
    Question.objects.filter(page__survey=row).update(if_question=None)
    row.delete()


@transaction.atomic
def copy_survey(*, survey: Survey, phase: Phase, title: str, by: Any) -> Survey:
    """The same questions once more, as a draft in another phase or the same. Answers are not copied.

    Refuses as `create_survey` does.
    """
    draft = SurveyDraft(
        title=title,
        **{name: getattr(survey, name) for name in SurveyDraft.__dataclass_fields__ if name != "title"},
    )
    copy = create_survey(phase=phase, draft=draft, by=by)
    copy.pages.all().delete()
    outline = queries.outline(survey)
    known: dict[int, Question] = {}
    for page in outline.pages:
        new_page = Page.objects.create(
            survey=copy,
            position=page.position,
            title=page.title,
            text=page.text,
            if_question=known.get(page.if_question_id or 0),
            if_choices=page.if_choices,
        )
        for question in outline.asked[page.pk]:
            values = {
                field.name: getattr(question, field.name)
                for field in Question._meta.fields
                if field.name not in {"id", "page", "if_question", "version"}
            }
            known[question.pk] = Question.objects.create(
                page=new_page, if_question=known.get(question.if_question_id or 0), **values
            )
    return copy


# --- pages ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_page(*, survey: Survey, draft: PageDraft, by: Any) -> Page:
    """A new last page. Refuses a condition that does not look back, and once the survey is settled."""
    row = _held(survey, by)
    outline = queries.outline(row)
    if len(outline.pages) >= rules.MOST_PAGES:
        raise Refusal(_("Eine Umfrage hat höchstens %(n)d Seiten.") % {"n": rules.MOST_PAGES}, status=422)
    rules.require_condition(outline, len(outline.pages), draft.if_question, draft.if_choices)
    page = Page.objects.create(
        survey=row, position=max((page.position for page in outline.pages), default=0) + 1, **_page(draft)
    )
    _touched(row, by)
    return page


@transaction.atomic
def change_page(*, page: Page, draft: PageDraft, by: Any, seen: int | None = None) -> None:
    """Words a page anew; its condition only while the survey is a draft. Refuses when somebody else changed the page meanwhile."""
    rules.require(by, "set_up")
    row = _locked(page.survey)
    rules.require_wordable(row)
    page = still_there(Page.objects.filter(pk=page.pk).first())
    values = _page(draft)
    require_version(page, seen, yours=values, fields=tuple(values))
    outline = queries.outline(row)
    if (draft.if_question, list(draft.if_choices)) != (page.if_question_id, page.if_choices):
        rules.require_draft(row)
        at = [each.pk for each in outline.pages].index(page.pk)
        rules.require_condition(outline, at, draft.if_question, draft.if_choices)
    Page.objects.filter(pk=page.pk).update(**values, version=page.version + 1)
    _touched(row, by)


def _page(draft: PageDraft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "text": draft.text,
        "if_question_id": draft.if_question,
        "if_choices": list(draft.if_choices) if draft.if_question else [],
    }


@transaction.atomic
def move_page(*, page: Page, by: Any, up: bool) -> None:
    """One place up or down; at the end it stays. Refuses where a condition would look forward."""
    row = _held(page.survey, by)
    outline = queries.outline(row)
    pages = list(outline.pages)
    _swap(pages, [each.pk for each in pages].index(page.pk), up)
    rules.require_order(Outline(tuple(pages), outline.asked))
    _number(pages)
    _touched(row, by)


@transaction.atomic
def remove_page(*, page: Page, by: Any) -> None:
    """A page goes with its questions. Refuses where a condition elsewhere asks for one of them, and the last page."""
    row = _held(page.survey, by)
    outline = queries.outline(row)
    if len(outline.pages) < 2:
        raise Refusal(_("Eine Umfrage hat mindestens eine Seite."), status=409)
    rules.require_free(outline, outline.asked[page.pk])
    Draft.objects.filter(survey=row).delete()
    page.delete()
    _touched(row, by)


# --- questions --------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_question(*, page: Page, draft: QuestionDraft, by: Any) -> Question:
    """A new last question on the page. Refuses what nobody could answer, a condition that does not look back."""
    row = _held(page.survey, by)
    outline = queries.outline(row)
    if sum(1 for _one in outline.questions) >= rules.MOST_QUESTIONS:
        raise Refusal(_("Eine Umfrage hat höchstens %(n)d Fragen.") % {"n": rules.MOST_QUESTIONS}, status=422)
    values = _question(draft, None)
    rules.require_question(values)
    at = [each.pk for each in outline.pages].index(page.pk)
    rules.require_condition(outline, at, draft.if_question, draft.if_choices)
    last = max((one.position for one in outline.asked[page.pk]), default=0)
    question = Question.objects.create(page=page, position=last + 1, **values)
    _touched(row, by)
    return question


@transaction.atomic
def change_question(
    *, question: Question, draft: QuestionDraft, by: Any, seen: int | None = None
) -> Question:
    """Changes a question. Once the survey is settled only words: as many answers in the same order, and nothing else.

    Refuses a choice to go that a condition asks for, and when somebody else changed the question meanwhile.
    """
    rules.require(by, "set_up")
    survey = _locked(question.page.survey)
    rules.require_wordable(survey)
    question = still_there(Question.objects.select_related("page").filter(pk=question.pk).first())
    values = _question(draft, question, fixed=survey.state != State.DRAFT)
    require_version(question, seen, yours=values, fields=tuple(values))
    rules.require_question(values)
    if survey.state != State.DRAFT:
        same = ("kind", "required", "other", "most", "low", "high", "if_question_id", "if_choices")
        if any(values[name] != getattr(question, name) for name in same):
            rules.require_draft(survey)
        for name in ("choices", "rows"):
            if len(values[name]) != len(getattr(question, name)):
                rules.require_draft(survey)
            rules.require_same_places(getattr(draft, name), getattr(question, name), name)
    outline = queries.outline(survey)
    rules.require_condition(outline, outline.place_of(question.pk), draft.if_question, draft.if_choices)
    was = _wording(question)
    for name, value in values.items():
        setattr(question, name, value)
    question.version += 1
    _require_keys_stay(outline, question)
    question.save()
    _touched(survey, by)
    if survey.state != State.DRAFT and was != _wording(question):
        # Somebody may have answered the earlier words, so both stay in the logbook.
        data = {"was": was, "now": _wording(question)}
        record("surveys.reworded", survey, actor=by, public=False, data=data)
    return question


def _wording(question: Question) -> str:
    labels = [each["label"] for each in (*question.rows, *question.choices)]
    return " | ".join([question.text, *labels])[:1000]


def _require_keys_stay(outline: Outline, question: Question) -> None:
    """Refuses to take away a choice or a step that a condition names."""
    known = (
        rules.keys_for_conditions(question) if question.kind in (Kind.ONE, Kind.SEVERAL, Kind.SCALE) else {}
    )
    for row in rules.dependants(outline, question):
        if not set(row.if_choices) <= set(known):
            raise Refusal(
                _(
                    "„%(row)s“ wird nur nach einer Antwort gezeigt, die es dann nicht mehr gäbe. Ändern Sie zuerst diese Bedingung."
                )
                % {"row": row},
                status=409,
                field="choices",
            )


def _question(draft: QuestionDraft, old: Question | None, *, fixed: bool = False) -> dict[str, Any]:
    values = asdict(draft)
    values["if_question_id"] = values.pop("if_question")
    values["if_choices"] = list(draft.if_choices) if draft.if_question else []
    for name in ("choices", "rows"):
        values[name] = keyed(getattr(draft, name), getattr(old, name) if old else [], fixed=fixed)
    return values


def keyed(
    labels: Sequence[str], old: Sequence[dict[str, str]], *, fixed: bool = False
) -> list[dict[str, str]]:
    """Keys for words: a choice that keeps its words keeps its key; where their number stays, the place decides for the others.

    With `fixed` (there may be answers) the place alone decides, so that nobody's answer changes its meaning by a new order.

    >>> keyed(["Ja", "Nein"], [])
    [{'key': '1', 'label': 'Ja'}, {'key': '2', 'label': 'Nein'}]
    >>> keyed(["Nein", "Ja", "Egal"], [{"key": "1", "label": "Ja"}, {"key": "2", "label": "Nein"}])
    [{'key': '2', 'label': 'Nein'}, {'key': '1', 'label': 'Ja'}, {'key': '3', 'label': 'Egal'}]
    >>> keyed(["Ja", "Nö"], [{"key": "1", "label": "Ja"}, {"key": "2", "label": "Nein"}])
    [{'key': '1', 'label': 'Ja'}, {'key': '2', 'label': 'Nö'}]
    """
    if fixed and len(labels) == len(old):
        return [{"key": each["key"], "label": label} for each, label in zip(old, labels, strict=True)]
    by_label = {each["label"]: each["key"] for each in old}
    taken = {by_label[label] for label in labels if label in by_label}
    last = max((int(each["key"]) for each in old), default=0)
    found = []
    for at, label in enumerate(labels):
        key = by_label.get(label, "")
        if not key and len(labels) == len(old) and old[at]["key"] not in taken:
            key = old[at]["key"]
        if not key:
            last += 1
            key = str(last)
        taken.add(key)
        found.append({"key": key, "label": label})
    return found


@transaction.atomic
def move_question(*, question: Question, by: Any, up: bool) -> None:
    """One place up or down, over the edge of a page onto the next one. Refuses where a condition would look forward."""
    row = _held(question.page.survey, by)
    outline = queries.outline(row)
    at = outline.place_of(question.pk)
    asked = {page.pk: list(outline.asked[page.pk]) for page in outline.pages}
    here = asked[outline.pages[at].pk]
    place = [one.pk for one in here].index(question.pk)
    to = at + (-1 if up else 1)
    if 0 <= place + (-1 if up else 1) < len(here):
        _swap(here, place, up)
    elif 0 <= to < len(outline.pages):
        moved = here.pop(place)
        moved.page = outline.pages[to]
        there = asked[outline.pages[to].pk]
        there.insert(len(there) if up else 0, moved)
    rules.require_order(Outline(outline.pages, {pk: tuple(rows) for pk, rows in asked.items()}))
    for rows in asked.values():
        _number(rows, "page_id")
    _touched(row, by)


@transaction.atomic
def remove_question(*, question: Question, by: Any) -> None:
    """A question goes. Refuses where a condition asks for it, and once the survey is settled."""
    row = _held(question.page.survey, by)
    rules.require_free(queries.outline(row), [question])
    Draft.objects.filter(survey=row).delete()
    question.delete()
    _touched(row, by)


def _swap(rows: list[Any], at: int, up: bool) -> None:
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]


def _number(rows: Sequence[Any], *also: str) -> None:
    for at, row in enumerate(rows, 1):
        row.position = at
    if rows:
        names = ["position", *(name.removesuffix("_id") for name in also)]
        type(rows[0])._default_manager.bulk_update(rows, names)
