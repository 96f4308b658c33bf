# SPDX-License-Identifier: EUPL-1.2
"""Places are public facts; nothing here is about a person."""

from mitwirken.ground.privacy import impersonal

impersonal(
    "places.Place", ["kind", "code", "name", "slug", "outline"], because="Names and outlines of districts."
)
impersonal(
    "places.Population", ["trait", "value", "source"], because="Published statistics of the whole town."
)
