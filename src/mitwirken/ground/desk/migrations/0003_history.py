# SPDX-License-Identifier: EUPL-1.2
"""The database itself refuses to change what was written once.

`by` and the like stay open, because an erased account empties them. SQLite drops triggers when a later migration
remakes the table: such a migration ends with `write_once` of this file. (A test notices a forgotten one.)
"""

from django.db import migrations

GUARDS = {
    "desk_statuschange": (
        "case_id, from_status, to_status, reason, by_role, office_id, due_on, at, public",
        "",
    ),
    "desk_answer": (
        "case_id, edition, text, state, signed_office_id, signed_office_words, signed_role_words, signature, published_at",
        "WHEN (OLD.state = 'veroeffentlicht')",
    ),
}


def write_once(apps, schema_editor):
    for table, (columns, when) in GUARDS.items():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {table}_once() RETURNS trigger AS "
                f"'BEGIN RAISE EXCEPTION ''{table} is written once''; END' LANGUAGE plpgsql"
            )
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_once ON {table}")
            schema_editor.execute(
                f"CREATE TRIGGER {table}_once BEFORE UPDATE OF {columns} ON {table} "
                f"FOR EACH ROW {when} EXECUTE FUNCTION {table}_once()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER IF NOT EXISTS {table}_once BEFORE UPDATE OF {columns} ON {table} {when} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
            )


def lift(apps, schema_editor):
    for table in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_once ON {table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {table}_once()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_once")


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_cases")]
    operations = [migrations.RunPython(write_once, lift)]
