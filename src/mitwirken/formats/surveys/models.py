# SPDX-License-Identifier: EUPL-1.2
"""Surveys, their pages and questions, and what was answered. Who has taken part stands apart from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.numbers import without_order

OTHER = "x"
"""The key of the choice "something else", which comes with words of one's own in `Answer.text`."""
KEY_LENGTH = 8
SHORT, LONG = 200, 4000
"""Characters of a short and of a long text."""


class Access(models.TextChoices):
    """Who can answer."""

    OPEN = "open", _("Alle, auch ohne Konto")
    ACCOUNT = "account", _("Alle mit einem Konto, jede Person einmal")


class Results(models.TextChoices):
    """When everybody sees the results. Staff see them at any time."""

    AFTER = "after", _("nach dem Ende")
    RUNNING = "running", _("schon während der Umfrage")
    STAFF = "staff", _("nur die Stadt")


class State(models.TextChoices):
    """A survey that is ready opens and ends with its phase, by itself."""

    DRAFT = "draft", _("in Vorbereitung")
    READY = "ready", _("festgelegt")
    CLOSED = "closed", _("geschlossen")


class Kind(models.TextChoices):
    """How a question is answered, and what stands in `Answer`."""

    ONE = "one", _("Eine Antwort auswählen")  # choice
    SEVERAL = "several", _("Mehrere Antworten auswählen")  # a row for each choice
    SCALE = "scale", _("Skala")  # number
    MATRIX = "matrix", _("Tabelle: mehrere Zeilen, dieselben Antworten")  # a row for each row: row, choice
    RANKING = "ranking", _("Rangfolge")  # a row for each ranked choice: choice, number (1 is first)
    NUMBER = "number", _("Zahl")  # number
    SHORT = "short", _("Kurzer Text")  # text
    LONG = "long", _("Langer Text")  # text
    DATE = "date", _("Datum")  # day
    POINT = "point", _("Ort auf der Karte")  # place, and latitude and longitude where a point was set
    UPLOAD = "upload", _("Bild hochladen")  # upload
    INFO = "info", _("Nur Text, keine Frage")  # nothing


WITH_CHOICES = (Kind.ONE, Kind.SEVERAL, Kind.MATRIX, Kind.RANKING)
FOR_CONDITIONS = (Kind.ONE, Kind.SEVERAL, Kind.SCALE)


class Survey(models.Model):
    """Questions that are asked in a phase of a process.

    `key` keys the hashes of who has taken part and of receipts; it is destroyed with those hashes when the survey is closed. `smallest`: a cell of
    the public results that fewer people stand behind is not shown. `crossings` are the pairs of the cross tables that staff publish.
    """

    process = models.ForeignKey("participation.Process", on_delete=models.PROTECT, related_name="surveys")
    phase = models.ForeignKey("participation.Phase", on_delete=models.PROTECT, related_name="surveys")
    title = models.CharField(_("Titel"), max_length=140)
    intro = models.TextField(_("Worum es geht"), max_length=4000, blank=True)
    closing = models.TextField(_("Text nach dem Absenden"), max_length=2000, blank=True)
    minutes = models.PositiveSmallIntegerField(_("So viele Minuten dauert es etwa"), null=True, blank=True)
    anonymous = models.BooleanField(_("Anonym"), default=True)
    access = models.CharField(
        _("Wer antworten kann"), max_length=10, choices=Access.choices, default=Access.OPEN
    )
    results = models.CharField(
        _("Wann alle die Ergebnisse sehen"), max_length=10, choices=Results.choices, default=Results.AFTER
    )
    smallest = models.PositiveSmallIntegerField(_("Kleinste Zahl, die gezeigt wird"), default=5)
    crossings: Any = models.JSONField(default=list, blank=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    key = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ready_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["process", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(anonymous=True) | Q(access="account"), name="survey_by_name_needs_an_account"
            ),
            models.CheckConstraint(condition=~Q(state="closed") | Q(key=""), name="survey_closed_has_no_key"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:survey", args=[self.pk])

    def stream_topics(self) -> list[str]:
        return [f"survey:{self.pk}", f"process:{self.process_id}"]

    def is_open(self, now: datetime | None = None) -> bool:
        return self.state == State.READY and self.phase.allows("answer", now)

    def is_ahead(self, now: datetime | None = None) -> bool:
        return self.state != State.CLOSED and (now or timezone.now()) < self.phase.starts_at

    def is_over(self, now: datetime | None = None) -> bool:
        """Whether nobody can answer online any more; paper that came in time may still be typed in until it is closed."""
        return self.state == State.CLOSED or (now or timezone.now()) >= self.phase.ends_at


class Conditional(models.Model):
    """Shown only where an earlier question was answered with one of these choices (of a scale: its numbers, as text).

    `version` rises with every change of what a form of the desk asks for.
    """

    if_question = models.ForeignKey(
        "surveys.Question", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    if_choices: Any = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class Page(Conditional):
    """What is seen at once."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="pages")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("Überschrift"), max_length=140)
    text = models.TextField(_("Text darunter"), max_length=2000, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Question(Conditional):
    """One question on a page, or a text between questions.

    `choices` and the `rows` of a table are lists of `{"key": "1", "label": "Ja"}`; keys stay when labels are worded anew. `most` limits how many may
    be chosen or ranked; `low` and `high` are the ends of a scale or the bounds of a number; `other` adds a choice with words of one's own.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("Art der Antwort"), max_length=10, choices=Kind.choices)
    text = models.CharField(_("Frage"), max_length=300)
    help = models.TextField(_("Hinweis zur Frage"), max_length=2000, blank=True)
    required = models.BooleanField(_("Muss beantwortet werden"), default=False)
    choices: Any = models.JSONField(_("Antworten"), default=list, blank=True)
    rows: Any = models.JSONField(_("Zeilen"), default=list, blank=True)
    other = models.BooleanField(_("Zusätzlich: etwas anderes, mit eigenen Worten"), default=False)
    most = models.PositiveSmallIntegerField(_("Höchstens so viele"), null=True, blank=True)
    low = models.IntegerField(_("Kleinste Zahl"), null=True, blank=True)
    high = models.IntegerField(_("Größte Zahl"), null=True, blank=True)
    low_label = models.CharField(_("Wort am unteren Ende"), max_length=60, blank=True)
    high_label = models.CharField(_("Wort am oberen Ende"), max_length=60, blank=True)
    unit = models.CharField(_("Einheit"), max_length=20, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class Draft(models.Model):
    """Answers while somebody is filling them in. The token in the address is all that leads here; of it only a hash is kept.

    `values` gives the clean value of each question that was seen, by its number. An anonymous draft has no person and no time but the day on which it was
    changed; it goes when it is sent, or some days after it was left. `response` is set where sent answers are being changed; a `trial` is staff who try the
    survey out, and becomes nothing.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="drafts")
    token = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    response = models.OneToOneField(
        "surveys.Response", null=True, blank=True, on_delete=models.CASCADE, related_name="draft"
    )
    values: Any = models.JSONField(default=dict)
    trial = models.BooleanField(default=False)
    changed_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["changed_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "person"],
                condition=Q(person__isnull=False),
                name="survey_draft_once_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"draft of {self.survey_id}"


class Mark(models.Model):
    """That somebody has taken part in an anonymous survey with accounts: a keyed hash, nothing else. Goes when it is closed."""

    id = models.BigIntegerField(primary_key=True, default=without_order, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="marks")
    who = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "who"], name="survey_mark_once_a_person")]

    def __str__(self) -> str:
        return f"mark of {self.survey_id}"


class Response(models.Model):
    """What one person answered. `person` is empty in an anonymous survey, always, and there only the day is kept.

    `receipt` is the code that was shown once after sending.
    """

    id = models.BigIntegerField(primary_key=True, default=without_order, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="survey_responses",
    )
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    language = models.CharField(max_length=12, blank=True)
    completed_on = models.DateField()
    changed_at = models.DateTimeField(null=True, blank=True)
    receipt = models.CharField(max_length=16)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["survey", "id"]), models.Index(fields=["survey", "channel"])]
        constraints = [
            models.UniqueConstraint(fields=["survey", "receipt"], name="survey_receipt_once"),
            models.UniqueConstraint(
                fields=["survey", "person"],
                condition=Q(person__isnull=False),
                name="survey_response_once_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt


class Upload(models.Model):
    """A picture that was handed in: cleaned of all that the camera wrote, kept in the database, shown to staff only."""

    id = models.BigIntegerField(primary_key=True, default=without_order, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="uploads")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, null=True, blank=True, on_delete=models.CASCADE, related_name="uploads")
    response = models.ForeignKey(
        Response, null=True, blank=True, on_delete=models.CASCADE, related_name="uploads"
    )
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=False) | Q(response__isnull=False),
                name="survey_upload_is_somewhere",
            )
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}"


class Answer(models.Model):
    """One answer, or one of several to the same question: what each kind fills is said at `Kind`. `published` are the words of a text as staff released them.

    All answers to a question are counted without reading them one by one: `filter(question=q).values("row", "choice").annotate(Count("pk"))`; crossing two
    questions joins the table with itself by `response`.
    """

    id = models.BigIntegerField(primary_key=True, default=without_order, editable=False)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    row = models.CharField(max_length=KEY_LENGTH, blank=True)
    choice = models.CharField(max_length=KEY_LENGTH, blank=True)
    number = models.DecimalField(max_digits=15, decimal_places=3, null=True, blank=True)
    text = models.TextField(max_length=LONG, blank=True)
    published = models.TextField(max_length=LONG, blank=True)
    day = models.DateField(null=True, blank=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    place = models.ForeignKey(
        "places.Place", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    upload = models.OneToOneField(
        Upload, null=True, blank=True, on_delete=models.SET_NULL, related_name="answer"
    )

    class Meta:
        ordering = ["response_id", "question_id", "row", "choice"]
        indexes = [models.Index(fields=["question", "row", "choice"])]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question", "row", "choice"], name="survey_answer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id} of {self.response_id}"
