"""What an export writes: its iTwins in one of four formats, streamed, the same bytes each time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from isal import igzip

from twins.choices import ExportFormat
from twins.models import Export
from twins.queries.export_request import ExportRequest
from twins.queries.exported_itwins import exported_itwins
from twins.queries.exported_lines import csv_lines, json_lines

Block = list[bytes | memoryview]
_LINES_OF_A_BLOCK = 500
_FASTEST = 1


def write_export(
    export: Export, file: BinaryIO, *, checkpoint: Callable[[], None] = lambda: None
) -> int:
    """Writes the whole content into an open file and answers with the number of iTwins.

    One statement reads them all, so the file shows one moment, and it holds no lock. `checkpoint`
    is called after every 500; what it raises ends the writing. It must leave this thread's
    connection alone, which is busy.
    """
    request = ExportRequest.of(export)
    is_json = request.output_format in (ExportFormat.JSON_GZIP, ExportFormat.JSON_ZIP)
    lines = (json_lines if is_json else csv_lines)(exported_itwins(export), request.names)
    count = 0

    def blocks() -> Iterator[Block]:
        nonlocal count
        while block := list(islice(lines, _LINES_OF_A_BLOCK)):
            yield block
            count += len(block)
            checkpoint()

    with closing(lines), _packed(export, file) as content:
        for text in _json(blocks()) if is_json else _csv(blocks(), request.names):
            content.write(text)
    return count


def _csv(blocks: Iterable[Block], names: Sequence[str]) -> Iterator[bytes]:
    yield ",".join(names).encode() + b"\n"
    yield from map(b"".join, blocks)


def _json(blocks: Iterable[Block]) -> Iterator[bytes]:
    before = b"[\n"
    for block in blocks:
        # A line break stands for itself only between two lines: within one it is written \n.
        yield before + b"".join(block)[:-1].replace(b"\n", b",\n")
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


@contextmanager
def _packed(export: Export, file: BinaryIO) -> Iterator[IO[bytes] | igzip.IGzipFile]:
    """Packs what is written into it; nothing in the file tells when that was."""
    match export.output_format:
        case ExportFormat.CSV:
            yield file
        case ExportFormat.JSON_ZIP:
            with (
                ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_FASTEST) as archive,
                archive.open(f"{export.pk}.json", "w", force_zip64=True) as content,
            ):
                yield content
        case _:
            with igzip.GzipFile("", "wb", _FASTEST, file, mtime=0) as content:
                yield content
