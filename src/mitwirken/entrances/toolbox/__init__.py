# SPDX-License-Identifier: EUPL-1.2
"""The Instrumentenkoffer: methods of taking part, which of them fit a task, plans made of them, and what was tried.

Reading and advice keep nothing: the answers of the finder and a plan live in the address of the page. What is kept are
the methods, the examples, the city's own try-outs, and tips from the public until somebody has looked at them.
"""
