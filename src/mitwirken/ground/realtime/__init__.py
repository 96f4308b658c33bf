# SPDX-License-Identifier: EUPL-1.2
"""What is open on a screen changes by itself: event streams, drawn when a word goes round that something happened.

A room registers a `Stream`: who may listen to what (`admit`), and how it looks now (`draw`). A deed says
`changed("live", "12")`; after the commit every web process draws the audiences that somebody listens to, once, and
sends the parts that differ. What is sent is always the whole state of a part, never a step, so a reader that slept,
was slow or came back gets the newest and nothing twice.

Streams are an addition: pages work without, by asking for the same state again (`registry.Stream.draw` feeds both).
"""

from .registry import Admission, Drawing, Stream, changed, register, stream_named

__all__ = ["Admission", "Drawing", "Stream", "changed", "register", "stream_named"]
