"""More files for ``make_office``: what page layouts, tables and old programs do to a document. Run by it, not by itself."""

import io
import math
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import docx
import opencc
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.lib.colors import Color, white
from reportlab.pdfgen.canvas import Canvas

from tests.document.make_office import (
    Content,
    Made,
    changed,
    makes,
    office,
    picture,
    printed,
    rtf,
    ruled,
    run,
    saved,
    set_lines,
    with_paragraphs,
    word,
    workbook,
)

#: A sentence for whoever needs more of a page.
FILLING = "养老机构应当依法登记备案，建立健全安全管理制度，接受民政部门的监督检查。"


def heads_over_two(content: Content) -> list[list[str]]:
    """A table whose second head stands over two columns."""
    return [
        ["类别", "每人每月标准（元）", "", "发放方式"],
        ["", "城镇老人", "农村老人", ""],
        ["80周岁至89周岁", str(content.month), str(content.month - 90), "按季发放"],
        ["90周岁至99周岁", str(content.month * 2), str(content.month * 2 - 70), "按月发放"],
    ]


def of_heads(content: Content, place: int | str | None, unit: str | None, between: str = " | ") -> dict[str, Any]:
    """What is asked of such a table: a value by its row and its column."""
    month = content.month * 2
    quote = between.join(["90周岁至99周岁", str(month), str(month - 70), "按月发放"])
    question = "90周岁至99周岁农村老人每人每月多少元"
    return {"unit": unit, "place": place, "question": question, "quote": quote, "answer": str(month - 70)}


def at_columns(canvas: Canvas, rows: list[list[str]], top: float, columns: list[float], pitch: float = 24) -> None:
    """Set rows in columns, without a line."""
    canvas.setFont("STSong-Light", 11)
    for number, row in enumerate(rows):
        for left, cell in zip(columns, row, strict=False):
            canvas.drawString(left, top - pitch * number, cell)


@makes("aligned.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        set_lines(canvas, [*content.lines[:2], "一、补贴标准见下表。"])
        at_columns(canvas, content.table, 640, [90, 230, 400])

    return Made(printed(draw), "page", 1, quote="新建养老机构 | 每张床位补贴{bed}元 | 县民政局")


@makes("aligned-spanned.pdf")
def _(content: Content) -> Made:
    rows = heads_over_two(content)

    def draw(canvas: Canvas) -> None:
        set_lines(canvas, [*content.lines[:2], "一、高龄津贴标准见下表。"])
        canvas.setFont("STSong-Light", 11)
        canvas.drawString(235, 650, rows[0][1])
        at_columns(canvas, [[rows[0][0], rows[0][3]]], 638, [90, 430])
        at_columns(canvas, [rows[1][1:3]], 626, [220, 320])
        at_columns(canvas, rows[2:], 598, [90, 220, 320, 430])

    return Made(printed(draw), **of_heads(content, 1, "page"))


@makes("three-lines.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        set_lines(canvas, [*content.lines[:2], "一、补贴标准见下表。"])
        for top in (660, 634, 554):
            canvas.line(85, top, 500, top)
        at_columns(canvas, content.table, 642, [90, 230, 400])

    return Made(printed(draw), "page", 1, quote="新建养老机构 | 每张床位补贴{bed}元 | 县民政局")


@makes("lying.pdf")  # a table across the page that the file does not say to be turned
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        set_lines(canvas, content.lines[:3])
        canvas.showPage()
        canvas.translate(595, 0)
        canvas.rotate(90)
        ruled(canvas, content.table, 500)

    return Made(printed(draw), "page", 2, quote="新建养老机构 | 每张床位补贴{bed}元 | 县民政局")


@makes("vertical.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 14)
        for column, line in enumerate(content.lines):
            for place, char in enumerate(line):
                canvas.drawString(500 - 30 * column, 780 - 18 * place, char)

    return Made(printed(draw), "page", 1)


@makes("stamped.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(Color(0.85, 0.85, 0.85))
        canvas.setFont("STSong-Light", 60)
        canvas.drawCentredString(300, 660, "仅供查阅")
        canvas.setFillColor(Color(0, 0, 0))
        set_lines(canvas, content.lines, size=13)
        canvas.setFillColor(Color(1, 0, 0))
        canvas.setFont("STSong-Light", 12)
        for place, char in enumerate("民政局公文专用章"):
            angle = math.radians(200 - 31 * place)
            canvas.saveState()
            canvas.translate(430 + 45 * math.cos(angle), 630 + 45 * math.sin(angle))
            canvas.rotate(math.degrees(angle) - 90)
            canvas.drawCentredString(0, 0, char)
            canvas.restoreState()

    return Made(printed(draw), "page", 1, without=["仅供查阅", "专用章"])


@makes("tiles.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(Color(0.99, 0.98, 0.96))
        for left in range(0, 595, 100):
            for top in range(0, 842, 100):
                canvas.rect(left, top, 100, 100, stroke=0, fill=1)
        canvas.setFillColor(Color(0, 0, 0))
        set_lines(canvas, content.lines, size=13)

    return Made(printed(draw), "page", 1)


@makes("white-on-white.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        set_lines(canvas, content.lines)
        canvas.setFillColor(white)
        set_lines(canvas, ["（内部掌握：实际可给9999元）"], top=500)

    return Made(printed(draw), "page", 1, without=["9999"])


@makes("head-on-colour.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        set_lines(canvas, [*content.lines[:2], "一、补贴标准见下表。"])
        canvas.setFillColor(Color(0.1, 0.2, 0.6))
        canvas.rect(90, 616, 390, 24, stroke=0, fill=1)
        canvas.setFillColor(white)
        at_columns(canvas, content.table[:1], 623, [94, 224, 354])
        canvas.setFillColor(Color(0, 0, 0))
        ruled(canvas, content.table[1:], 616)

    return Made(printed(draw), "page", 1, "新建养老机构由哪个单位负责", "新建养老机构 | 每张床位补贴{bed}元 | 县民政局")


@makes("three-columns.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        set_lines(canvas, content.lines[:2])
        articles = [*content.lines[2:], *(f"第{number}条 {FILLING}" for number in "五六七八九十")]
        rows = [f"　　{text}"[place : place + 12] for text in articles for place in range(0, len(text) + 2, 12)]
        third = -(-len(rows) // 3)
        for column in range(3):
            set_lines(canvas, rows[third * column : third * (column + 1)], 680, 50 + 172 * column, 12)

    return Made(printed(draw), "page", 1, "运营补贴每人每月多少元", "运营补贴每人每月{month}元")


@makes("blanks.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        set_lines(canvas, content.lines[:2])
        canvas.setFont("STSong-Light", 12)
        parts = [("第一条 养老机构（名称）", "自愿申请新建养老机构"), ("补贴，每张床位补贴" + str(content.bed), "元，")]
        parts += [("由县民政局于", "前审核并公示，逾期"), ("未审核的视为", "同意。")]
        for number, (left, right) in enumerate(parts):
            top = 690 - 24 * number
            canvas.drawString(90, top, left)
            canvas.line(90 + 12 * len(left), top - 2, 316, top - 2)
            canvas.drawString(320, top, right)

    return Made(printed(draw), "page", 1, quote="每张床位补贴{bed}")


@makes("row-over-pages.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        set_lines(canvas, content.lines[:2])
        ruled(canvas, [content.table[0], ["新建养老机构", f"每张床位补贴{content.bed}元，", "县民政局"]], 120)
        canvas.showPage()
        ruled(canvas, [["", "其中一半由县财政负担", ""], content.table[2]], 780)

    quote = "新建养老机构 | 每张床位补贴{bed}元，其中一半由县财政负担 | 县民政局"
    return Made(printed(draw), "page", 1, quote=quote)


# Word


def with_styles(document: Any, *styles: str) -> None:
    for style in styles:
        document.styles.element.append(parse_xml(style.replace("<w:style ", f"<w:style {nsdecls('w')} ", 1)))


@makes("hidden-style.docx")
def _(content: Content) -> Made:
    data = with_paragraphs(content, run(content.lines[3]) + run("（实际可给9999元）", '<w:rStyle w:val="Told"/>'))
    document = docx.Document(io.BytesIO(data))
    with_styles(
        document,
        '<w:style w:type="character" w:styleId="Secret"><w:name w:val="secret"/><w:rPr><w:vanish/></w:rPr></w:style>',
        '<w:style w:type="character" w:styleId="Told"><w:name w:val="told"/><w:basedOn w:val="Secret"/></w:style>',
    )
    whole = io.BytesIO()
    document.save(whole)
    return Made(whole.getvalue(), "paragraph", 4, without=["9999"])


@makes("hidden-row.docx")
def _(content: Content) -> Made:
    def change(document: Any) -> None:
        table = document.add_table(rows=0, cols=3)
        for row in [*content.table[:2], ["新建养老机构", "实际可给9999元", "县长"], *content.table[2:]]:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        table.rows[2]._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {nsdecls('w')}/>"))

    return Made(word(content.lines[:2], change), "paragraph", 4, without=["9999"])


def field(instruction: str) -> str:
    inner = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in instruction.partition("("))
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"{begin}{inner}{end}"


@makes("drawn-characters.docx")  # pinyin and circles as Word's fields draw them
def _(content: Content) -> Made:
    second = run("第二条 ") + field(r"EQ \o\ac(○,1)") + field(r'EQ \* jc2 \* "Font:宋体" \o\ad(\s\up 9(xīn),新)')
    second += run(content.lines[3].removeprefix("第二条 新"))
    quote = "①新建养老机构每张床位补贴{bed}元"
    return Made(with_paragraphs(content, second), "paragraph", 4, quote=quote, without=["xīn"])


@makes("spanned.docx")
def _(content: Content) -> Made:
    def change(document: Any) -> None:
        rows = heads_over_two(content)
        table = document.add_table(rows=4, cols=4)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(number, column).text = text
        table.cell(0, 0).merge(table.cell(1, 0))
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(0, 3).merge(table.cell(1, 3))

    return Made(word(content.lines[:2], change), **of_heads(content, 6, "paragraph"))


@makes("main-elsewhere.docm")
def _(content: Content) -> Made:
    renamed, data = {"word/document.xml": "text/main.xml"}, io.BytesIO()
    renamed["word/_rels/document.xml.rels"] = "text/_rels/main.xml.rels"
    old = changed(word(content.lines), {}, {name: {"word/document.xml": "text/main.xml"} for name in ("_rels/.rels",)})
    with zipfile.ZipFile(io.BytesIO(old)) as archive, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        for name in archive.namelist():
            held = archive.read(name).replace(b"/word/document.xml", b"/text/main.xml")
            new.writestr(renamed.get(name, name), held)
    return Made(data.getvalue(), "paragraph", 4)


@makes("hidden.rtf")
def _(content: Content) -> Made:
    body = "".join(f"{rtf(line)}\\par " for line in content.lines)
    hidden = f"{{\\v {rtf('实际可给9999元')}}}"
    return Made(f"{{\\rtf1\\ansi\\ansicpg936 {body}{hidden}}}".encode("ascii"), "paragraph", 4, without=["9999"])


# Sheets and text


def spanned_book(content: Content) -> bytes:
    def fill(book: Any) -> None:
        sheet = book.active
        sheet.title = "津贴"
        sheet.append([f"{content.county}高龄津贴标准表"])
        for row in heads_over_two(content):
            sheet.append([int(cell) if cell.isdecimal() else cell or None for cell in row])
        for cells in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
            sheet.merge_cells(cells)

    return workbook(fill)


def of_sheet(make: Callable[[Content], bytes]) -> Callable[[Content], Made]:
    return lambda content: Made(make(content), **of_heads(content, "津贴!C5", "cell"))


makes("spanned.xlsx")(of_sheet(spanned_book))
makes("spanned.ods")(of_sheet(lambda content: office(spanned_book(content), ".xlsx", "ods")))


@makes("hidden-lines.xlsx")
def _(content: Content) -> Made:
    def fill(book: Any) -> None:
        sheet = book.active
        sheet.title = "补贴标准"
        for row in [[content.lines[0]], *content.table, ["实际可给", "9999元", "县长"]]:
            sheet.append([*row, *[""] * (3 - len(row)), "底稿8888"])
        sheet.row_dimensions[6].hidden = sheet.column_dimensions["D"].hidden = True

    quote = "新建养老机构 | 每张床位补贴{bed}元"
    return Made(workbook(fill), "cell", "补贴标准!B3", quote=quote, without=["9999", "8888"])


@makes("percent.ods")
def _(content: Content) -> Made:
    def fill(book: Any) -> None:
        sheet = book.active
        sheet.title = "指标"
        for row in [
            [f"{content.county}养老服务主要指标"],
            ["指标", "2025年"],
            ["护理型床位占比", 0.55],
            ["覆盖率", 0.9],
        ]:
            sheet.append(row)
        for number in (3, 4):
            sheet.cell(number, 2).number_format = "0%"

    data = office(workbook(fill), ".xlsx", "ods")
    return Made(data, "cell", "指标!B3", "护理型床位占比2025年多少", "护理型床位占比 | 55%")


@makes("excel2003.xls")
def _(content: Content) -> Made:
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    table = [[content.lines[0]], *content.table]
    rows = "".join(f"<Row>{''.join(map(cell.format, row))}</Row>" for row in table)
    named = "urn:schemas-microsoft-com:office:spreadsheet"
    sheet = f'<Worksheet ss:Name="补贴标准"><Table>{rows}</Table></Worksheet>'
    head = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    whole = f'{head}<Workbook xmlns="{named}" xmlns:ss="{named}">{sheet}</Workbook>'
    return Made(whole.encode(), "cell", "补贴标准!B3", quote="新建养老机构 | 每张床位补贴{bed}元")


@makes("flattened.txt")  # a cell on each line, as many a converter leaves a table
def _(content: Content) -> Made:
    heads, rows = ["类别", "城镇老人", "农村老人", "发放方式"], heads_over_two(content)[2:]
    rows.append(["100周岁及以上", "900", "800", "按月发放"])
    lines = [
        *content.lines[:2],
        "一、高龄津贴每人每月标准见下表（单位：元）。",
        *heads,
        *(cell for row in rows for cell in row),
    ]
    return Made("\n".join(lines).encode(), **of_heads(content, None, None, "\n"))


@makes("spaced.txt")
def _(content: Content) -> Made:
    heads, rows = ["类别", "城镇老人", "农村老人", "发放方式"], heads_over_two(content)[2:]
    lines = [*content.lines[:2], "一、高龄津贴每人每月标准如下：", *("   ".join(row) for row in [heads, *rows])]
    return Made("\n".join(lines).encode(), **of_heads(content, None, None, "   "))


@makes("big5-spoilt.txt")
def _(content: Content) -> Made:
    lines = [opencc.OpenCC("s2tw").convert(line) for line in content.lines]
    data = "\n".join(lines).encode("big5hkscs").replace(b"\n", b"\xff\n", 1)
    return Made(data, quote="每張床位補貼{bed}元")


@makes("two-encodings.txt")
def _(content: Content) -> Made:
    own, added = content.lines[:-2], content.lines[-2:]
    return Made("\n".join([*own, ""]).encode() + "\n".join(added).encode("gb18030"))


@makes("in-archive.zip")  # an archive in an archive
def _(content: Content) -> Made:
    inner, data = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(zipfile.ZipInfo("附件/办法.docx"), word(content.lines))
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo("资料.zip"), inner.getvalue())
    return Made(data.getvalue(), "paragraph", 4)


@makes("forwarded.eml")
def _(content: Content) -> Made:
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"], inner["Subject"] = "a@example.cn", content.lines[0]
    inner.set_content("\n".join(content.lines[1:]))
    outer["From"], outer["Subject"] = "b@example.cn", f"转发：{content.county}的办法"
    outer.set_content("请阅。")
    outer.add_attachment(inner)
    return Made(outer.as_bytes())


@makes("upside-down.png")
def _(content: Content) -> Made:
    image = picture(content.lines, 110).convert("L").rotate(180)
    return Made(saved(image, "PNG", optimize=True), "page", 1, recognized=True)
