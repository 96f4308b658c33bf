# SPDX-License-Identifier: EUPL-1.2
"""Persons: pseudonyms, sign-in, roles, second factor, the account page."""
