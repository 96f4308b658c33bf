# SPDX-License-Identifier: EUPL-1.2
"""Districts and statistical districts, their shapes, and the map that works without a map service."""
