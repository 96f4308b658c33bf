# SPDX-License-Identifier: EUPL-1.2
"""Pages for staff: print, type in, stacks, receipts, letters."""
