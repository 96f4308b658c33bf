# SPDX-License-Identifier: EUPL-1.2
"""A survey on paper, for the frame of `ground.paper`. A sheet has no name; it counts once by its number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import is_staff
from mitwirken.ground.paper.registry import Block, Content, Entered, Offer, PaperForm, Say, Typed

from . import actions, queries, rules
from .filling import Outline
from .forms import SheetForm, read
from .kinds import Wrong, kind_of
from .models import Conditional, Kind, Page, Question, State, Survey

KIND = "umfrage"


def _find(pk: int) -> Survey | None:
    row = queries.one(pk)
    return row if row is not None and row.state in {State.DRAFT, State.READY} else None


def _may_see(survey: Survey, reader: Any) -> bool:
    """Colleagues look at the sheet while the survey is prepared, and have it before it is public."""
    return is_staff(reader) or (survey.state == State.READY and survey.process.is_reachable)


def _offers() -> list[Offer]:
    return [
        Offer(
            KIND,
            survey.pk,
            survey.title,
            group=survey.process.title,
            until=survey.phase.ends_at,
            takes_entries=not survey.is_ahead(),
        )
        for survey in queries.for_paper(rules.CLOSE_AFTER)
    ]


def _build(survey: Survey) -> Content:
    outline = queries.outline(survey)
    blocks: list[Block] = []
    for page in outline.pages:
        blocks += _head(outline, page)
        for question in outline.asked[page.pk]:
            if condition := only_if(outline, question):
                blocks.append(Say(condition, keep=True))
            number = outline.numbers.get(question.pk, "")
            if question.help and question.kind != Kind.INFO:
                words = _("Zu %(number)s: %(help)s") % {"number": number, "help": question.help}
                blocks.append(Say(words, keep=True))
            blocks += kind_of(question).on_paper(question, number)
    return Content(
        title=survey.title,
        question=survey.process.title,
        instruction=" ".join(
            filter(
                None,
                [
                    survey.intro,
                    _(
                        "Bitte kreuzen Sie deutlich an und schreiben Sie gut lesbar. Was Sie nicht beantworten wollen, lassen Sie frei."
                    ),
                    _("Der Bogen trägt keinen Namen und zählt genauso wie Antworten aus dem Netz."),
                ],
            )
        ),
        blocks=tuple(blocks),
        hand_in=survey.process.without_net,
        until=survey.phase.ends_at,
        contact=survey.process.contact,
        practice=survey.process.practice,
    )


def _head(outline: Outline, page: Page) -> list[Block]:
    words = [page.title.upper(), only_if(outline, page), page.text]
    return [Say("\n".join(filter(None, words)), keep=bool(outline.asked[page.pk]))]


def only_if(outline: Outline, row: Conditional) -> str:
    """A condition as it is said on paper: „Nur wenn Sie bei 3 „Ja“ angekreuzt haben:“"""
    question: Question | None = outline.question(row.if_question_id) if row.if_question_id else None
    if question is None:
        return ""
    known = rules.keys_for_conditions(question)
    labels = [f"„{known[key]}“" for key in row.if_choices if key in known]
    return _("Nur wenn Sie bei %(number)s %(answers)s angekreuzt haben:") % {
        "number": outline.numbers.get(question.pk, ""),
        "answers": _(" oder ").join(labels),
    }


def _form(survey: Survey, *args: Any, **kwargs: Any) -> SheetForm:
    return SheetForm(*args, outline=queries.outline(survey), **kwargs)


def _enter(survey: Survey, typed: Typed) -> Entered:
    outline = queries.outline(survey)
    asked = [one for one in outline.questions if one.kind not in {Kind.INFO, Kind.UPLOAD}]
    try:
        values = read(asked, typed.values, {})
    except Wrong as wrong:
        raise Refusal(str(wrong.sentence), status=422, field=wrong.field) from None
    response = actions.enter_sheet(survey=survey, values=values, channel=typed.channel, by=typed.by)
    return Entered(
        "process",
        survey.process_id,
        url=survey.get_absolute_url(),
        undo={"receipt": response.receipt},
    )


def _take_back(survey: Survey, undo: Mapping[str, Any], by: Any) -> None:
    actions.take_back_sheet(survey=survey, undo=undo, by=by)


FORM = PaperForm(
    key=KIND,
    name=gettext_lazy("Fragebogen"),
    roles=tuple(rules.RIGHTS["enter"]),
    find=_find,
    offers=_offers,
    build=_build,
    enter=_enter,
    take_back=_take_back,
    form=_form,
    notices=("surveys.Answer",),
    data_words=gettext_lazy(
        "Ihr Name wird nicht gebraucht. Veröffentlicht werden Summen und einzelne Texte, die die Stadt ausgewählt hat."
    ),
    may_see=_may_see,
    position=25,
)
