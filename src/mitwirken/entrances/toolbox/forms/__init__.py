# SPDX-License-Identifier: EUPL-1.2
"""What people type, as clean values, by noun."""
