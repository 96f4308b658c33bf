# SPDX-License-Identifier: EUPL-1.2
"""The chain, and beside it the two things that may be erased from it: who somebody is, and words."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models

ZERO = "0" * 64


def digest_of(*parts: Any) -> str:
    """SHA-256 over the parts as one JSON list, so that no two different lists read the same."""
    return hashlib.sha256(
        json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


class Entry(models.Model):
    """One deed. Written once, with the hash of the row before; never changed, never removed.

    `actor`, and `subject` where a person is meant, are salted digests (`Reference`). `facts` are keys and numbers.
    `words_digest` seals the words that lie in `Words` until they are erased.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=60)
    actor = models.CharField(max_length=64, blank=True, db_index=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    words_digest = models.CharField(max_length=64, blank=True)
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["verb", "number"]),
            models.Index(fields=["subject_kind", "subject", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"

    def sealed(self) -> dict[str, Any]:
        """Everything that the hash covers, as it is exported."""
        return {
            "number": self.number,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "verb": self.verb,
            "actor": self.actor,
            "subject_kind": self.subject_kind,
            "subject": self.subject,
            "facts": self.facts,
            "words_digest": self.words_digest,
            "before": self.before,
        }

    def computed_hash(self) -> str:
        return digest_of(self.sealed())


class Head(models.Model):
    """The last row's number and hash, kept apart, so that rows missing at the end are missed.

    `mark` is keyed with the site's secret: whoever can write to the database alone cannot set another end.
    """

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=ZERO)
    mark = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


class Reference(models.Model):
    """Who stands behind a digest. `digest` is made of `salt` and the person's number: it can be pointed at
    nobody else, and without the salt at nobody at all."""

    digest = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=64)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return self.digest[:8]

    @property
    def is_true(self) -> bool:
        return digest_of("person", self.salt, self.person_id) == self.digest


class Words(models.Model):
    """Why somebody did it, in their own words. They may name people, and so they can be erased.

    `about` is the person whom the deed concerned: the words go with that person.
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="words")
    salt = models.CharField(max_length=64)
    text = models.CharField(max_length=500)
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.entry_id}"

    @property
    def digest(self) -> str:
        return digest_of("words", self.salt, self.text)
