"""Archives made to deceive or to exhaust, and files that are no workbook."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from hostile_parts import (
    OLE,
    PARAMETERS,
    linked,
    patched,
    sheet,
    template,
    with_part,
    zipped,
)

# Archives


def high_ratio() -> bytes:
    return with_part(PARAMETERS, sheet(b"0" * 60_000_000), 9)


def nested_archives() -> bytes:
    inner = b"0" * 10_000_000
    for _ in range(3):
        inner = zipped({"a.xlsx": inner}, 9)
    return with_part("xl/media/inner.xlsx", inner)


def archive_in_place_of_a_sheet() -> bytes:
    return with_part(PARAMETERS, zipped(template()))


def many_parts() -> bytes:
    return zipped(template() | {f"xl/media/{k}.png": b"" for k in range(5_000)})


def a_million_entries() -> bytes:
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * 1_000_000
    return b"PK\3\4" + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(directory), 4, 0)


def lying_small() -> bytes:
    """The directory says that a huge part is of 100 bytes."""
    content = with_part(PARAMETERS, sheet(b" " * 50_000_000), 9)
    return patched(content, 24, PARAMETERS, struct.pack("<L", 100))


def lying_large() -> bytes:
    """The directory says that a small part is huge."""
    content = with_part(PARAMETERS, sheet(b""))
    return patched(content, 24, PARAMETERS, struct.pack("<L", 3_000_000_000))


def lying_compressed_size() -> bytes:
    content = with_part(PARAMETERS, sheet(b""))
    return patched(content, 20, PARAMETERS, struct.pack("<L", 2_000_000_000))


def wrong_checksum() -> bytes:
    return patched(zipped(template()), 16, PARAMETERS, b"\1\2\3\4")


def overlapping_parts() -> bytes:
    """Many entries that all point to the same bytes, so that a small file unpacks to gigabytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = b"0" * 900_000
    body = packer.compress(raw) + packer.flush()
    content = zipped(template())
    end = content.rindex(b"PK\5\6")
    count, size, start = struct.unpack_from("<HLL", content, end + 10)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, zlib.crc32(raw), len(body), len(raw), 5, 0) + b"a.xml"
    entries = b"".join(
        struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, 0, 0, 8, 0, 0, zlib.crc32(raw), len(body), len(raw),
                    8, 0, 0, 0, 0, 0, start) + b"%04d.xml" % k
        for k in range(150)
    )  # fmt: skip
    directory = content[start : start + size] + entries
    total = count + 150
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, total, total, len(directory), start + len(local) + len(body), 0)
    return content[:start] + local + body + directory + last


def two_parts_of_one_name() -> bytes:
    buffer = io.BytesIO(zipped(template()))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(PARAMETERS.upper())
        archive.writestr(info, sheet(b""))
    return buffer.getvalue()


def odd_compression() -> bytes:
    parts = template()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def names_that_climb() -> bytes:
    links = template()["xl/_rels/workbook.xml.rels"]
    target = PARAMETERS.removeprefix("xl/").encode()
    return zipped(template() | {"xl/_rels/workbook.xml.rels": links.replace(target, b"../../../../../etc/passwd")})


def cut_off() -> bytes:
    return zipped(template())[:-3000]


# Other kinds of files


def encrypted_workbook() -> bytes:
    return OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 4000


def old_excel() -> bytes:
    return OLE + b"\0" * 600 + "Workbook".encode("utf-16-le") + b"\0" * 4000


def binary_workbook() -> bytes:
    return zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.bin": b"\x83\1\0"})


def web_page() -> bytes:
    return b"<html><body><table><tr><td>id</td></tr></table></body></html>"


def text_file() -> bytes:
    return b"id,value\na,=cmd|' /C calc'!A0\n"


def nothing() -> bytes:
    return b""


def macros() -> bytes:
    parts = template()
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ).replace(b"</Types>", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>')
    assert parts["[Content_Types].xml"] != types
    parts["xl/vbaProject.bin"] = OLE + b'Sub Auto_Open()\r\nShell "calc"\r\nEnd Sub'
    parts["xl/_rels/workbook.xml.rels"] = linked(
        parts["xl/_rels/workbook.xml.rels"], "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
        "vbaProject.bin",
    )  # fmt: skip
    return zipped(parts)
