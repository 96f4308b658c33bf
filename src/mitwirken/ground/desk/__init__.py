# SPDX-License-Identifier: EUPL-1.2
"""The staff's one place: offices, cases, the city's answers; rooms above hang their pages in."""
