# SPDX-License-Identifier: EUPL-1.2
import brotli
from whitenoise.compress import Compressor

from mitwirken.ground.ui import storage

LARGE = 100_000


class QuickCompressor(Compressor):  # type: ignore[misc]
    """The best compression takes seconds for the few large files of packages, and saves a tenth: not for those."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        pressed: bytes = brotli.compress(data, quality=9 if len(data) > LARGE else 11)
        return pressed


class StaticFiles(storage.StaticFiles):
    """The storage of the design system, quick enough for the first start."""

    def create_compressor(self, **options: object) -> Compressor:
        return QuickCompressor(**options)
