# SPDX-License-Identifier: EUPL-1.2
"""Ratings of any subject by a rule that is told before the first click; one per person, by channel."""
