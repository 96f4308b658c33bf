# SPDX-License-Identifier: EUPL-1.2
"""The city's own texts: drafts, revisions, publish-at, language versions, legal pages.

A page has at most one published and one working version in each language; what was published before stays as a
revision. German is binding: who reads in a language without a version gets German, marked as such.
"""
