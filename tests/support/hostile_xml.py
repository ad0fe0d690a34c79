"""XML made to expand, to fetch or to exhaust."""

from __future__ import annotations

from hostile_parts import (
    HEAD,
    LINKS,
    MAIN,
    OFFICE,
    PARAMETERS,
    linked,
    replaced,
    sheet,
    template,
    with_part,
    zipped,
)

# XML


def _laughs(root: bytes) -> bytes:
    entities = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (k, (b"&a%d;" % (k - 1)) * 10) for k in range(1, 12)
    )
    return b'<?xml version="1.0"?><!DOCTYPE x [' + entities + b"]>" + root


def billion_laughs_in_a_sheet() -> bytes:
    cell = b'<row r="2"><c r="A2" t="inlineStr"><is><t>&a11;</t></is></c></row>'
    return with_part(PARAMETERS, _laughs(sheet(cell).removeprefix(HEAD)))


def billion_laughs_in_the_texts() -> bytes:
    return with_part("xl/sharedStrings.xml", _laughs(b'<sst xmlns="%s"><si><t>&a11;</t></si></sst>' % MAIN.encode()))


def billion_laughs_in_the_styles() -> bytes:
    return with_part(
        "xl/styles.xml",
        _laughs(b'<styleSheet xmlns="%s"><cellXfs><xf numFmtId="&a11;"/></cellXfs></styleSheet>' % MAIN.encode()),
    )


def _external(system: str) -> bytes:
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{system}">]>'.encode()
    cell = b'<row r="2"><c r="A2" t="inlineStr"><is><t>&e;</t></is></c></row>'
    return with_part(PARAMETERS, head + sheet(cell).removeprefix(HEAD))


def entity_of_a_file() -> bytes:
    return _external("file:///etc/passwd")


def entity_of_an_address() -> bytes:
    return _external("http://127.0.0.1:9/x")


def external_type_declaration() -> bytes:
    return with_part(
        "xl/workbook.xml", lambda x: HEAD + b'<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x">' + x.partition(b"?>")[2]
    )


def external_sheet() -> bytes:
    part = PARAMETERS.removeprefix("xl/").encode()
    return with_part(
        "xl/_rels/workbook.xml.rels",
        replaced(b'Target="%s"' % part, b'Target="http://127.0.0.1:9/x.xml" TargetMode="External"'),
    )


def links_to_other_workbooks() -> bytes:
    parts = template()
    kind = f"{OFFICE}/externalLink"
    parts["xl/_rels/workbook.xml.rels"] = linked(parts["xl/_rels/workbook.xml.rels"], kind, "externalLinks/link1.xml")
    parts["xl/externalLinks/link1.xml"] = (
        HEAD + b'<externalLink xmlns="%s"><externalBook/></externalLink>' % MAIN.encode()
    )
    parts["xl/externalLinks/_rels/link1.xml.rels"] = (
        HEAD
        + (
            f'<Relationships xmlns="{LINKS}"><Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" '
            'Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
        ).encode()
    )
    return zipped(parts)


def defined_names_with_links() -> bytes:
    names = b"<definedNames>" + b"".join(
        b"<definedName name=\"n%d\">'file:///etc/[passwd]x'!$A$1:$XFD$1048576</definedName>" % k for k in range(5_000)
    )
    return with_part("xl/workbook.xml", replaced(b"<definedNames>", names))


def deep_nesting() -> bytes:
    return with_part(PARAMETERS, sheet(b"<a>" * 200_000 + b"</a>" * 200_000), 0)


def one_huge_tag() -> bytes:
    return with_part(PARAMETERS, sheet(b'<row r="1" spans="' + b"\xc3\xa9" * 20_000_000 + b'"/>'), 0)


def one_huge_comment() -> bytes:
    return with_part(PARAMETERS, sheet(b"<!--" + bytes(range(97, 122)) * 2_000_000 + b"-->"), 0)


def many_tags() -> bytes:
    return with_part(PARAMETERS, sheet(b"<a/><b/><d/><e/>" * 2_000_000), 0)


def many_attributes() -> bytes:
    row = b"<row " + b" ".join(b'a%d="1"' % k for k in range(60_000)) + b"/>"
    return with_part(PARAMETERS, sheet(row * 20))


def sixteen_bits() -> bytes:
    """Good XML in UTF-16, as the standard allows."""
    return with_part(PARAMETERS, lambda x: x.decode().replace("UTF-8", "UTF-16").encode("utf-16"))


def broken_bytes() -> bytes:
    return with_part(PARAMETERS, lambda x: x[:800] + b"\xff" + x[800:])
