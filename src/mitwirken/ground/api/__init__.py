# SPDX-License-Identifier: EUPL-1.2
"""The resources for machines: one OpenAPI document, problem+json, paging, ETags, tokens."""
