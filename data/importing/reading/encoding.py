"""In what encoding a file was written, and its bytes as UTF-8, in pieces.

Order: BOM, UTF-16 by its zero bytes, strict UTF-8 over the whole file, then the
two Russian code pages told apart by the letters they would give. A byte above
127 beside Latin letters (``Müller``) is the only sign of a Western page.
"""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

PIECE = 1 << 20
ENOUGH = 256 << 10  # bytes that tell one code page from another
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The commoner a letter of Russian text, the more it weighs.
_COMMON = {letter: 110 - 3 * place for place, letter in enumerate("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё")}


def open_bytes(content: bytes | Path) -> BinaryIO:
    return io.BytesIO(content) if isinstance(content, bytes) else open(content, "rb")


def detect(content: bytes | Path) -> str:
    """A Python codec name."""
    with open_bytes(content) as file:
        head = file.read(PIECE)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    wide = _zero_bytes(head)
    if wide:
        return wide
    return "utf-8" if _is_utf8(content) else _code_page(_high_bytes(content))


def _zero_bytes(head: bytes) -> str | None:
    sample = head[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) / 8:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_utf8(content: bytes | Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open_bytes(content) as file:
        try:
            while piece := file.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            return False
    return True


def _high_bytes(content: bytes | Path) -> bytes:
    """A part of the file that does hold bytes above 127."""
    with open_bytes(content) as file:
        while piece := file.read(PIECE):
            if not piece.isascii():
                first = next(i for i, byte in enumerate(piece) if byte > 127)
                return piece[max(0, first - 100) : first + ENOUGH]
    return b""


def _code_page(sample: bytes) -> str:
    sample = re.sub(rb"(?<=\d)\xa0(?=\d)", b"", sample)  # a non-breaking space in cp1251, 'а' in cp866
    if not sample.isascii() and _western(sample):
        return "cp1252"
    return (
        "cp866"
        if _likeness(sample.decode("cp866")) > _likeness(sample.decode("cp1251", "replace"))
        else "cp1251"
    )


def _western(sample: bytes) -> bool:
    """Most words with a high letter are otherwise Latin, and such letters stand alone in them."""
    words = re.findall(rb"[A-Za-z\x80-\xff]*[\xc0-\xff][A-Za-z\x80-\xff]*", sample)
    mixed = sum(1 for word in words if sum(byte < 128 for byte in word) > len(word) / 2)
    return mixed > len(words) / 2


def _likeness(text: str) -> float:
    """How Russian the text would be: common letters count for it; what is no letter of a word,
    or a capital after a small letter, against it."""
    seen = Counter(text)
    score = float(
        sum(
            _COMMON.get(ch.lower(), -60) * count
            for ch, count in seen.items()
            if ord(ch) > 127 and ch not in " №«»–—₽"
        )
    )
    return score - 100 * len(re.findall(r"[а-яё][А-ЯЁ]", text))


class Recoded(io.RawIOBase):
    """The file as UTF-8, read in pieces and never held whole. Line ends are left as they are.
    ``garbled``: some bytes so far were no letters of the encoding."""

    def __init__(
        self, content: bytes | Path, encoding: str, told: Callable[[int], None] | None = None
    ) -> None:
        self._file = open_bytes(content)
        self._plain = encoding == "utf-8"
        self._decode = codecs.getincrementaldecoder(encoding)("replace").decode
        self.garbled = False
        self._rest = b""
        self._done = 0
        self._told = told

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        pieces, have = [self._rest], len(self._rest)
        while size < 0 or have < size:
            raw = self._file.read(PIECE)
            piece = raw if self._plain else self._decoded(raw)
            piece = piece.replace(b"\0", b"")  # no text holds them, and no engine takes them
            if b"\xef" in piece:  # looked for alone it is found twenty times as quickly
                piece = piece.replace(codecs.BOM_UTF8, b"")  # files put together
            pieces.append(piece)
            have += len(piece)
            self._done += len(raw)
            if not raw:
                break
            if self._told:
                self._told(self._done)
        data = b"".join(pieces)
        cut = len(data) if size < 0 else size
        self._rest = data[cut:]
        return data[:cut]

    def _decoded(self, raw: bytes) -> bytes:
        text = self._decode(raw, not raw)
        self.garbled = self.garbled or "\ufffd" in text
        return text.encode()

    def close(self) -> None:
        self._file.close()
        super().close()
