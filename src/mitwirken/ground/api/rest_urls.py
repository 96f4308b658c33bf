# SPDX-License-Identifier: EUPL-1.2
"""The addresses for machines: outside the languages, because their words are keys."""

from .rest import addresses

app_name = "rest"
urlpatterns = addresses()
