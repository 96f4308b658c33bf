# SPDX-License-Identifier: EUPL-1.2
"""A town to try things in: its people act through the same actions that everybody uses."""
