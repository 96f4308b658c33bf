# SPDX-License-Identifier: EUPL-1.2
"""Surveys: pages of questions that the city asks, answered online, on paper or on the phone.

Questions can depend on earlier answers. Anonymous means that nothing leads from a person to answers: that somebody has taken part is kept
apart, by a keyed hash, until the survey is closed. Otherwise the answers belong to the person who gave them. Everything is decided on the
server, page by page, so that it works in any browser. See `secrecy.py` and `filling.py`.
"""
