"""Decoded pixels: kept while there is room, and read again from their file when asked for later.

A radiograph takes 30 MB once it is decoded, and a folder may hold hundreds. So an image keeps the
way back to its file, and all images of the program share one cache of a stated size.
"""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Stored = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.int16]
"""(rows, columns) or (rows, columns, 3) stored values, row 0 at the top."""

CACHE_BYTES = 256 << 20
"""How many bytes of decoded pixels are kept for images that are not looked at."""


class PixelCache:
    """The pixels used last, up to a number of bytes; any thread may ask."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._bytes = 0
        self._kept: OrderedDict[int, Stored] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def bytes_kept(self) -> int:
        """How many bytes are kept now."""
        return self._bytes

    def find(self, key: int) -> Stored | None:
        """Return what is kept under a key, which counts as its last use."""
        with self._lock:
            pixels = self._kept.get(key)
            if pixels is not None:
                self._kept.move_to_end(key)
            return pixels

    def keep(self, key: int, pixels: Stored) -> None:
        """Keep pixels, and let go of those that were not used for longest to make room."""
        with self._lock:
            self._let_go(key)
            self._kept[key] = pixels
            self._bytes += pixels.nbytes
            while self._bytes > self._limit:
                self._let_go(next(iter(self._kept)))

    def drop(self, key: int) -> None:
        """Let go of what is kept under a key."""
        with self._lock:
            self._let_go(key)

    def _let_go(self, key: int) -> None:
        pixels = self._kept.pop(key, None)
        if pixels is not None:
            self._bytes -= pixels.nbytes


CACHE = PixelCache(CACHE_BYTES)
"""The cache that all images of the program share."""


class FilePixels:
    """The pixels of an image that its file can give again.

    Args:
        pixels: What the file gave the first time; nobody may write to it any more.
        read_again: Reads and decodes the file once more. Raises UnreadableFile if it is gone or no
            longer the same.
        cache: Where the pixels are kept meanwhile.
    """

    def __init__(
        self, pixels: Stored, read_again: Callable[[], Stored], cache: PixelCache = CACHE
    ) -> None:
        self.shape: tuple[int, ...] = pixels.shape
        self.dtype: np.dtype[np.integer] = pixels.dtype
        self._read_again = read_again
        self._cache = cache
        self._reading = threading.Lock()
        self._keep(pixels)
        weakref.finalize(self, cache.drop, id(self)).atexit = False

    @property
    def at_hand(self) -> Stored | None:
        """The pixels if they are in memory, else None; never waits."""
        pixels = self._cache.find(id(self))
        return self._alive() if pixels is None else pixels

    def get(self) -> Stored:
        """Return the pixels, read again if nobody has them any more. They are not to be changed.

        Raises:
            UnreadableFile: if the file is gone, or is no longer the one that was opened.
        """
        pixels = self.at_hand
        if pixels is not None:
            return pixels
        with self._reading:  # who comes second finds what the first one read
            pixels = self.at_hand
            if pixels is None:
                pixels = self._read_again()
                self._keep(pixels)
            return pixels

    def _keep(self, pixels: Stored) -> None:
        pixels.setflags(write=False)
        # what the cache let go of is still there while someone looks at it
        self._alive = weakref.ref(pixels)
        self._cache.keep(id(self), pixels)
