"""Whether the program says what is wrong where torch cannot be loaded."""

import sys

import pytest

from mura_desktop.load_order import load_torch


def test_a_torch_that_cannot_be_loaded_is_told_with_a_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    said = []
    with pytest.raises(SystemExit) as caught:
        load_torch(said.append)
    assert caught.value.code == 1
    (text,) = said
    assert "torch" in text
    assert "Visual C++ Redistributable" in text


def test_nothing_is_said_where_torch_loads():
    load_torch(lambda text: pytest.fail(text))
