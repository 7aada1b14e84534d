"""Downloads that are sent row by row: nothing of them is held in memory but what goes out."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
from django.http import StreamingHttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute what begins so
BOM = "\ufeff"  # without it a spreadsheet takes the file for another alphabet


PIECE = 1 << 16  # bytes that go out at a time


class _Chute:
    """A file that is written and never read: what was written is taken out at the other end."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes, /) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Do nothing: nothing is kept back."""

    def close(self) -> None:
        """Do nothing: what is left is taken out at the other end."""

    def taken(self, least: int = 1) -> Iterator[bytes]:
        """Yield what has come, if that is at least so much."""
        if len(self._held) >= least:
            yield bytes(self._held)
            self._held.clear()


class _Echo:
    """Hands a written line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_answer(name: str, rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """Return a download of these rows; the first are the heads."""
    answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def zip_answer(
    name: str, files: Iterable[tuple[str, Iterable[Mapping[str, object]]]], about: str
) -> StreamingHttpResponse:
    """Return a download of files of JSON lines, packed; `about` says what they are."""
    answer = StreamingHttpResponse(_packed(files, about), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _packed(
    files: Iterable[tuple[str, Iterable[Mapping[str, object]]]], about: str
) -> Iterator[bytes]:
    chute, encode = _Chute(), msgspec.json.encode
    with ZipFile(chute, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", about)
        for name, rows in files:
            with archive.open(f"{name}.jsonl", "w", force_zip64=True) as file:
                for row in rows:
                    file.write(encode(row) + b"\n")
                    yield from chute.taken(PIECE)
    yield from chute.taken()


def _lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BOM
    for row in rows:
        yield writer.writerow([_cell(one) for one in row])


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text[:1] in "+-" and text[1:].replace(".", "", 1).isdecimal()
