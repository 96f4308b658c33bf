# SPDX-License-Identifier: EUPL-1.2
"""What is done with methods, examples, tips and try-outs, by noun."""
