# SPDX-License-Identifier: EUPL-1.2
"""What people open: whole ways in that bring several formats together."""
