# SPDX-License-Identifier: EUPL-1.2
"""Nothing here belongs to a person."""

from mitwirken.ground.privacy import impersonal

impersonal(
    "projects.Project",
    ["title", "summary", "reason", "next_step", "contact"],
    because="Published words of the city; contact names an office and no person.",
)
