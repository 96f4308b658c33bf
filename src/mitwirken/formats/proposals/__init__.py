# SPDX-License-Identifier: EUPL-1.2
"""Proposals: drafted, submitted by every channel, similar ones found, merged, versioned, answered."""
