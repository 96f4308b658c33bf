# SPDX-License-Identifier: EUPL-1.2
"""What becomes public beside the counts: words that staff read before, and tables of two questions. And who took single answers along."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mitwirken.civic.archive.actions import outdate
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal, still_there

from .. import queries, rules, tables
from ..models import LONG, Answer, Kind, Survey
from .building import _locked

MOST_CROSSINGS = 8
"""So many cross tables are published of one survey: with all of them somebody could reason through three questions at once."""


@transaction.atomic
def release_text(*, answer: Answer, words: str, by: Any) -> Answer:
    """Shows the words of an answer to everybody, as given or shortened. Without words they are taken back.

    Causes: the page of the results grows stale, a line in the logbook. Refuses answers without words, and words that were not given: shortening is leaving out.
    """
    rules.require(by, "read")
    row = still_there(
        Answer.objects.select_for_update(of=("self",))
        .select_related("question__page__survey__process")
        .filter(pk=answer.pk)
        .first()
    )
    said = " ".join(words.split())[:LONG]
    if row.question.kind == Kind.POINT or not row.text:
        raise Refusal(_("Zu dieser Antwort gibt es keine Worte, die gezeigt werden können."), status=409)
    if said and not is_shortened(row.text, said):
        raise Refusal(
            _(
                "Hier steht etwas, das nicht geantwortet wurde. Sie können Wörter weglassen und dafür „[…]“ schreiben, aber keine hinzufügen."
            ),
            status=422,
            field="words",
        )
    if said == row.published:
        return row
    row.published = said
    row.save(update_fields=["published"])
    outdate(row.question.page.survey.process_id)
    verb = "surveys.text_released" if said else "surveys.text_withdrawn"
    record(verb, row.question.page.survey, actor=by, public=False, data={"question": row.question_id})
    return row


GAP = "[…]"


def is_shortened(given: str, words: str) -> bool:
    """Whether words are those that were given, in their order, some left out.

    >>> is_shortened("Frau Meier vom Kiosk sagt: zu dunkel", "[…] sagt: zu dunkel")
    True
    >>> is_shortened("zu dunkel, sagt Frau Meier", "zu dunkel."), is_shortened("zu dunkel", "viel zu dunkel")
    (True, False)
    """
    rest = iter([_bare(word) for word in given.split()])
    return all(_bare(word) in rest for word in words.split() if word != GAP)


def _bare(word: str) -> str:
    """A word without what stands around it: whoever leaves out the rest of a sentence ends it with a full stop."""
    return word.strip(".,;:!?…()„“\"'")


@transaction.atomic
def publish_crossing(*, survey: Survey, first: str, second: str, by: Any) -> Survey:
    """Shows a table of two questions on the page of the results, small counts left out. Refuses what cannot be crossed, and a ninth."""
    rules.require(by, "set_up")
    row = _locked(survey)
    known = tables.variables(queries.outline(row), {})
    if first == second or first not in known or second not in known:
        raise Refusal(
            _("Wählen Sie zwei verschiedene Fragen, deren Antworten sich zählen lassen."), status=422
        )
    pair = [first, second]
    if pair in row.crossings:
        return row
    if len(row.crossings) >= MOST_CROSSINGS:
        raise Refusal(
            _(
                "Es sind schon %(n)d Vergleiche veröffentlicht. Mit noch mehr ließe sich aus ihnen zusammen auf Einzelne schließen. "
                "Nehmen Sie zuerst einen zurück."
            )
            % {"n": MOST_CROSSINGS},
            status=409,
        )
    row.crossings = [*row.crossings, pair]
    row.save(update_fields=["crossings"])
    outdate(row.process_id)
    record("surveys.crossing_published", row, actor=by, public=False, data={"first": first, "second": second})
    return row


@transaction.atomic
def withdraw_crossing(*, survey: Survey, first: str, second: str, by: Any) -> Survey:
    """Takes a table of two questions from the page of the results; whoever kept it has it still."""
    rules.require(by, "set_up")
    row = _locked(survey)
    if [first, second] in row.crossings:
        row.crossings = [pair for pair in row.crossings if pair != [first, second]]
        row.save(update_fields=["crossings"])
        outdate(row.process_id)
        record(
            "surveys.crossing_withdrawn", row, actor=by, public=False, data={"first": first, "second": second}
        )
    return row


@transaction.atomic
def take_rows(*, survey: Survey, name: str, by: Any) -> Survey:
    """Somebody of the staff takes single answers along as a file. Causes a line in the logbook that says who and which; the file itself is
    written by `files.rows_file`. Refuses without the role."""
    rules.require(by, "set_up")
    row = _locked(survey)
    record(
        "surveys.exported",
        row,
        actor=by,
        public=False,
        data={"file": name, "responses": queries.number_of_responses(row)},
    )
    return row
