# SPDX-License-Identifier: EUPL-1.2
from django.db import models

LONGEST_WORD = 60


class SearchEntry(models.Model):
    """One public row as the index keeps it.

    `title_words` and `body_words` are its stems (`kernels.similarity.words`), each once, parted by spaces. Beside it
    stands the database's own full text over these stems (migration 0002): a table of FTS5 on SQLite, a GIN index on
    PostgreSQL.
    """

    kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    url = models.CharField(max_length=300)
    at = models.DateTimeField()
    process = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=120, blank=True)
    title_words = models.TextField(blank=True)
    body_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="search_entry_once_a_subject")
        ]

    def __str__(self) -> str:
        return self.title


class WordPiece(models.Model):
    """A stem that stands in some entry, by one of its groups of three letters.

    A misspelt word, or a part of a compound, shares most of its pieces with the word it means. The first piece of a
    word is the only one that begins with two spaces, so it stands for the word itself.
    """

    piece = models.CharField(max_length=3)
    word = models.CharField(max_length=LONGEST_WORD)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["piece", "word"], name="search_piece_once_a_word")]

    def __str__(self) -> str:
        return f"{self.piece} {self.word}"
