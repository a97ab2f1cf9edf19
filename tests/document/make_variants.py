"""Still more files for ``make_office``: what programs hide or delete, how they draw tables, how they show numbers. Run by it."""

import io
import tempfile
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import ImageOps
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.document.make_files import print_page
from tests.document.make_layouts import at_columns
from tests.document.make_office import (
    CELL,
    MAKERS,
    Content,
    Made,
    filled,
    makes,
    noted,
    ofd,
    ofd_text,
    office,
    page,
    picture,
    printed,
    run,
    saved,
    separated,
    set_lines,
    with_paragraphs,
    word,
    workbook,
)

ROW = "新建养老机构 | 每张床位补贴{bed}元 | 县民政局"

# Word


@makes("deleted-row.docx")
def _(content: Content) -> Made:
    def change(document: Any) -> None:
        table = document.add_table(rows=0, cols=3)
        for row in [*content.table[:1], ["新建养老机构", "实际可给9999元", "县长"], *content.table[1:]]:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        deleted = parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="a"/>')
        table.rows[1]._tr.get_or_add_trPr().append(deleted)

    return Made(word(content.lines[:2], change), "paragraph", 4, quote=ROW, without=["9999"])


@makes("deleted-end.docx")  # two paragraphs between which the end of the first was deleted
def _(content: Content) -> Made:
    first, second = "第二条 新建养老机构每张床位", f"补贴{content.bed}元，由县民政局负责发放。"
    ends = '<w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr>'
    return Made(with_paragraphs(content, ends + run(first), run(second)), "paragraph", 4)


@makes("unseen-type.docx")
def _(content: Content) -> Made:
    white, tiny = run("（实际可给9999元）", '<w:color w:val="FFFFFF"/>'), run("8888元", '<w:sz w:val="2"/>')
    return Made(
        with_paragraphs(content, run(content.lines[3]) + white + tiny), "paragraph", 4, without=["9999", "8888"]
    )


@makes("two-forms.docx")  # a paragraph in the form for new programs, and in that for old ones
def _(content: Content) -> Made:
    def change(document: Any) -> None:
        old = document.paragraphs[3]._p
        names = f'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" {nsdecls("w")}'
        both = f'<mc:Choice Requires="wps"><w:p>{run(content.lines[3])}</w:p></mc:Choice>'
        both += f"<mc:Fallback><w:p>{run('旧式9999')}</w:p></mc:Fallback>"
        old.addprevious(parse_xml(f"<mc:AlternateContent {names}>{both}</mc:AlternateContent>"))
        old.getparent().remove(old)

    return Made(word(content.lines, change), "paragraph", 4, without=["9999"])


@makes("choice.docx")
def _(content: Content) -> Made:
    entries = "".join(f'<w:listEntry w:val="{one}"/>' for one in ("按年", "按月"))
    listed = f'<w:ffData><w:ddList><w:result w:val="1"/>{entries}</w:ddList></w:ffData>'
    field = f'<w:r><w:fldChar w:fldCharType="begin">{listed}</w:fldChar></w:r><w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r>'
    field += '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    second = run(f"第二条 新建养老机构每张床位补贴{content.bed}元，") + field + run("发放。")
    return Made(with_paragraphs(content, second), "paragraph", 4, quote="每张床位补贴{bed}元，按月发放")


@makes("footnote.rtf")
def _(content: Content) -> Made:
    data = office(noted(content, "footnote"), ".docx", "rtf")
    return Made(data, "paragraph", 5, "困难家庭的月人均收入低于多少元", "困难家庭指月人均收入低于{bed}元的家庭")


@makes("merged.rtf")
def _(content: Content) -> Made:
    made = MAKERS["merged.docx"](content)
    return Made(office(made.data, ".docx", "rtf"), made.unit, made.place, made.question, made.quote)


# Pages of the web and of print


@makes("hidden-in-line.html")
def _(content: Content) -> Made:
    hidden = '<span style="visibility:hidden">9999</span><i style="font-size: 0">8888</i>'
    ruby = "<ruby>新<rp>(</rp><rt>xīn</rt><rp>)</rp></ruby>建"
    whole = page(content).replace("床位补贴", f"床位补贴{hidden}").replace("新建", ruby)
    return Made(whole.encode(), without=["9999", "8888", "xīn"])


@makes("ticks.html")
def _(content: Content) -> Made:
    boxes = "<input type=checkbox checked>按床位 <input type=checkbox>按人数，每张床位补贴"
    whole = page(content).replace("每张床位补贴", f"补贴方式：{boxes}")
    return Made(whole.encode(), quote="☑按床位 □按人数，每张床位补贴{bed}元")


def long_page(content: Content, before: str = "", behind: str = "") -> bytes:
    """A page whose rules stand in a block of their own."""
    more = "".join(
        f"<p>第{number}条 养老机构应当依法登记备案，建立健全安全管理制度，接受民政部门的监督检查。</p>"
        for number in "五六七八九十"
    )
    body = "".join(f"<p>{line}</p>" for line in content.lines)
    head = f'<meta charset="utf-8"><title>{content.lines[0]}</title>'
    return f"<html><head>{head}</head><body><div>{before}<div>{body}{more}</div>{behind}</div></body></html>".encode()


@makes("notice-beside.html")
def _(content: Content) -> Made:
    said = f"现将《{content.lines[0]}》印发给你们，首批资金{content.month}万元已经下达，请遵照执行。"
    notice = f"<div><p>某办发〔2024〕5号</p><p>各乡镇人民政府：</p><p>{said}</p></div>"
    return Made(long_page(content, before=notice), question="首批资金多少", quote="首批资金{month}万元")


@makes("table-beside.html")
def _(content: Content) -> Made:
    rows = [["等级", "一次性奖励"], ["示范养老机构", f"{content.month}万元"], ["优秀养老机构", "1万元"]]
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    data = long_page(content, behind=f"<div><table>{table}</table></div>")
    return Made(data, question="示范养老机构一次性奖励多少", quote="示范养老机构 | {month}万元")


def chromium(body: str, style: str = "") -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.pdf"
        face = "@font-face{font-family:own;src:url(font.otf)} body{font-family:own}"
        print_page(f'<!doctype html><meta charset="utf-8"><style>{face}{style}</style>{body}', file)
        return file.read_bytes()


def table_page(content: Content, style: str) -> bytes:
    lines = "".join(f"<p>{line}</p>" for line in content.lines[:2])
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in content.table)
    return chromium(f"{lines}<table>{rows}</table>", style)


@makes("dotted.pdf")
def _(content: Content) -> Made:
    style = "table{border-collapse:collapse} td{border:1px dotted #000;padding:3px}"
    return Made(table_page(content, style), "page", 1, quote=ROW)


@makes("striped.pdf")
def _(content: Content) -> Made:
    style = "tr:nth-child(odd){background:#dde5f0;-webkit-print-color-adjust:exact} td{padding:4px 10px}"
    return Made(table_page(content, style), "page", 1, "护理补贴标准每人每月多少", "护理补贴 | 每人每月")


@makes("upright.pdf")  # text from the top down, its numbers on their side
def _(content: Content) -> Made:
    lines = "".join(f"<p>{line}</p>" for line in content.lines)
    return Made(chromium(lines, "html{writing-mode:vertical-rl}"), "page", 1)


@makes("unpainted.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        set_lines(canvas, content.lines)
        text = canvas.beginText(90, 400)
        text.setTextRenderMode(3)
        text.textLine("（内部掌握：实际可给9999元）")
        canvas.drawText(text)

    return Made(printed(draw), "page", 1, without=["9999"])


@makes("scanner-named.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        image = saved(picture(content.lines, 150), "JPEG", quality=70)
        canvas.drawImage(ImageReader(io.BytesIO(image)), 0, 0, 595, 842)
        set_lines(canvas, ["由 某扫描软件 扫描创建 Scanned on 2024-05-01 10:11:12"], 20, 200, 8)

    return Made(printed(draw), "page", 1, recognized=True)


@makes("heads-alone-painted.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        set_lines(canvas, content.lines[:2])
        canvas.setFillColorRGB(0.8, 0.9, 1)
        for left in (90, 260):
            canvas.rect(left, 632, 170, 22, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        at_columns(canvas, [row[:2] for row in content.table], 640, [94, 264])

    return Made(printed(draw), "page", 1, quote="新建养老机构 | 每张床位补贴{bed}元")


# Sheets, mails, pictures


def of_numbers(content: Content) -> dict[str, Any]:
    quote = f"护理型床位占比 | {10 + content.bed % 80}.5%"
    return {"unit": "cell", "place": "指标!B3", "question": "护理型床位占比2025年多少", "quote": quote}


@makes("percent.xls")
def _(content: Content) -> Made:
    book, data = xlwt.Workbook(), io.BytesIO()
    sheet, style = book.add_sheet("指标"), xlwt.easyxf(num_format_str="0.0%")
    share = (10.5 + content.bed % 80) / 100
    for number, row in enumerate(
        [["养老服务主要指标"], ["指标", "2025年"], ["护理型床位占比", share], ["覆盖率", 0.9]]
    ):
        for column, value in enumerate(row):
            sheet.write(number, column, content.county + value if not number else value, *[style] * (number > 1))
    sheet.row(3).hidden = True
    book.save(data)
    return Made(data.getvalue(), without=["90%", "0.9"], **of_numbers(content))


@makes("percent-2003.xls")
def _(content: Content) -> Made:
    named = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = [[f"{content.county}养老服务主要指标"], ["指标", "2025年"], ["护理型床位占比", ""]]
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    text = "".join(f"<Row>{''.join(cell.format(said) for said in row if said)}</Row>" for row in rows)
    share = f'<Cell ss:StyleID="p"><Data ss:Type="Number">{(10.5 + content.bed % 80) / 100}</Data></Cell>'
    text = text.removesuffix("</Row>") + share + "</Row>"
    hidden = '<Row ss:Hidden="1"><Cell><Data ss:Type="String">底稿9999</Data></Cell></Row>'
    style = '<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style></Styles>'
    sheet = f'<Worksheet ss:Name="指标"><Table>{text}{hidden}</Table></Worksheet>'
    head = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    whole = f'{head}<Workbook xmlns="{named}" xmlns:ss="{named}">{style}{sheet}</Workbook>'
    return Made(whole.encode(), without=["9999"], **of_numbers(content))


@makes("formats.xlsx")  # units, codes and ten thousands that stand in the format alone
def _(content: Content) -> Made:
    def fill(book: Any) -> None:
        sheet = book.active
        sheet.title = "补贴标准"
        for row in [
            [content.lines[0]],
            ["项目", "标准", "编码"],
            ["新建养老机构", content.bed, 7],
            ["年度资金（万元）", content.month * 10000 + 4567, 8],
            ["达标率", 95, 9],
            ["底稿", 9999, 10],
        ]:
            sheet.append(row)
        for cell, code in {"B3": '0"元/床"', "B4": "0!.0,", "B5": '0"%"', "B6": ";;;", "C3": "000"}.items():
            sheet[cell].number_format = code

    quote = "新建养老机构 | {bed}元/床 | 007"
    return Made(
        workbook(fill), "cell", "补贴标准!B3", "新建养老机构补贴标准多少", quote, without=["9999", "9500", "4567"]
    )


@makes("semicolons.csv")
def _(content: Content) -> Made:
    data = b"sep=;\r\n" + separated(content, ";", "utf-8")
    return Made(data, "cell", "semicolons!B3", quote="新建养老机构 | 每张床位补贴{bed}元")


@makes("unnamed-encoding.eml")
def _(content: Content) -> Made:
    heads = "From: a@example.cn\nSubject: notice\nMIME-Version: 1.0\nContent-Type: text/plain\n\n"
    return Made((heads + "\n".join(content.lines)).encode("gb18030"))


@makes("attached-table.eml")
def _(content: Content) -> Made:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.cn", "b@example.cn", content.lines[0]
    mail.set_content("见附件。")
    mail.add_attachment(MAKERS["plain.xlsx"](content).data, "application", "octet-stream", filename="标准.xlsx")
    return Made(mail.as_bytes(), quote=ROW)


@makes("transparent.png")
def _(content: Content) -> Made:
    ink = ImageOps.invert(picture(content.lines, 110).convert("L"))
    image = ink.point(lambda _: 0).convert("RGBA")
    image.putalpha(ink)
    return Made(saved(image, "PNG", optimize=True), "page", 1, recognized=True)


@makes("photo.webp")
def _(content: Content) -> Made:
    return Made(saved(picture(content.lines, 110), "WEBP", quality=60), "page", 1, recognized=True)


def ofd_lines(lines: Sequence[str]) -> str:
    return "".join(ofd_text(line, 25, 30 + 12 * number) for number, line in enumerate(lines))


@makes("unseen.ofd")
def _(content: Content) -> Made:
    unseen = ofd_text("实际可给9999元", 25, 200).replace("<ofd:TextObject", '<ofd:TextObject Visible="false"')
    return Made(ofd([ofd_lines(content.lines) + unseen]), "page", 1, without=["9999"])


@makes("calc.fods")
def _(content: Content) -> Made:
    return Made(office(filled(content), ".xlsx", "fods"), **CELL)


@makes("writer.fodt")
def _(content: Content) -> Made:
    return Made(office(word(content.lines), ".docx", "fodt"), "paragraph", 4)


@makes("ordered.html")
def _(content: Content) -> Made:
    title, number, *rules = content.lines
    items = "".join(f"<li><p>{rule.partition(' ')[2]}</p></li>" for rule in rules)
    body = f"<h1>{title}</h1><p>{number}</p><p>现将有关事项规定如下。</p><ol>{items}</ol>"
    whole = f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'
    return Made(whole.encode(), quote="2. 新建养老机构每张床位补贴{bed}元")


@makes("covered.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        set_lines(canvas, content.lines)
        set_lines(canvas, ["第五条 实际可给9999元。"], 400)
        for shade, top in ((1, 395), (0, 360)):
            canvas.setFillGray(shade)
            canvas.rect(80, top, 300, 22, stroke=0, fill=1)
        canvas.setFillGray(0)
        set_lines(canvas, ["第五条 另有规定的，从其规定。"], 400)

    return Made(printed(draw), "page", 1, without=["9999"])


@makes("pictured.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        set_lines(canvas, ["县民政局说明", "补贴标准见下图，以图中所写为准，按年调整。"])
        image = saved(picture(content.lines, 150).crop((0, 0, 1240, 700)), "JPEG", quality=70)
        canvas.drawImage(ImageReader(io.BytesIO(image)), 30, 300, 531, 300)

    return Made(printed(draw), "page", 1, recognized=True)


@makes("pictured.docx")
def _(content: Content) -> Made:
    image = saved(picture(content.lines, 150).crop((0, 0, 1240, 700)), "JPEG", quality=70)

    def change(document: Any) -> None:
        document.add_picture(io.BytesIO(image), width=5_400_000)
        document.add_paragraph("以上由县民政局负责解释。")

    return Made(word(["县民政局说明", "补贴标准见下图。"], change), "paragraph", 6, recognized=True)


@makes("covered-writer.pdf")
def _(content: Content) -> Made:
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in {"office": "office", "text": "text", "draw": "drawing", "style": "style"}.items()
    )
    cover = (
        '<draw:rect xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" draw:style-name="w" '
        'text:anchor-type="page" text:anchor-page-number="1" svg:width="14cm" svg:height="1cm" svg:x="1.8cm" svg:y="12.8cm"/>'
    )
    style = (
        '<style:style style:name="w" style:family="graphic"><style:graphic-properties draw:fill="solid" '
        'draw:fill-color="#ffffff" draw:stroke="none" style:run-through="foreground" style:wrap="run-through" '
        'style:vertical-pos="from-top" style:vertical-rel="page" style:horizontal-pos="from-left" '
        'style:horizontal-rel="page"/></style:style>'
    )
    lines = [*content.lines, *[""] * 16, "实际可给9999元。"]
    body = "".join(f"<text:p>{line}</text:p>" for line in lines) + f"<text:p>{cover}</text:p>"
    whole = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:automatic-styles>{style}</office:automatic-styles><office:body><office:text>{body}</office:text>"
        "</office:body></office:document>"
    )
    return Made(office(whole.encode(), ".fodt", "pdf"), "page", 1, without=["9999"])
