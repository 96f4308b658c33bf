# SPDX-License-Identifier: EUPL-1.2
"""Opinion maps: people agree, disagree or pass on short statements; what joins and what divides is drawn from that."""
