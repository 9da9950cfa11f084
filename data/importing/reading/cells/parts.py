"""Parts of the archives that newer workbooks are."""

from __future__ import annotations

import posixpath
import zipfile

from lxml import etree


def part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(name), parser)


def links(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """The name of a link → the part of the archive that it means."""
    return {
        link.get("Id", ""): posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))).lstrip("/")
        for link in part(archive, name)
    }
