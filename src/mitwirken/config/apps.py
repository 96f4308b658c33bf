# SPDX-License-Identifier: EUPL-1.2
from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Leaves out what packages bring and no page of ours names: seconds of compression at the first start."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "redoc*",
        "htmax*",
        "htmx-4*",
        "hx-*-4.js",
        "htmx-2.js",
    ]
