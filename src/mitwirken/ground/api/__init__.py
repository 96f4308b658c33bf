# SPDX-License-Identifier: EUPL-1.2
"""The resources for machines: one OpenAPI document, problem+json, paging, ETags, tokens; and the page of open data.

Rooms hang in routers and downloads from their `apps.py` (`registry`). What is read is the same for everybody and costs no
token; who writes acts as a person, by the same actions as the pages, with a token from the account page.
"""
