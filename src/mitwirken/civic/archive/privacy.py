# SPDX-License-Identifier: EUPL-1.2
"""Nothing personal: packages hold what is public, without who wrote it, and follow every erasure."""

from mitwirken.ground.privacy import impersonal

impersonal(
    "archive.Package",
    ["file", "sha256"],
    because="The name and the sum of a file with public pages that name nobody.",
)
