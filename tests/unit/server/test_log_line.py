"""The log on a full disk."""

import errno
import os

import pytest
import structlog

from server.log_line import StandardError


def test_a_log_line_that_finds_no_room_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bytes] = []

    def full(file: int, data: bytes) -> int:
        tried.append(data)
        raise OSError(errno.EFBIG, "File too large")

    monkeypatch.setattr(os, "write", full)
    structlog.WriteLogger(StandardError()).msg("存储已满")
    assert tried == ["存储已满\n".encode()]
