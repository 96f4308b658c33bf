# SPDX-License-Identifier: EUPL-1.2
import re
from collections.abc import Callable
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Static files under a name with their hash; a missing one is no reason for a page to fail."""

    manifest_strict = False
    # Modules name each other: without this a page gets an old neighbour of a new module.
    support_js_module_import_aggregation = True

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Callable[[re.Match[str]], str]:
        """Leaves an import alone whose file does not exist: packages ship modules for bundlers."""
        convert: Any = super().url_converter(name, hashed_files, template)

        def convert_if_there(match: re.Match[str]) -> str:
            try:
                return str(convert(match))
            except ValueError:
                if name.endswith((".js", ".mjs")):
                    return match.group(0)
                raise

        return convert_if_there
