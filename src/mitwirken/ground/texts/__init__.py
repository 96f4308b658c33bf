# SPDX-License-Identifier: EUPL-1.2
"""The city's own texts: drafts, revisions, publish-at, language versions, legal pages."""
