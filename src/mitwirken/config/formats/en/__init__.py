# SPDX-License-Identifier: EUPL-1.2
"""English as in Europe: day before month, 24 hours."""
