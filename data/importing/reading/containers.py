"""What a file is, told by its first bytes and never by its name: the ending of an export often lies."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from data.errors import BadInput
from data.importing.reading import archives, mhtml, sheet_xml
from data.importing.reading import encoding as enc

TEXT, WORKBOOK, SHEET_XML, MHTML = "text", "workbook", "sheet_xml", "mhtml"
ARCHIVE, HTML, BANK = "archive", "html", "bank"
_HEAD = 64 << 10
_WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_PICTURES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"\x1f\x8b", b"7z\xbc\xaf")
_JSON = re.compile(r'(\[\s*)?\{\s*"')
_MARKUP = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|meta|body|table|style)\b", re.I
)


def what_is(name: str, content: bytes | Path) -> str:
    """One of the constants above. Raises BadInput for what holds no table, with what to do."""
    with enc.open_bytes(content) as file:
        head = file.read(_HEAD)
    if not head:
        raise BadInput("{file} is empty.", file=name)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(name, content)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return WORKBOOK
    if head.startswith(_PICTURES):
        raise BadInput("{file} is no table. Upload the export as CSV, XLSX or ZIP.", file=name)
    return _text(name, head)


def _text(name: str, head: bytes) -> str:
    text = _readable(head)
    if text.startswith("1CClientBankExchange"):
        return BANK
    if _MARKUP.match(text):
        return HTML
    if _JSON.match(text):
        raise BadInput("{file} is JSON, no table. Save it as CSV or XLSX.", file=name)
    if sheet_xml.NAMESPACE in text[:4096]:
        return SHEET_XML
    if mhtml.is_one(text[:8192]):
        return MHTML
    return TEXT


def _readable(head: bytes) -> str:
    """The beginning as far as Latin letters tell it."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "ignore")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1").lstrip("\r\n\t ")


def _packed(name: str, content: bytes | Path) -> str:
    """A workbook is an archive, too."""
    try:
        with enc.open_bytes(content) as file, zipfile.ZipFile(file) as archive:
            members = set(archive.namelist())
    except archives.BROKEN as error:
        raise BadInput(
            "{file} is damaged: it cannot be unpacked. Save or send it again.", file=name
        ) from error
    if any(part in members for part in _WORKBOOK_PARTS):
        return WORKBOOK
    if "[Content_Types].xml" in members:
        raise BadInput("{file} is a document and no table. Save its table as XLSX or CSV.", file=name)
    return ARCHIVE
