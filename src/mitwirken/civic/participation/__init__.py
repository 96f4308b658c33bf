# SPDX-License-Identifier: EUPL-1.2
"""Processes and phases: what is asked, what is fixed, who decides, which formats and verbs are open when."""
