# SPDX-License-Identifier: EUPL-1.2
"""The city's side of data protection: what is erased when, what people ask of their data, and what went wrong.

`privacy` knows from the declarations what is personal and erases it; here people of the city see that it happens, answer
requests within a month (Art. 12 GDPR), keep the record of incidents with its 72 hours (Art. 33), and get the assessment
(Art. 35) prefilled. Every request has a receipt; what an incident was is never deleted, but names nobody.
"""
