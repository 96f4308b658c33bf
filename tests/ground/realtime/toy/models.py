# SPDX-License-Identifier: EUPL-1.2
from django.db import models


class Board(models.Model):
    key = models.CharField(max_length=40, unique=True)
    number = models.IntegerField(default=0)
    said = models.TextField(default="")
    table = models.CharField(max_length=10, default="1")  # where seat 31 sits
    broken = models.BooleanField(default=False)

    class Meta:
        app_label = "toy"

    def __str__(self) -> str:
        return self.key
