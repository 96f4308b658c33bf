# SPDX-License-Identifier: EUPL-1.2
"""Who takes part (Wer macht mit?): a few voluntary questions after taking part, counted apart from everything else.

Whoever took part is handed a signed token that is spent with the answers. Of the answers only numbers are kept, one for each
value; no row holds two facts of one person, and nothing says when. What is published is a table of its own, made once a week.
"""
