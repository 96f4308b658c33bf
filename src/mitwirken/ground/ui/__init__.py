# SPDX-License-Identifier: EUPL-1.2
"""The design system: look, parts of pages, icons, words of form errors; every template stands on it."""
