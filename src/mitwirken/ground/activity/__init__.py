# SPDX-License-Identifier: EUPL-1.2
"""The one fan-out: what happened, to what, by whom.

A deed ends with `actions.record(...)`; the log, the search index, the notices and the freshness of
pages follow from it. There are no signals.
"""
