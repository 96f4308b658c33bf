# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import secrets

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


def fresh_token() -> str:
    return secrets.token_urlsafe(15)


class Barrier(models.Model):
    """Somebody met a barrier on this site and told us. Works without an account; the address is only for the answer.

    The city owes an answer within two weeks of `created_at`; the desk's case of this row keeps that clock.
    """

    token = models.CharField(max_length=40, unique=True, default=fresh_token)
    page = models.CharField(_("Seite"), max_length=500, blank=True)
    description = models.TextField(_("Was nicht geht"), max_length=5000)
    aids = models.CharField(_("Hilfsmittel"), max_length=200, blank=True)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    answer_due_on = models.DateField()
    receipt_sent_at = models.DateTimeField(null=True, blank=True)
    answer_sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Barriere {self.number}"

    @property
    def number(self) -> str:
        return f"B-{self.pk:05d}"

    def get_absolute_url(self) -> str:
        return reverse("hub:feedback_receipt", args=[self.token])

    def stream_topics(self) -> list[str]:
        return [f"barrier:{self.pk}"]
