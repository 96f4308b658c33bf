# SPDX-License-Identifier: EUPL-1.2
"""Backup and restore: the whole site in one file, while it runs, and back into an empty place."""
