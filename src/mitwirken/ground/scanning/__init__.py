# SPDX-License-Identifier: EUPL-1.2
"""Filled sheets from a scanner or a telephone: uploaded, read by `kernels.marks`, checked by people, entered as if typed in.

It stands on the room for paper: that one knows what a sheet is and what it becomes. Here is what comes before: pictures, which are kept
privately and for a short time; what was read from them; and the page on which a person looks at picture and form side by side.
Nothing is guessed: what is not clear, and every handwriting, waits for a person.
"""
