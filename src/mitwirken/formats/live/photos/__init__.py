# SPDX-License-Identifier: EUPL-1.2
"""Photos of paper: a card that somebody held up, a table's flipchart. Each hangs at what is said in words of what is on it.

So nothing is only a picture: the words are searched, read aloud, moved on the board and printed, and they stay in the
minutes when the photo goes. The room of pictures cleans the file; what is kept of it knows neither place nor camera.
"""
