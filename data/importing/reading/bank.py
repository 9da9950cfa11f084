"""1CClientBankExchange, the text in which banks and 1C hand over payments: a row a document, a column a key."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from data.errors import BadInput
from data.importing.reading import encoding as enc

_BEGIN, _END, _LAST = "СекцияДокумент", "КонецДокумента", "КонецФайла"
_PAGES = {"windows": "cp1251", "dos": "cp866"}
_SAYS = "Кодировка="


def encoding_of(content: bytes | Path) -> str:
    """As the file says of itself, in the code page in which it says so."""
    with enc.open_bytes(content) as file:
        head = file.read(8192)
    for page in ("utf-8", "cp1251", "cp866"):
        lines = head.decode(page, "ignore").splitlines()
        said = [line.removeprefix(_SAYS).strip().lower() for line in lines if line.startswith(_SAYS)]
        if said:
            return page if page == "utf-8" else _PAGES.get(said[0], page)
    return enc.detect(content)


def keys(name: str, content: bytes | Path) -> list[str]:
    """Of all documents, in the order of the file. Raises BadInput for a file that is cut off."""
    found: dict[str, None] = {}
    for _, document in documents(name, content):
        found.update(dict.fromkeys(document))
    if not found:
        raise BadInput("{file} holds no payment. Choose a longer period when you export it.", file=name)
    return list(found)


def documents(name: str, content: bytes | Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Number of its first line → key → value."""
    document: dict[str, str] | None = None
    begun = 1
    for number, line in enumerate(_lines(content), 1):
        key, _, value = line.partition("=")
        if key == _BEGIN:
            if document is not None:
                raise _cut(name, begun)
            document, begun = {_BEGIN: value.strip()}, number
        elif key == _END and document is not None:
            yield begun, document
            document = None
        elif key == _LAST:
            break
        elif document is not None and value.strip():
            document[key.strip()] = value.strip()
    else:
        raise _cut(name, begun)
    if document is not None:
        raise _cut(name, begun)


def _cut(name: str, row: int) -> BadInput:
    return BadInput(
        "{file} is cut off: what begins in line {row} does not end. Export it again.", file=name, row=row
    )


def _lines(content: bytes | Path) -> Iterator[str]:
    with enc.Recoded(content, encoding_of(content)) as stream:
        for line in io.TextIOWrapper(io.BufferedReader(stream), "utf-8", "replace"):
            yield line.strip("\r\n\ufeff ")
