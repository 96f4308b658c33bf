# SPDX-License-Identifier: EUPL-1.2
"""The Instrumentenkoffer as open data."""
