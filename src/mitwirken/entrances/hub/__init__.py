# SPDX-License-Identifier: EUPL-1.2
"""The front door: home, feedback on barriers, and what machines ask a site for (robots, sitemap, manifest).

What rooms bring to the first page they register with `participation.registry.register_front_panel`: they lie below
this room and cannot know it.
"""
