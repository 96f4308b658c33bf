# SPDX-License-Identifier: EUPL-1.2
"""The front door: home, search, offers, calendar, feedback on barriers."""
