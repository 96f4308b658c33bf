# SPDX-License-Identifier: EUPL-1.2
"""Three-letter pieces: a full-text table on SQLite, an index by pg_trgm on PostgreSQL."""

from django.db import migrations


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE VIRTUAL TABLE search_trigrams USING fts5(title, body, tokenize='trigram')"
        )
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(
            "CREATE INDEX search_pieces ON search_searchentry USING gin (title_words gin_trgm_ops, body_words gin_trgm_ops)"
        )


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_trigrams")
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_pieces")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
