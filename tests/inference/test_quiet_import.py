"""Whether libraries can be linked while other threads go on, and all is as before afterwards."""

import ctypes
import sys

import pytest
from numpy._core import _multiarray_umath

from mura_desktop.inference.quiet_import import beside_a_window

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has another linker")


def test_a_library_linked_in_the_block_is_the_one_that_is_linked_without_it():
    library = _multiarray_umath.__file__
    outside = ctypes.CDLL(library)
    with beside_a_window():
        inside = ctypes.CDLL(library)
    assert inside._handle == outside._handle


def test_a_library_that_is_missing_is_named_as_ever():
    with beside_a_window(), pytest.raises(OSError, match="no-such-library"):
        ctypes.CDLL("/no-such-library.so")


def test_nothing_of_it_is_left_behind():
    before = ctypes._dlopen
    with beside_a_window():
        pass
    assert ctypes._dlopen is before
