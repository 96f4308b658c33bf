# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with the toolbox, and when, by noun."""
