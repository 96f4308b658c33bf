# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with a survey, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mitwirken.civic.people import rules as people
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role, has_role, is_staff

from . import queries, secrecy
from .filling import Outline
from .models import FOR_CONDITIONS, OTHER, WITH_CHOICES, Access, Kind, Page, Question, State, Survey

CLOSE_AFTER = timedelta(days=14)
"""How long after its end a survey waits for somebody to close it, while the post brings paper; then it is closed by itself."""
DRAFT_DAYS = 14
"""How long answers that were begun are kept for whoever comes back."""
MOST_QUESTIONS, MOST_PAGES, MOST_CHOICES, LABEL_LENGTH = 300, 60, 40, 120

LEADING = (Role.PROCESS, Role.CORE, Role.OMBUDS)
RIGHTS: Final[Mapping[str, tuple[Role, ...]]] = {
    "set_up": LEADING,
    "enter": (*LEADING, Role.OFFICE, Role.EDITOR),
    "read": (*LEADING, Role.OFFICE),
    "close": LEADING,
}
STAFF: Final = tuple(dict.fromkeys(role for roles in RIGHTS.values() for role in roles))


def may(person: Any, deed: str) -> bool:
    return has_role(person, *RIGHTS[deed])


def require(person: Any, deed: str) -> None:
    """Refuses staff without a role that the table gives the deed to."""
    if not may(person, deed):
        raise Refusal(
            _("Dafür brauchen Sie eine dieser Aufgaben: %(roles)s. Die Administration kann sie Ihnen geben.")
            % {"roles": ", ".join(str(role.label) for role in RIGHTS[deed])}
        )


def said(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return _("%(day)s, %(time)s Uhr") % {
        "day": date_format(local, "DATE_FORMAT"),
        "time": date_format(local, "TIME_FORMAT"),
    }


def gone() -> Refusal:
    return Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)


def find(pk: int) -> Survey:
    """A survey that whoever has the address may see; otherwise a refusal that does not tell whether it exists."""
    survey = queries.one(pk)
    if survey is None or survey.state not in queries.SHOWN or not survey.process.is_reachable:
        raise gone()
    return survey


# --- answering --------------------------------------------------------------------------------------------------------


def require_open(survey: Survey, now: datetime | None = None) -> None:
    """Refuses outside the days of the survey, and says which they are."""
    now = now or timezone.now()
    if survey.is_open(now):
        return
    if survey.state == State.DRAFT or queries.VERB not in survey.phase.verbs:
        raise Refusal(_("Diese Umfrage wird noch vorbereitet."), status=409)
    if now < survey.phase.starts_at:
        raise Refusal(
            _("Antworten können Sie ab %(when)s.") % {"when": said(survey.phase.starts_at)}, status=409
        )
    raise Refusal(
        _(
            "Die Umfrage ist seit %(when)s beendet. Diese Antworten konnten nicht mehr angenommen werden. "
            "Was herauskam, steht bald auf der Seite der Umfrage."
        )
        % {"when": said(survey.phase.ends_at)},
        status=409,
    )


def require_participant(survey: Survey, person: Any) -> None:
    """Refuses whoever may not answer: without an account where one is needed, restricted or closed accounts."""
    if survey.access == Access.OPEN:
        return
    people.require_standing(
        person, _("Für diese Umfrage melden Sie sich bitte an. So zählt jede Person einmal.")
    )
    if person.confirmed_only:
        raise Refusal(_("Für diese Umfrage brauchen Sie ein Konto. So zählt jede Person einmal."))


def require_fresh(survey: Survey, person: Any) -> None:
    """Refuses an account that has taken part in an anonymous survey: told before the first question, and again when it is sent."""
    marked = survey.anonymous and survey.access == Access.ACCOUNT
    if marked and queries.has_mark(survey, secrecy.who(survey.key, person.pk)):
        raise taken_part()


def require_trial(survey: Survey, person: Any) -> None:
    """Staff try a survey out at any time; nothing comes of it."""
    if not is_staff(person):
        raise gone()
    if survey.state == State.CLOSED:
        raise Refusal(_("Die Umfrage ist geschlossen. Probieren Sie eine Kopie aus."), status=409)


def taken_part() -> Refusal:
    return Refusal(
        _("Mit diesem Konto ist an dieser Umfrage schon teilgenommen worden. Jede Person zählt einmal."),
        status=409,
    )


def require_entry(by: Any, survey: Survey, now: datetime | None = None) -> None:
    """Refuses to type in paper: without the role, before the survey began, once it is closed."""
    require(by, "enter")
    if survey.state != State.READY or (now or timezone.now()) < survey.phase.starts_at:
        raise Refusal(
            _("Bögen geben Sie ein, sobald die Umfrage begonnen hat und bis sie geschlossen wird."),
            status=409,
        )


# --- setting up -------------------------------------------------------------------------------------------------------


def require_draft(survey: Survey) -> None:
    """Refuses to add, move or take away once it is settled: who answered before would have been asked something else."""
    if survey.state == State.DRAFT:
        return
    if queries.number_of_responses(survey):
        raise Refusal(
            _(
                "Auf diese Umfrage gibt es schon Antworten. Fragen lassen sich nicht mehr hinzufügen, verschieben oder entfernen, "
                "sonst passten die Antworten nicht mehr zusammen. Die Wörter einer Frage können Sie noch berichtigen, oder Sie legen eine Kopie an."
            ),
            status=409,
        )
    raise Refusal(
        _("Die Umfrage ist festgelegt. Holen Sie sie zuerst zurück in die Vorbereitung."), status=409
    )


def require_wordable(survey: Survey) -> None:
    """Refuses to word anything anew after closing; before that, a slip may be corrected."""
    if survey.state == State.CLOSED:
        raise Refusal(_("Die Umfrage ist geschlossen. Ihr Wortlaut steht fest."), status=409)


def require_same_places(labels: Sequence[str], old: Sequence[Mapping[str, str]], field: str) -> None:
    """Refuses to change the places of answers that may have been given: "yes" would become "no" for all who said so."""
    places = {each["label"]: at for at, each in enumerate(old)}
    if any(places.get(label, at) != at for at, label in enumerate(labels)):
        raise Refusal(
            _(
                "Die Reihenfolge bleibt, wie sie ist: Sonst stünde bei schon gegebenen Antworten etwas anderes. Berichtigen Sie nur Wörter."
            ),
            status=409,
            field=field,
        )


def require_unready(survey: Survey) -> None:
    if survey.state != State.READY:
        raise Refusal(_("Diese Umfrage ist nicht festgelegt oder schon geschlossen."), status=409)
    if queries.number_of_responses(survey):
        require_draft(survey)


def require_closable(survey: Survey, now: datetime | None = None) -> None:
    if survey.state != State.READY:
        raise Refusal(_("Diese Umfrage ist nicht offen oder schon geschlossen."), status=409)
    if (now or timezone.now()) < survey.phase.ends_at:
        raise Refusal(
            _("Die Umfrage läuft noch bis %(when)s.") % {"when": said(survey.phase.ends_at)}, status=409
        )


def require_question(values: Mapping[str, Any]) -> None:
    """Refuses a question that nobody could answer."""
    kind = values["kind"]
    if kind in WITH_CHOICES and len(values["choices"]) < (1 if values.get("other") else 2):
        raise Refusal(
            _("Geben Sie mindestens zwei Antworten an, jede in einer eigenen Zeile."),
            status=422,
            field="choices",
        )
    for name in ("choices", "rows"):
        labels = [each["label"].casefold() for each in values[name]]
        if len(labels) != len(set(labels)):
            raise Refusal(_("Eine Zeile steht zweimal da."), status=422, field=name)
        if len(labels) > MOST_CHOICES:
            raise Refusal(
                _("Das sind mehr als %(n)d Zeilen. Teilen Sie die Frage auf.") % {"n": MOST_CHOICES},
                status=422,
                field=name,
            )
    if kind == Kind.MATRIX and not values["rows"]:
        raise Refusal(_("Geben Sie an, was in den Zeilen der Tabelle steht."), status=422, field="rows")
    low, high = values.get("low"), values.get("high")
    if kind == Kind.SCALE and (low is None or high is None or not 1 <= high - low <= 10):
        raise Refusal(
            _("Eine Skala hat zwei bis elf Stufen, zum Beispiel von 1 bis 5."), status=422, field="high"
        )
    if kind == Kind.NUMBER and low is not None and high is not None and low > high:
        raise Refusal(_("Die größte Zahl ist kleiner als die kleinste."), status=422, field="high")
    most = values.get("most")
    if most is not None and kind in {Kind.SEVERAL, Kind.RANKING} and most < 1:
        raise Refusal(_("Mindestens eine Antwort muss möglich sein."), status=422, field="most")


def require_condition(outline: Outline, place: int, question: int | None, choices: Any) -> None:
    """Refuses a condition that could never hold or runs in a circle: it looks at an earlier page, at answers that exist.

    `place` is the page of what is shown or not, from 0.
    """
    if question is None:
        return
    found = outline.question(question)
    if found is None or found.kind not in FOR_CONDITIONS:
        raise Refusal(
            _("Eine Bedingung braucht eine Frage mit Antworten zum Auswählen oder eine Skala."),
            status=422,
            field="condition",
        )
    if outline.place_of(question) >= place:
        raise Refusal(
            _(
                "Die Bedingung fragt nach „%(text)s“, und das steht nicht auf einer früheren Seite. Die Seiten kommen nacheinander; "
                "erst nach „Weiter“ steht fest, was geantwortet wurde."
            )
            % {"text": found.text},
            status=422,
            field="condition",
        )
    known = keys_for_conditions(found)
    if not choices or not set(choices) <= set(known):
        raise Refusal(
            _("Wählen Sie die Antworten, bei denen es gezeigt wird."), status=422, field="condition"
        )


def keys_for_conditions(question: Question) -> dict[str, str]:
    """The keys that a condition can name, with their words."""
    if question.kind == Kind.SCALE:
        return {str(n): str(n) for n in range(question.low or 0, (question.high or 0) + 1)}
    found = {each["key"]: each["label"] for each in question.choices}
    return found | ({OTHER: _("etwas anderes")} if question.other else {})


def require_order(outline: Outline) -> None:
    """Refuses an order of pages and questions in which a condition looks forward."""
    for at, page in enumerate(outline.pages):
        for row in (page, *outline.asked[page.pk]):
            require_condition(outline, at, row.if_question_id, row.if_choices)


def dependants(outline: Outline, question: Question) -> list[Page | Question]:
    """What is shown only after certain answers to the question."""
    rows: list[Page | Question] = []
    for page in outline.pages:
        rows += [page, *outline.asked[page.pk]]
    return [row for row in rows if row.if_question_id == question.pk]


def require_free(outline: Outline, questions: Iterable[Question]) -> None:
    """Refuses to take questions away that a condition asks for."""
    for question in questions:
        for row in dependants(outline, question):
            raise Refusal(
                _(
                    "„%(row)s“ wird nur nach bestimmten Antworten auf „%(text)s“ gezeigt. Ändern Sie zuerst diese Bedingung."
                )
                % {"row": row, "text": question.text},
                status=409,
            )


def gaps(survey: Survey, outline: Outline) -> list[str]:
    """What is missing before it can be settled, in sentences."""
    found = []
    if not any(question.kind != Kind.INFO for question in outline.questions):
        found.append(_("Es gibt noch keine Frage."))
    found += [
        _("Auf der Seite „%(title)s“ steht nichts.") % {"title": page.title}
        for page in outline.pages
        if not outline.asked[page.pk] and not page.text
    ]
    try:
        require_order(outline)
    except Refusal as refusal:
        found.append(str(refusal))
    if survey.phase.ends_at <= timezone.now():
        found.append(_("Die Phase der Umfrage ist schon vorbei."))
    return found
