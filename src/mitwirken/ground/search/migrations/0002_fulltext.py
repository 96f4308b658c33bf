# SPDX-License-Identifier: EUPL-1.2
"""The database's own full text over the stems: a table of FTS5 on SQLite, a GIN index on PostgreSQL."""

from django.db import migrations


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("CREATE VIRTUAL TABLE search_fulltext USING fts5(title, body, tokenize='unicode61')")
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX search_fulltext ON search_searchentry"
            " USING gin (string_to_array(title_words || ' ' || body_words, ' '))"
        )


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_fulltext")
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_fulltext")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
