# SPDX-License-Identifier: EUPL-1.2
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Static files under a name with their hash; a missing one is no reason for a page to fail."""

    manifest_strict = False
