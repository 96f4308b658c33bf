# SPDX-License-Identifier: EUPL-1.2
"""Reports by anyone (Art. 16 DSA), decisions with reasons (Art. 17), objections against them (Art. 20).

Stands above desk and activity: its queue hangs in the desk, and the author of what is hidden is told by a
notice. A subject can be reported at `moderation:report` with its kind and number; `SubjectKind.hide` takes
it out of sight.
"""
