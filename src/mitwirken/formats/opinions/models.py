# SPDX-License-Identifier: EUPL-1.2
"""A question, the statements about it, who takes part, what they said to each, and the map drawn from it."""

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

LONGEST = 200
"""Characters of a statement: one thought that can be agreed with or not."""
LONGEST_TAKEN_IN = 400
"""Of one that was written elsewhere; Polis' own conversations have such."""


IN_ROOM = "LIVE "
"""How the numbers of participants begin who answered in a gathering without an account: gathering and place follow."""


class Adding(models.TextChoices):
    """Whether whoever takes part may add statements, and when somebody looks at them."""

    NOBODY = "nobody", _("Nein, nur die Redaktion")
    BEFORE = "before", _("Ja, jede Aussage wird vorher angesehen")
    AFTER = "after", _("Ja, Aussagen stehen sofort da und werden danach angesehen")


class Shown(models.TextChoices):
    """From when everybody sees the map."""

    RUNNING = "running", _("schon während der Abstimmung")
    END = "end", _("erst nach dem Ende")


class Conversation(models.Model):
    """The question of one phase. It can be worked on by staff alone until it is released; then it opens and ends with its phase.

    `least` is the number of people below which no map is drawn: among a handful everybody could be recognised. `language` is
    that of the statements (an imported conversation may be in English), `source` and `town` say where one held elsewhere is from.
    """

    phase = models.OneToOneField(
        "participation.Phase", on_delete=models.PROTECT, related_name="conversation", verbose_name=_("Phase")
    )
    question = models.CharField(_("Frage"), max_length=240)
    text = models.TextField(_("Worum es geht"), max_length=4000, blank=True)
    adding = models.CharField(
        _("Dürfen alle Aussagen beitragen?"), max_length=10, choices=Adding.choices, default=Adding.BEFORE
    )
    most_each = models.PositiveSmallIntegerField(_("Aussagen je Person höchstens"), default=5)
    shown = models.CharField(
        _("Ab wann ist die Karte zu sehen?"), max_length=10, choices=Shown.choices, default=Shown.RUNNING
    )
    least = models.PositiveSmallIntegerField(_("Karte ab so vielen Personen"), default=20)
    language = models.CharField(_("Sprache der Aussagen"), max_length=10, default="de")
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    town = models.CharField(_("Andere Stadt"), max_length=80, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("opinions:conversation", args=[self.pk])

    def stream_topics(self) -> list[str]:
        return [f"conversation:{self.pk}", f"process:{self.phase.process_id}"]

    def is_open(self, now: datetime | None = None) -> bool:
        return self.released_at is not None and self.phase.allows("opine", now)

    def is_over(self, now: datetime | None = None) -> bool:
        return (now or timezone.now()) >= self.phase.ends_at


class State(models.TextChoices):
    """What has been decided about a statement."""

    WAITING = "waiting", _("wartet")
    ACCEPTED = "accepted", _("angenommen")
    REFUSED = "refused", _("nicht angenommen")
    MERGED = "merged", _("zusammengelegt")


class Statement(models.Model):
    """One short sentence. `number` is its place in the conversation, on paper and in files, and is never given twice.

    Whoever takes part votes on those that are accepted and not hidden; of the others no vote counts. `author` is never shown. A seed was written by
    staff; one that speaks of the person ("Ich fahre täglich Rad") is `personal`: it is voted on, but makes nobody differ on the
    map.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField()
    text = models.CharField(_("Aussage"), max_length=LONGEST_TAKEN_IN)
    seed = models.BooleanField(default=False)
    personal = models.BooleanField(_("Sagt etwas über die Person selbst"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="statements"
    )
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged"
    )
    reason = models.TextField(_("Begründung"), max_length=600, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "number"], name="statement_number_once_a_conversation"
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(state="refused"), name="statement_says_something"
            ),
        ]
        indexes = [models.Index(fields=["conversation", "state"], name="statement_by_state")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("opinions:statement", args=[self.conversation_id, self.number])

    def stream_topics(self) -> list[str]:
        return [f"statement:{self.pk}", *self.conversation.stream_topics()]

    @property
    def is_voted_on(self) -> bool:
        return self.state == State.ACCEPTED and self.hidden_at is None


class Participant(models.Model):
    """Somebody who votes: a person, or a sheet of paper by its number (in an imported conversation: a voter of the file).

    Votes hang here and not at the account. Some weeks after the end the person is taken away; what is left is a number.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sheet = models.CharField(_("Bogen"), max_length=40, null=True, blank=True)  # noqa: DJ001 (null: many rows have none)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "person"], name="participant_once_a_conversation"
            ),
            models.UniqueConstraint(fields=["conversation", "sheet"], name="sheet_once_a_conversation"),
            models.CheckConstraint(
                condition=Q(person=None) | Q(sheet=None), name="participant_is_a_person_or_a_sheet"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} in {self.conversation_id}"


class Answer(models.IntegerChoices):
    AGREE = 1, _("Stimme zu")
    DISAGREE = -1, _("Stimme nicht zu")
    PASS = 0, _("Weiß nicht, überspringen")


class Vote(models.Model):
    """What a participant says to a statement now. There is never a second; what was said before is not kept."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="votes")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="votes")
    value = models.SmallIntegerField(choices=Answer.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "statement"], name="vote_once_a_statement"),
            models.CheckConstraint(
                condition=Q(value__gte=-1, value__lte=1), name="vote_agrees_disagrees_or_passes"
            ),
        ]
        indexes = [models.Index(fields=["statement", "value"], name="vote_of_statement")]

    def __str__(self) -> str:
        return f"{self.statement_id} = {self.value}"


class Drawing(models.Model):
    """A map as it was drawn at a moment, so that no page draws it. Counts say of how much.

    `result` holds what pages tell (groups, what joins, what divides, how sure), nobody's place by a number; `priorities` how much
    each statement deserves to be shown next, by its id. Without a map (`result` empty) `priorities` may be there all the same.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drawings")
    drawn_at = models.DateTimeField()
    votes = models.PositiveIntegerField()
    participants = models.PositiveIntegerField()
    statements = models.PositiveIntegerField(default=0)
    result: Any = models.JSONField(default=dict, blank=True)
    priorities: Any = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-drawn_at", "-pk"]
        indexes = [models.Index(fields=["conversation", "-drawn_at"], name="drawing_latest")]

    def __str__(self) -> str:
        return f"{self.conversation_id} at {self.drawn_at:%Y-%m-%d %H:%M}"
