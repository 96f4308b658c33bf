# SPDX-License-Identifier: EUPL-1.2
"""What the toolbox gives out as files, by noun."""
