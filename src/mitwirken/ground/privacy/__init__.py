# SPDX-License-Identifier: EUPL-1.2
"""Which fields are personal, why, how long; export and erasure that follow from it."""
