# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.core.management.base import BaseCommand

from ...actions import make_legal_pages


class Command(BaseCommand):
    help = "Makes drafts of the prescribed pages (Impressum, Datenschutz, Barrierefreiheit) that are not there yet."

    def handle(self, *args: Any, **options: Any) -> None:
        made = make_legal_pages()
        self.stdout.write(f"Made: {', '.join(made)}" if made else "All prescribed pages are there.")
