# SPDX-License-Identifier: EUPL-1.2
from django.db import models


class SearchEntry(models.Model):
    """One public row as the index keeps it. `title_words` and `body_words` are folded and stemmed for matching.

    On SQLite a full-text table with three-letter tokens stands beside it (migration 0002), on PostgreSQL a
    trigram index; both only pick candidates, `kernels.similarity` judges them the same way everywhere.
    """

    kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    url = models.CharField(max_length=300)
    at = models.DateTimeField()
    process = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=120, blank=True)
    title_words = models.TextField()
    body_words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="search_entry_once_a_subject")]
        indexes = [models.Index(fields=["kind"])]

    def __str__(self) -> str:
        return self.title
