"""Static files are collected once for each state that their sources are in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from syncportal.prepare import collect


@pytest.fixture
def sources(tmp_path: Path, settings) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "one.css").write_text("a {}")
    settings.STATICFILES_DIRS = [folder]
    settings.STATIC_ROOT = tmp_path / "static"
    return folder


def test_what_was_collected_is_not_collected_again(sources: Path, settings) -> None:
    assert collect(settings.STATIC_ROOT)
    assert (settings.STATIC_ROOT / "one.css").read_text() == "a {}"
    assert not collect(settings.STATIC_ROOT)


@pytest.mark.parametrize("change", ["edited", "added", "same size, later"])
def test_a_changed_source_is_collected(sources: Path, settings, change: str) -> None:
    collect(settings.STATIC_ROOT)
    path = sources / ("two.css" if change == "added" else "one.css")
    path.write_text("b {}" if change == "same size, later" else "b { color: red }")
    os.utime(path, (2_000_000_000, 2_000_000_000))
    assert collect(settings.STATIC_ROOT)
    assert (settings.STATIC_ROOT / path.name).read_text() == path.read_text()
    assert not collect(settings.STATIC_ROOT)


def test_files_that_went_missing_are_collected_again(sources: Path, settings) -> None:
    collect(settings.STATIC_ROOT)
    for path in settings.STATIC_ROOT.iterdir():
        if path.is_file():
            path.unlink()
    assert collect(settings.STATIC_ROOT)
    assert (settings.STATIC_ROOT / "one.css").exists()
