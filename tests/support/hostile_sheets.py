"""Sheets with too much on them, or with what is no cell."""

from __future__ import annotations

import re

from hostile_parts import (
    PARAMETERS,
    added_sheets,
    after_rows,
    blank_rows,
    column,
    in_rows,
    sheet,
    with_part,
    zipped,
)

# Sheets


def far_corner() -> bytes:
    return with_part(PARAMETERS, in_rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def scattered_cells() -> bytes:
    rows = b"".join(
        b'<row r="%d"><c r="%s%d"><v>1</v></c></row>' % (r, column(1 + r * 7 % 16_384).encode(), r)
        for r in range(1_000, 1_048_000, 200)
    )
    return with_part(PARAMETERS, in_rows(rows))


def lying_dimension() -> bytes:
    return with_part(PARAMETERS, lambda x: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:XFD1048576"/>', x))


def dimension_too_small() -> bytes:
    return with_part(PARAMETERS, lambda x: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>', x))


def a_million_blank_rows() -> bytes:
    return with_part(PARAMETERS, in_rows(blank_rows(0)), 1)


def a_million_rows_of_blank_cells() -> bytes:
    return with_part(PARAMETERS, in_rows(blank_rows(2)), 1)


def blank_rows_on_a_sheet_of_the_users() -> bytes:
    return zipped(added_sheets([b"my notes"], lambda _: sheet(blank_rows(2))), 1)


def all_columns_blank() -> bytes:
    cells = [b'<c r="%s%%d" s="1"/>' % column(c).encode() for c in range(1, 16_385)]
    rows = b"".join(b'<row r="%d">' % r + b"".join(cells).replace(b"%d", b"%d" % r) + b"</row>" for r in range(40, 140))
    return with_part(PARAMETERS, in_rows(rows))


def _named_columns(number: int) -> bytes:
    cells = b"".join(
        b'<c r="%s1" t="inlineStr"><is><t>dsa lov%d</t></is></c>' % (column(c).encode(), c)
        for c in range(1, number + 1)
    )
    return with_part(PARAMETERS, sheet(b'<row r="1">' + cells + b"</row>"))


def all_columns_named() -> bytes:
    return _named_columns(16_384)


def as_many_columns_as_allowed() -> bytes:
    return _named_columns(1_000)


def merged_to_the_corner() -> bytes:
    return with_part(PARAMETERS, after_rows(b'<mergeCells count="1"><mergeCell ref="A20:XFD1048576"/></mergeCells>'))


def merged_over_the_rows() -> bytes:
    return with_part(PARAMETERS, after_rows(b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'))


def many_merged_ranges() -> bytes:
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (r, r + 1) for r in range(100, 200_100, 2))
    return with_part(PARAMETERS, after_rows(b"<mergeCells>" + merges + b"</mergeCells>"))


def as_many_merged_ranges_as_allowed() -> bytes:
    merges = b"".join(b'<mergeCell ref="A%d:XFD1048576"/>' % r for r in range(1, 2_001))
    return with_part(PARAMETERS, after_rows(b"<mergeCells>" + merges + b"</mergeCells>"))
