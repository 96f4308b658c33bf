# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from . import prose
from .languages import EASY


class PageKind(models.TextChoices):
    NORMAL = "normal", _("gewöhnliche Seite")
    LEGAL = "legal", _("vorgeschriebene Seite")
    KNOWLEDGE = "wissen", _("Wissensartikel")


class State(models.TextChoices):
    DRAFT = "draft", _("Entwurf")
    PUBLISHED = "published", _("veröffentlicht")
    REPLACED = "replaced", _("frühere Fassung")


class Page(models.Model):
    """A page of the city's own. Its words stand in versions, one row a language and state.

    `review_months`: after so many months somebody must look whether it is still true (0 = never); `position` orders lists.
    """

    slug = models.SlugField(_("Adresse"), max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=PageKind.choices, default=PageKind.NORMAL)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=50)
    reviewed_on = models.DateField(_("zuletzt geprüft"), null=True, blank=True)
    review_months = models.PositiveSmallIntegerField(_("alle wie viele Monate prüfen"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("texts:page", args=[self.slug])

    def stream_topics(self) -> list[str]:
        return [f"text:{self.pk}", "texts"]

    @property
    def is_knowledge(self) -> bool:
        return self.kind == PageKind.KNOWLEDGE


class Version(models.Model):
    """The words of a page in one language at one time. `version` counts every save in the language, for two editors."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(_("Titel"), max_length=120)
    lead = models.CharField(_("Einleitung"), max_length=400, blank=True)
    body = models.TextField(_("Text"), blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField()
    publish_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    checked_by_group_on = models.DateField(_("von einer Prüfgruppe geprüft am"), null=True, blank=True)

    class Meta:
        ordering = ["-version", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "language"],
                condition=Q(state=State.PUBLISHED),
                name="one_published_text_a_language",
            ),
            models.UniqueConstraint(
                fields=["page", "language"], condition=Q(state=State.DRAFT), name="one_draft_text_a_language"
            ),
            models.CheckConstraint(
                condition=Q(publish_at=None) | Q(state=State.DRAFT), name="only_drafts_wait_for_publication"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False),
                name="published_text_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["page", "language", "state"]), models.Index(fields=["publish_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def html(self) -> SafeString:
        """The body for a page. Only `actions` write it, and they clean it (`prose.clean`)."""
        return mark_safe(prose.dressed(self.body))

    @property
    def is_easy(self) -> bool:
        return self.language == EASY
