# SPDX-License-Identifier: EUPL-1.2
"""Proposals: drafted, submitted by every channel into one list, similar ones found, merged with credit, changed with
visible versions, numbered. Arguing, rating and the city's answer hang below them and know nothing of them.
"""
