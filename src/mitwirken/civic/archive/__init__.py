# SPDX-License-Identifier: EUPL-1.2
"""The package for the city archive: a finished process as pages that need no net and no software, with its public data.

Rooms above bring their part through `registry`. A package holds what everybody can read, without who wrote it.
"""
