# SPDX-License-Identifier: EUPL-1.2
"""Offices, cases and what is told of them: status, notes, answers, milestones."""

from __future__ import annotations

from datetime import date
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Office(models.Model):
    """An office of the city that answers. Its mailbox belongs to the office, not to a person."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=160)
    short = models.CharField(_("Kurzname"), max_length=40)
    email = models.EmailField(_("Postfach"), blank=True)
    signature = models.CharField(_("Grußzeile"), max_length=200, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CaseStatus(models.TextChoices):
    """How far the city is. The seven words are the same on every page, in the API and in open data."""

    RECEIVED = "eingegangen", _("Eingegangen")
    CHECKING = "pruefung", _("In Prüfung")
    CONSULTING = "beratung", _("In Beratung")
    ACCEPTED = "angenommen", _("Angenommen")
    REJECTED = "abgelehnt", _("Abgelehnt")
    DOING = "umsetzung", _("In Umsetzung")
    DONE = "umgesetzt", _("Umgesetzt")

    @property
    def icon(self) -> str:
        return STATUS_ICONS[self.value]

    @property
    def meaning(self) -> Any:
        """A sentence for people who do not know how an administration works."""
        return STATUS_MEANINGS[self.value]


STATUS_ICONS = {
    "eingegangen": "mail",
    "pruefung": "search",
    "beratung": "talk",
    "angenommen": "check",
    "abgelehnt": "cross",
    "umsetzung": "work",
    "umgesetzt": "flagged",
}
STATUS_MEANINGS = {
    "eingegangen": _("Der Vorschlag ist angekommen. Er wartet auf das zuständige Amt."),
    "pruefung": _("Ein Amt prüft, was rechtlich, technisch und mit dem vorhandenen Geld möglich ist."),
    "beratung": _("Ein Gremium berät darüber, zum Beispiel die Bezirksvertretung."),
    "angenommen": _("Die Stadt will es machen."),
    "abgelehnt": _("Die Stadt macht es nicht. Der Grund steht dabei."),
    "umsetzung": _("Die Arbeiten laufen."),
    "umgesetzt": _("Es ist fertig."),
}
# In these the city has said what it will do. Going back from them to the others needs a reason.
DECIDED = frozenset({CaseStatus.ACCEPTED, CaseStatus.REJECTED, CaseStatus.DOING, CaseStatus.DONE})
# Here nothing more is to be done by a date.
FINISHED = frozenset({CaseStatus.REJECTED, CaseStatus.DONE})


class CaseQuerySet(models.QuerySet["Case"]):
    def active(self) -> CaseQuerySet:
        """Cases somebody has to work on: not shelved, not finished or still without the first answer."""
        return self.filter(shelved_at=None).filter(~Q(status__in=FINISHED) | Q(first_answered_at=None))

    def overdue(self, today: date | None = None) -> CaseQuerySet:
        """The date that was promised has passed, or nobody has answered in the time the city gives itself."""
        today = today or timezone.localdate()
        return self.filter(shelved_at=None).filter(
            Q(due_on__lt=today) & ~Q(status__in=FINISHED)
            | Q(first_answer_due_on__lt=today, first_answered_at=None)
        )

    def untaken(self) -> CaseQuerySet:
        """Given to an office that has not confirmed it yet."""
        return self.filter(
            shelved_at=None, handed_at__isnull=False, taken_at=None, office__isnull=False
        ).exclude(status__in=FINISHED)


class RealCases(models.Manager["Case"]):
    """Cases without those that were made only to practise."""

    def get_queryset(self) -> models.QuerySet[Case]:
        return super().get_queryset().filter(practice=False)


class Case(models.Model):
    """What the city does with a contribution: one case for one subject, whatever kind it has.

    Title, address and group are copies, so that lists of cases know no room above. Its number is its key:
    counted up by the database, never given twice.
    """

    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    title = models.CharField(_("Titel"), max_length=200)
    url = models.CharField(max_length=300)
    group = models.CharField(_("Prozess"), max_length=200, blank=True)
    group_key = models.CharField(max_length=80, blank=True)
    status = models.CharField(
        _("Stand"), max_length=12, choices=CaseStatus.choices, default=CaseStatus.RECEIVED
    )
    office = models.ForeignKey(
        Office,
        verbose_name=_("Zuständiges Amt"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Wer sich kümmert"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="desk_cases",
    )
    due_on = models.DateField(_("Nächster Termin"), null=True, blank=True)
    first_answer_due_on = models.DateField(_("Erste Antwort bis"))
    first_answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("Eingang"), default=timezone.now)
    # A hand-over is seen: from the day a case is given to another office until that office takes it.
    handed_at = models.DateTimeField(_("Übergeben am"), null=True, blank=True)
    taken_at = models.DateTimeField(_("Übernommen am"), null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # When the core team was told that nobody took it.
    untaken_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    # None: as the process has it.
    four_eyes = models.BooleanField(_("Vier Augen"), null=True, blank=True)
    # Withdrawn, merged into another or hidden: nobody works on it, and nothing of it is lost.
    shelved_at = models.DateTimeField(null=True, blank=True)
    # Made only to practise: worked on like any other, in no list, number or statistic, and gone with the night.
    practice = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1)

    # What lists and counts start from has no practice in it; who looks for one certain case asks `everything`.
    objects = RealCases.from_queryset(CaseQuerySet)()
    everything = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["first_answer_due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="one_case_a_subject")
        ]
        indexes = [
            models.Index(fields=["status", "office"]),
            models.Index(fields=["group_key", "status"]),
            models.Index(fields=["office", "due_on"]),
            models.Index(fields=["first_answer_due_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("desk:case", args=[self.pk])

    @property
    def number(self) -> int:
        return int(self.pk)

    @property
    def status_words(self) -> CaseStatus:
        return CaseStatus(self.status)

    @property
    def is_untaken(self) -> bool:
        return (
            self.office_id is not None
            and self.handed_at is not None
            and self.taken_at is None
            and self.shelved_at is None
            and self.status not in FINISHED
        )

    def first_answer_is_overdue(self, today: date | None = None) -> bool:
        today = today or timezone.localdate()
        return self.shelved_at is None and self.first_answered_at is None and self.first_answer_due_on < today

    def date_is_overdue(self, today: date | None = None) -> bool:
        today = today or timezone.localdate()
        return (
            self.shelved_at is None
            and self.due_on is not None
            and self.due_on < today
            and self.status not in FINISHED
        )

    @property
    def is_overdue(self) -> bool:
        return self.first_answer_is_overdue() or self.date_is_overdue()


class WrittenOnceError(TypeError):
    """Somebody tried to change what was written for good: a mistake in a program, never a person's."""


class WrittenOnceQuerySet(models.QuerySet[Any]):
    def update(self, **values: Any) -> NoReturn:
        raise WrittenOnceError(f"{self.model.__name__}: the history is written once")

    def delete(self) -> NoReturn:
        raise WrittenOnceError(f"{self.model.__name__}: the history is written once")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise WrittenOnceError(f"{self.model.__name__}: the history is written once")


class StatusChange(models.Model):
    """A line of the history: a new status, or the same with another office or date.

    Written once. `save` of an existing line, `update` and `delete` raise, and a trigger of the database
    refuses a changed line too (only `by` may be emptied, when somebody's account is erased). `public` says
    whether the reason is published; that the status changed always is.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="changes")
    from_status = models.CharField(max_length=12, choices=CaseStatus.choices)
    to_status = models.CharField(max_length=12, choices=CaseStatus.choices)
    reason = models.TextField(_("Begründung"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_role = models.CharField(max_length=20, blank=True)
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    public = models.BooleanField(default=True)

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["case", "at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_status="abgelehnt")
                | Q(from_status="abgelehnt")
                | (~Q(reason="") & Q(public=True)),
                name="rejected_only_with_a_public_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.from_status} → {self.to_status}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrittenOnceError("StatusChange: the history is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise WrittenOnceError("StatusChange: the history is written once")


class Note(models.Model):
    """A word among colleagues. Never public, not for politics, and not part of the answer."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("Notiz"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Answer(models.Model):
    """What the city answers. A draft is worked on together; a signed one stands for good.

    A correction is a new edition; the one before stays and is shown below it. `version` counts the saves of
    the draft. The words of office and role are copied at signing: an office may be renamed later.
    """

    class State(models.TextChoices):
        DRAFT = "entwurf", _("Entwurf")
        PUBLISHED = "veroeffentlicht", _("Veröffentlicht")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    edition = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(_("Antwort"))
    state = models.CharField(max_length=15, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    drafted_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    signed_office = models.ForeignKey(
        Office, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_office_words = models.CharField(max_length=160, blank=True)
    signed_role_words = models.CharField(max_length=80, blank=True)
    signature = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["edition"]
        constraints = [
            models.UniqueConstraint(fields=["case", "edition"], name="answer_edition_once_a_case"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="entwurf"), name="one_draft_a_case"),
            models.CheckConstraint(
                condition=Q(state="entwurf")
                | (Q(published_at__isnull=False) & ~Q(signed_office_words="") & ~Q(signed_role_words="")),
                name="published_only_with_a_signature",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} v{self.edition}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and Answer.objects.filter(pk=self.pk, state=self.State.PUBLISHED).exists():
            raise WrittenOnceError("Answer: a signed answer stands; a correction is a new edition")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        if self.state == self.State.PUBLISHED:
            raise WrittenOnceError("Answer: a signed answer stands")
        return super().delete(*args, **kwargs)


class Milestone(models.Model):
    """A stage of the implementation that somebody can go and look at."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("Etappe"), max_length=140)
    text = models.TextField(_("Was passiert"), blank=True)
    due_on = models.DateField(_("Geplant für"), null=True, blank=True)
    done_on = models.DateField(_("Geschafft am"), null=True, blank=True)
    picture = models.ForeignKey(
        "pictures.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.title


class Freeze(models.Model):
    """Days before an election on which the city publishes no new process and no answer, so that nobody gains by it.

    What runs goes on: people write, rate and report as always. The days are whole days, the last one included.
    """

    starts_on = models.DateField(_("Erster Tag"))
    ends_on = models.DateField(_("Letzter Tag"))
    occasion = models.CharField(_("Welche Wahl?"), max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="freeze_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.occasion
