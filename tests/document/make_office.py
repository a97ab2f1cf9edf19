"""Make the files in ``files/office`` anew, with the questions to them: ``python -m tests.document.make_office`` (Debian:
libreoffice-writer-nogui, libreoffice-calc-nogui, fonts-noto-cjk; pip: the extra ``dev`` and fonttools).

With names of files only those are made. Every file is an office's document about another county, in a format of its own; ``asked.jsonl`` says for each what is asked,
what the quote must hold, and where in the file that stands. The tests read what is committed and need none of these.
"""

import base64
import csv
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path
from typing import Any

import docx
import openpyxl
import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.colors import white
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FOLDER = Path(__file__).parent / "files" / "office"
ASKED = FOLDER / "asked.jsonl"
FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
SIMPLIFIED = 2  # the number of the font in the collection
COUNTIES = (
    "龙江县 凤庆县 永德县 嵩明县 宜良县 富民县 平乐县 灌阳县 容县 横县 青神县 丹棱县 犍为县 汶上县 泗水县 微山县 鱼台县 金乡县 嘉祥县 梁山县 莘县 东阿县 冠县 高唐县 "
    "阳信县 无棣县 博兴县 单县 巨野县 郓城县 鄄城县 东明县 定陶县 郏县 鲁山县 叶县 滑县 内黄县 浚县 淇县 获嘉县 原阳县 延津县 封丘县 武陟县 温县 范县 台前县 "
    "鄢陵县 襄城县 舞阳县 郸城县 渑池县 卢氏县 方城县 西峡县 镇平县 内乡县 淅川县 社旗县 唐河县 桐柏县 民权县 睢县 宁陵县 柘城县 虞城县 夏邑县 罗山县 光山县 新县 商城县 "
    "固始县 潢川县 淮滨县 息县 扶沟县 西华县 商水县 沈丘县 淮阳县 鹿邑县 上蔡县 平舆县 正阳县 确山县 泌阳县 汝南县 遂平县 新蔡县 嘉鱼县 通城县 崇阳县 通山县 竹山县 竹溪县 "
    "房县 远安县 兴山县 秭归县 长阳县 五峰县 松滋县 监利县 红安县 罗田县 英山县 浠水县 蕲春县 黄梅县 团风县 通海县 华宁县 峨山县 石屏县 泸西县 元阳县 红河县 砚山县 西畴县 "
    "富宁县 勐海县 勐腊县 漾濞县 祥云县 宾川县 弥渡县 南涧县 巍山县 永平县 云龙县 洱源县 剑川县"
).split()


@dataclass(frozen=True)
class Content:
    """What a file says: the county, how much a bed and a month bring."""

    county: str
    bed: int
    month: int

    @property
    def lines(self) -> list[str]:
        return [
            f"{self.county}养老服务补贴办法",
            f"{self.county[:-1]}政办发〔2024〕{self.bed % 97}号",
            f"第一条 本办法适用于{self.county}行政区域内的养老机构。",
            f"第二条 新建养老机构每张床位补贴{self.bed}元，由县民政局负责发放。",
            f"第三条 运营补贴每人每月{self.month}元，由县财政局按季拨付。",
            "第四条 本办法自2024年5月1日起施行。",
        ]

    @property
    def table(self) -> list[list[str]]:
        return [
            ["项目", "标准", "责任单位"],
            ["新建养老机构", f"每张床位补贴{self.bed}元", "县民政局"],
            ["运营补贴", f"每人每月{self.month}元", "县财政局"],
            ["护理补贴", f"每人每月{self.month + 50}元", "县医保局"],
        ]


@dataclass
class Made:
    """The bytes of a file, and what the answer must be."""

    data: bytes
    unit: str | None = None
    place: int | str | None = None
    question: str = "新建养老机构每张床位补贴多少"
    quote: str = "每张床位补贴{bed}元"
    recognized: bool = False
    without: Sequence[str] = field(default_factory=list)  # what may stand nowhere in the text
    answer: str = ""  # how the words that answer end


Maker = Callable[[Content], Made]
MAKERS: dict[str, Maker] = {}


def makes(name: str) -> Callable[[Maker], Maker]:
    def keep(maker: Maker) -> Maker:
        MAKERS[name] = maker
        return maker

    return keep


# Word


def word(lines: Sequence[str], change: Callable[[Any], None] = lambda _: None) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    change(document)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def changed(data: bytes, parts: dict[str, str | bytes], replaced: dict[str, dict[str, str]] | None = None) -> bytes:
    """A package with parts put in, and words in others replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            held = old.read(name)
            for before, after in (replaced or {}).get(name, {}).items():
                held = held.replace(before.encode(), after.encode())
            if name not in parts:
                new.writestr(name, held)
        for name, held in parts.items():
            new.writestr(name, held)
    return out.getvalue()


def paragraph(inner: str) -> Any:
    return parse_xml(f"<w:p {nsdecls('w', 'm', 'r')}>{inner}</w:p>")


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def with_paragraphs(content: Content, *inner: str, at: int = 3) -> bytes:
    """The document with its second article replaced by paragraphs given in XML."""

    def change(document: Any) -> None:
        old = document.paragraphs[at]._p
        for one in inner:
            old.addprevious(paragraph(one))
        old.getparent().remove(old)

    return word(content.lines, change)


def related(data: bytes, kind: str, name: str, part: str | bytes) -> bytes:
    """A document with one more part that it refers to."""
    link = f'<Relationship Id="rId90" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{name}"/>'
    return changed(
        data, {f"word/{name}": part}, {"word/_rels/document.xml.rels": {"</Relationships>": f"{link}</Relationships>"}}
    )


@makes("plain.docx")
def _(content: Content) -> Made:
    return Made(word(content.lines), "paragraph", 4)


@makes("table.docx")
def _(content: Content) -> Made:
    def change(document: Any) -> None:
        table = document.add_table(rows=0, cols=3)
        for row in content.table:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text

    return Made(word(content.lines[:2], change), "paragraph", 4)


@makes("merged.docx")
def _(content: Content) -> Made:
    def change(document: Any) -> None:
        table = document.add_table(rows=4, cols=3)
        rows = [["类别", "对象", "标准"], ["建设", "新建养老机构", f"每张床位补贴{content.bed}元"]]
        rows += [["建设", "改建养老机构", f"每张床位补贴{content.bed // 2}元"], ["运营", "在住老人", "每人每月1元"]]
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                if (number, column) != (2, 0):
                    table.cell(number, column).text = text
        table.cell(1, 0).merge(table.cell(2, 0))

    return Made(
        word(content.lines[:2], change),
        "paragraph",
        5,
        "改建养老机构每张床位补贴多少",
        "建设 | 改建养老机构 | 每张床位补贴",
    )


NUMBERED = '<w:pPr><w:numPr>{{}}<w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>{}</w:pPr>'


def numbered(content: Content, section: bool) -> bytes:
    """Articles whose numbers stand in their list; with ``section`` an empty one that only ends a section between them."""

    def change(document: Any) -> None:
        numbering = document.part.numbering_part.element
        numbering.insert(
            0,
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/><w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum>'
            ),
        )
        numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
        for old in document.paragraphs[2:]:
            text = old.text.partition(" ")[2]
            old._p.addprevious(paragraph(NUMBERED.format("").replace("{}", "") + run(text)))
            if section and old.text.startswith("第一条"):
                ends = NUMBERED.format('<w:sectPr><w:pgSz w:w="11900" w:h="16840"/></w:sectPr>').replace("{}", "")
                old._p.addprevious(paragraph(ends))
            old._p.getparent().remove(old._p)

    return word(content.lines, change)


@makes("numbered.docx")
def _(content: Content) -> Made:
    return Made(numbered(content, section=False), "paragraph", 4, quote="第二条 新建养老机构每张床位补贴{bed}元")


@makes("section-break.docx")
def _(content: Content) -> Made:
    return Made(numbered(content, section=True), "paragraph", 4, quote="第二条 新建养老机构每张床位补贴{bed}元")


def noted(content: Content, kind: str) -> bytes:
    data = with_paragraphs(
        content, run("第二条 困难家庭的老人入住每人补贴") + f'<w:r><w:{kind}Reference w:id="7"/></w:r>' + run("300元。")
    )
    note = f'<w:{kind}s {nsdecls("w")}><w:{kind} w:type="separator" w:id="0"><w:p/></w:{kind}><w:{kind} w:id="7"><w:p>{run(f"困难家庭指月人均收入低于{content.bed}元的家庭。")}</w:p></w:{kind}></w:{kind}s>'
    return related(data, f"{kind}s", f"{kind}s.xml", note)


@makes("footnote.docx")
def _(content: Content) -> Made:
    return Made(
        noted(content, "footnote"),
        "paragraph",
        5,
        "困难家庭的月人均收入低于多少元",
        "困难家庭指月人均收入低于{bed}元的家庭",
    )


@makes("endnote.docx")
def _(content: Content) -> Made:
    return Made(
        noted(content, "endnote"),
        "paragraph",
        5,
        "困难家庭的月人均收入低于多少元",
        "困难家庭指月人均收入低于{bed}元的家庭",
    )


@makes("hidden.docx")
def _(content: Content) -> Made:
    hidden = run("（内部掌握：实际可给9999元）", "<w:vanish/>")
    return Made(with_paragraphs(content, run(content.lines[3]) + hidden), "paragraph", 4, without=["9999"])


@makes("pinyin.docx")
def _(content: Content) -> Made:
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('xīn')}</w:rt><w:rubyBase>{run('新')}</w:rubyBase></w:ruby></w:r>"
    second = run("第二条 ") + ruby + run(content.lines[3].removeprefix("第二条 新"))
    return Made(with_paragraphs(content, second), "paragraph", 4, without=["xīn"])


@makes("ticks.docx")
def _(content: Content) -> Made:
    ticks = (
        run("第二条 新建养老机构补贴方式：") + '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("按床位 ")
    )
    ticks += '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>' + run(f"按人数，每张床位补贴{content.bed}元。")
    return Made(with_paragraphs(content, ticks), "paragraph", 4, quote="☑按床位 □按人数，每张床位补贴{bed}元")


@makes("formula.docx")
def _(content: Content) -> Made:
    fraction = "<m:oMath><m:r><m:t>补贴=</m:t></m:r><m:f><m:num><m:r><m:t>床位数</m:t></m:r></m:num><m:den><m:r><m:t>12</m:t></m:r></m:den></m:f></m:oMath>"
    second = run("第二条 新建养老机构每月按") + fraction + run(f"计算，每张床位补贴{content.bed}元。")
    return Made(with_paragraphs(content, second), "paragraph", 4, quote="补贴=床位数/12计算，每张床位补贴{bed}元")


@makes("tracked.docx")
def _(content: Content) -> Made:
    second = (
        run("第二条 新建养老机构每张床位补贴")
        + '<w:del w:id="1" w:author="a"><w:r><w:delText>111</w:delText></w:r></w:del>'
    )
    second += f'<w:ins w:id="2" w:author="a">{run(f"{content.bed}元")}</w:ins>' + run("。")
    return Made(with_paragraphs(content, second), "paragraph", 4, without=["111元"])


@makes("textbox.docx")
def _(content: Content) -> Made:
    box = f'<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p>{run(content.lines[3])}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>'
    return Made(with_paragraphs(content, box), "paragraph", 4)


@makes("control.docx")
def _(content: Content) -> Made:
    control = f"<w:sdt><w:sdtContent>{run(content.lines[3])}</w:sdtContent></w:sdt>"
    return Made(with_paragraphs(content, control), "paragraph", 4)


def chunked(name: str, part: str | bytes) -> bytes:
    def change(document: Any) -> None:
        body = document.element.body
        body.insert(0, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="rId90"/>'))

    return related(word([], change), "aFChunk", name, part)


def page(content: Content, style: str = "") -> str:
    body = "".join(f"<p>{line}</p>" for line in content.lines)
    return f'<html><head><meta charset="utf-8"><title>{content.lines[0]}</title></head><body style="{style}">{body}</body></html>'


@makes("chunk-html.docx")
def _(content: Content) -> Made:
    return Made(chunked("chunk.html", page(content)), "paragraph", 5)  # the page states its title above


@makes("chunk-text.docx")
def _(content: Content) -> Made:
    return Made(chunked("chunk.txt", "\n".join(content.lines)), "paragraph", 4)


@makes("macro.docm")
def _(content: Content) -> Made:
    usual, other = "wordprocessingml.document.main+xml", "ms-word.document.macroEnabled.main+xml"
    types = {"[Content_Types].xml": {f"vnd.openxmlformats-officedocument.{usual}": f"vnd.{other}"}}
    return Made(changed(word(content.lines), {"word/vbaProject.bin": b"\xd0\xcf"}, types), "paragraph", 4)


@makes("template.dotx")
def _(content: Content) -> Made:
    types = {"[Content_Types].xml": {"wordprocessingml.document.main": "wordprocessingml.template.main"}}
    return Made(changed(word(content.lines), {}, types), "paragraph", 4)


@makes("strict.docx")
def _(content: Content) -> Made:
    names = {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    data = word(content.lines)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        every = {name: names for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    return Made(changed(data, {}, every), "paragraph", 4)


@makes("flat.doc")
def _(content: Content) -> Made:
    with zipfile.ZipFile(io.BytesIO(word(content.lines))) as archive:
        parts = "".join(
            f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{archive.read(name).decode().partition("?>")[2]}</pkg:xmlData></pkg:part>'
            if name.endswith((".xml", ".rels"))
            else f'<pkg:part pkg:name="/{name}"><pkg:binaryData>{base64.b64encode(archive.read(name)).decode()}</pkg:binaryData></pkg:part>'
            for name in archive.namelist()
            if "theme" not in name and "stylesWith" not in name
        )
    head = '<?xml version="1.0" standalone="yes"?><?mso-application progid="Word.Document"?>'
    whole = f'{head}<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}</pkg:package>'
    return Made(whole.encode(), "paragraph", 4)


@makes("word2003.doc")
def _(content: Content) -> Made:
    labels = ["", "", "第一条", "第二条", "第三条", "第四条"]
    texts = [line.removeprefix(label).strip() for line, label in zip(content.lines, labels, strict=True)]
    listed = '<w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/><wx:t wx:val="{}"/></w:listPr></w:pPr>'
    body = "".join(
        f"<w:p>{listed.format(label) if label else ''}<w:r><w:t>{text}</w:t></w:r></w:p>"
        for label, text in zip(labels, texts, strict=True)
    )
    spaces = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
    whole = f"{head}<w:wordDocument {spaces}><w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>"
    return Made(whole.encode(), "paragraph", 4, quote="第二条 新建养老机构每张床位补贴{bed}元")


def office(data: bytes, suffix: str, target: str) -> bytes:
    """A file as LibreOffice converts it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"a{suffix}"
        file.write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", "--headless", profile, "--convert-to", target, "--outdir", f"{folder}/out", str(file)]
        subprocess.run(command, check=True, capture_output=True)
        return next((Path(folder) / "out").iterdir()).read_bytes()


for name, target in {
    "writer.docx": "docx:MS Word 2007 XML",
    "writer.doc": "doc:MS Word 97",
    "office.wps": "doc:MS Word 97",
    "writer.odt": "odt",
    "writer.rtf": "rtf",
}.items():
    MAKERS[name] = lambda content, target=target: Made(office(word(content.lines), ".docx", target), "paragraph", 4)  # type: ignore[misc]


@makes("rtf-table.rtf")
def _(content: Content) -> Made:
    rows = "".join(
        r"\trowd"
        + "".join(rf"\cellx{2000 * (n + 1)}" for n in range(3))
        + "".join(f"{rtf(cell)}\\cell " for cell in row)
        + r"\row "
        for row in content.table
    )
    whole = rf"{{\rtf1\ansi\ansicpg936 {rtf(content.lines[0])}\par {rows}\pard {rtf('以上由县民政局负责解释。')}\par }}"
    return Made(whole.encode("ascii"), "paragraph", 3, quote="新建养老机构 | 每张床位补贴{bed}元 | 县民政局")


def rtf(text: str) -> str:
    return "".join(
        char if char.isascii() else "".join(f"\\'{byte:02x}" for byte in char.encode("gbk")) for char in text
    )


# Spreadsheets


def workbook(fill: Callable[[Any], None]) -> bytes:
    book, data = openpyxl.Workbook(), io.BytesIO()
    fill(book)
    book.save(data)
    return data.getvalue()


def filled(content: Content) -> bytes:
    def fill(book: Any) -> None:
        sheet = book.active
        sheet.title = "补贴标准"
        sheet.append([content.lines[0]])
        sheet.merge_cells("A1:C1")
        for row in content.table:
            sheet.append(row)

    return workbook(fill)


CELL: Any = {"unit": "cell", "place": "补贴标准!B3", "quote": "新建养老机构 | 每张床位补贴{bed}元"}


@makes("plain.xlsx")
def _(content: Content) -> Made:
    return Made(filled(content), **CELL)


for name, target in {
    "calc.xls": "xls:MS Excel 97",
    "calc.et": "xls:MS Excel 97",
    "calc.ods": "ods",
    "calc.xlsx": "xlsx",
}.items():
    MAKERS[name] = lambda content, target=target: Made(office(filled(content), ".xlsx", target), **CELL)  # type: ignore[misc]


@makes("macro.xlsm")
def _(content: Content) -> Made:
    types = {
        "[Content_Types].xml": {
            "openxmlformats-officedocument.spreadsheetml.sheet.main": "ms-excel.sheet.macroEnabled.main"
        }
    }
    return Made(changed(filled(content), {}, types), **CELL)


@makes("merged.xlsx")
def _(content: Content) -> Made:
    def fill(book: Any) -> None:
        sheet = book.active
        sheet.title = "高龄津贴"
        sheet.append([f"{content.county}高龄津贴标准表"])
        for row in (
            ["类别", "年龄", "标准（元/月）"],
            ["高龄津贴", "80周岁至89周岁", content.bed],
            [None, "90周岁至99周岁", content.bed * 2],
        ):
            sheet.append(row)
        sheet.merge_cells("A3:A4")

    quote = "高龄津贴 | 90周岁至99周岁 | " + str(content.bed * 2)
    return Made(workbook(fill), "cell", "高龄津贴!C4", "90周岁至99周岁高龄津贴标准多少元", quote)


@makes("percent.xlsx")
def _(content: Content) -> Made:
    def fill(book: Any) -> None:
        sheet = book.active
        sheet.title = "指标"
        sheet.append([f"{content.county}养老服务主要指标"])
        sheet.append(["指标", "2025年"])
        sheet.append(["护理型床位占比", 0.55 + content.bed % 10 / 100])
        sheet.append(["社区覆盖率", 0.9])
        for number in (3, 4):
            sheet.cell(number, 2).number_format = "0%"

    return Made(
        workbook(fill), "cell", "指标!B3", "护理型床位占比2025年多少", f"护理型床位占比 | {55 + content.bed % 10}%"
    )


@makes("sheets.xlsx")
def _(content: Content) -> Made:
    def fill(book: Any) -> None:
        first = book.active
        first.title = "说明"
        first.append([f"{content.county}养老服务公开资料"])
        second = book.create_sheet("联系方式")
        second.append(["部门", "电话", "地址"])
        second.append(["县民政局", f"0312-{content.bed}88", "人民路1号"])
        second.append(["县财政局", f"0312-{content.bed}99", "人民路2号"])
        hidden = book.create_sheet("底稿")
        hidden.append(["不公开", "7777"])
        hidden.sheet_state = "hidden"

    return Made(workbook(fill), "cell", "联系方式!B2", "县民政局电话", "县民政局 | 0312-{bed}88", without=["7777"])


@makes("scores.xls")
def _(content: Content) -> Made:
    book, data = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("分数线")
    for number, row in enumerate(
        [
            [f"{content.county}护理员招生录取分数线"],
            ["类别", "本科", "专科"],
            ["文科", 480, content.month],
            ["理科", 450, 200],
        ]
    ):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.save(data)
    return Made(data.getvalue(), "cell", "分数线!C3", "护理员文科专科多少分", f"文科 | 480 | {content.month}")


@makes("page.xls")  # what the forms of many sites send
def _(content: Content) -> Made:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in content.table)
    whole = (
        f'<html><head><meta charset="gb2312"></head><body><p>{content.lines[0]}</p><table>{rows}</table></body></html>'
    )
    return Made(whole.encode("gb18030"), quote="新建养老机构 | 每张床位补贴{bed}元")


def separated(content: Content, between: str, encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=between).writerows([[content.lines[0]], *content.table])
    return out.getvalue().encode(encoding)


@makes("comma.csv")
def _(content: Content) -> Made:
    return Made(separated(content, ",", "gb18030"), "cell", "comma!B3", quote="新建养老机构 | 每张床位补贴{bed}元")


@makes("tabs.tsv")
def _(content: Content) -> Made:
    return Made(separated(content, "\t", "utf-8-sig"), "cell", "tabs!B3", quote="新建养老机构 | 每张床位补贴{bed}元")


# Pages


def printed(draw: Callable[[Canvas], None], size: tuple[float, float] = (595, 842)) -> bytes:
    data = io.BytesIO()
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(data, pagesize=size)
    draw(canvas)
    canvas.save()
    return data.getvalue()


def set_lines(canvas: Canvas, lines: Sequence[str], top: float = 760, left: float = 90, size: float = 14) -> None:
    canvas.setFont("STSong-Light", size)
    for number, line in enumerate(lines):
        canvas.drawString(left, top - number * 2 * size, line)


def ruled(canvas: Canvas, rows: Sequence[Sequence[str]], top: float, left: float = 90, width: float = 130) -> None:
    canvas.setFont("STSong-Light", 12)
    for number in range(len(rows) + 1):
        canvas.line(left, top - 24 * number, left + width * len(rows[0]), top - 24 * number)
    for column in range(len(rows[0]) + 1):
        canvas.line(left + width * column, top, left + width * column, top - 24 * len(rows))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            canvas.drawString(left + width * column + 4, top - 24 * number - 17, cell)


@makes("pages.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        for lines in (content.lines[:3], content.lines[3:4], content.lines[4:]):
            set_lines(canvas, lines)
            canvas.showPage()

    return Made(printed(draw), "page", 2)


def set_table(canvas: Canvas, content: Content) -> None:
    """The first lines, and below them the table."""
    set_lines(canvas, [*content.lines[:2], "一、补贴标准见下表。"])
    ruled(canvas, content.table, 640)


@makes("table.pdf")
def _(content: Content) -> Made:
    data = printed(lambda canvas: set_table(canvas, content))
    return Made(data, "page", 1, quote="新建养老机构 | 每张床位补贴{bed}元 | 县民政局")


@makes("strips.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(white)
        for top in range(0, 842, 100):
            canvas.rect(0, top, 595, 100, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        set_table(canvas, content)

    return Made(printed(draw), "page", 1, quote="新建养老机构 | 每张床位补贴{bed}元 | 县民政局")


@makes("two-pages-table.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        set_lines(canvas, content.lines[:2])
        ruled(canvas, [content.table[0], ["改建养老机构", "每张床位补贴1元", "县民政局"]], 640)
        canvas.showPage()
        ruled(canvas, [content.table[0], *content.table[1:]], 780)

    return Made(printed(draw), "page", 2, quote="新建养老机构 | 每张床位补贴{bed}元 | 县民政局")


@makes("turned.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.rotate(90)
        set_lines(canvas, content.lines, top=-100)

    return Made(printed(draw), "page", 1)


@makes("columns.pdf")
def _(content: Content) -> Made:
    def draw(canvas: Canvas) -> None:
        set_lines(canvas, content.lines[:2], size=14)
        words = content.lines[2:] + [
            f"第{number}条 养老机构应当依法登记备案并接受监督检查。" for number in "五六七八九"
        ]
        text = "".join(words)
        rows = [text[place : place + 16] for place in range(0, len(text), 16)]
        half = (len(rows) + 1) // 2
        set_lines(canvas, rows[:half], 680, 60, 12)
        set_lines(canvas, rows[half:], 680, 320, 12)

    return Made(printed(draw), "page", 1)


def picture(lines: Sequence[str], dpi: int, rows: Sequence[Sequence[str]] = ()) -> Image.Image:
    """A printed page as a scanner sees it."""
    scale = dpi / 72
    image = Image.new("RGB", (int(595 * scale), int(842 * scale)), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, int(15 * scale), index=SIMPLIFIED)
    for number, line in enumerate(lines):
        pen.text((60 * scale, (80 + 34 * number) * scale), line, "black", font)
    for number, row in enumerate(rows):
        top = (300 + 34 * number) * scale
        for column, cell in enumerate(row):
            box = [(60 + 150 * column) * scale, top, (210 + 150 * column) * scale, top + 34 * scale]
            pen.rectangle(box, outline="black", width=max(1, int(scale)))
            pen.text((box[0] + 5 * scale, top + 6 * scale), cell, "black", font)
    return image


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    data = io.BytesIO()
    image.save(data, form, **options)
    return data.getvalue()


def scanned(images: Sequence[Image.Image], quality: int = 80) -> bytes:
    from reportlab.lib.utils import ImageReader

    def draw(canvas: Canvas) -> None:
        for image in images:
            canvas.drawImage(ImageReader(io.BytesIO(saved(image, "JPEG", quality=quality))), 0, 0, 595, 842)
            canvas.showPage()

    return printed(draw)


@makes("scan-150.pdf")
def _(content: Content) -> Made:
    return Made(scanned([picture(content.lines, 150)]), "page", 1, recognized=True)


@makes("scan-table.pdf")
def _(content: Content) -> Made:
    pages = [picture(content.lines[:2], 200, content.table)]
    return Made(scanned(pages), "page", 1, quote="新建养老机构 | 每张床位补贴{bed}元 | 县民政局", recognized=True)


@makes("scan-askew.pdf")
def _(content: Content) -> Made:
    image = picture(content.lines, 150).rotate(1.5, fillcolor="white").filter(ImageFilter.GaussianBlur(0.6))
    noise = Image.effect_noise(image.size, 30).convert("RGB")
    return Made(scanned([Image.blend(image, noise, 0.15)], 60), "page", 1, recognized=True)


@makes("last-page-scanned.pdf")
def _(content: Content) -> Made:
    from reportlab.lib.utils import ImageReader

    def draw(canvas: Canvas) -> None:
        set_lines(canvas, content.lines[:3])
        canvas.showPage()
        image = saved(picture(content.lines[3:], 150), "JPEG")
        canvas.drawImage(ImageReader(io.BytesIO(image)), 0, 0, 595, 842)

    return Made(printed(draw), "page", 2, recognized=True)


@makes("outlines.pdf")
def _(content: Content) -> Made:
    font = TTFont(FONT, fontNumber=SIMPLIFIED)
    glyphs, names = font.getGlyphSet(), font.getBestCmap()

    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(content.lines):
            left = 60.0
            for char in line:
                pen = DecomposingRecordingPen(glyphs)
                glyphs[names[ord(char)]].draw(pen)
                trace(canvas, pen.value, left, 740 - 34 * number, 15 / 1000)
                left += glyphs[names[ord(char)]].width * 15 / 1000

    return Made(printed(draw), "page", 1, recognized=True)


def trace(canvas: Canvas, steps: Sequence[Any], left: float, base: float, scale: float) -> None:
    path = canvas.beginPath()
    for step, points in steps:
        placed = [value for x, y in points for value in (left + x * scale, base + y * scale)]
        if step == "moveTo":
            path.moveTo(*placed)
        elif step == "lineTo":
            path.lineTo(*placed)
        elif step == "curveTo":
            path.curveTo(*placed)
        else:
            path.close()
    canvas.drawPath(path, stroke=0, fill=1)


@makes("photo.png")
def _(content: Content) -> Made:
    return Made(saved(picture(content.lines, 110).convert("L"), "PNG", optimize=True), "page", 1, recognized=True)


@makes("photo.jpg")
def _(content: Content) -> Made:
    return Made(saved(picture(content.lines, 150), "JPEG", quality=70), "page", 1, recognized=True)


@makes("fax.tif")
def _(content: Content) -> Made:
    pages = [picture(lines, 150).convert("1") for lines in (content.lines[:3], content.lines[3:])]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="group4")
    return Made(data, "page", 2, recognized=True)


@makes("picture.docx")
def _(content: Content) -> Made:
    image = saved(picture(content.lines, 150), "JPEG", quality=70)
    return Made(word([], lambda document: document.add_picture(io.BytesIO(image))), "page", 1, recognized=True)


# OFD

OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(pages: Sequence[str]) -> bytes:
    listed = "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    parts = {
        "OFD.xml": f"<ofd:OFD {OFD} Version='1.0'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {OFD}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for number, inner in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {OFD}><ofd:Content><ofd:Layer ID='1'>{inner}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in parts.items():
            archive.writestr(name, held)
    return data.getvalue()


def ofd_text(text: str, left: float, top: float, size: float = 5) -> str:
    steps = f'DeltaX="g {len(text) - 1} {size}"' if len(text) > 1 else ""
    return f'<ofd:TextObject ID="2" Boundary="{left} {top} 180 8" Font="1" Size="{size}"><ofd:TextCode X="0" Y="{size}" {steps}>{text}</ofd:TextCode></ofd:TextObject>'


def ofd_line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f'<ofd:PathObject ID="3" Boundary="{x0} {y0} {x1 - x0 + 0.1} {y1 - y0 + 0.1}" LineWidth="0.2"><ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>'


@makes("plain.ofd")
def _(content: Content) -> Made:
    return Made(ofd(["".join(ofd_text(line, 25, 30 + 12 * n) for n, line in enumerate(content.lines))]), "page", 1)


@makes("pages.ofd")
def _(content: Content) -> Made:
    parts = content.lines[:3], content.lines[3:]
    return Made(
        ofd(["".join(ofd_text(line, 25, 30 + 12 * n) for n, line in enumerate(part)) for part in parts]), "page", 2
    )


@makes("table.ofd")
def _(content: Content) -> Made:
    rows, inner = content.table, "".join(ofd_text(line, 25, 20 + 10 * n) for n, line in enumerate(content.lines[:2]))
    inner += "".join(ofd_line(25, 50 + 10 * n, 175, 50 + 10 * n) for n in range(len(rows) + 1))
    inner += "".join(ofd_line(25 + 50 * n, 50, 25 + 50 * n, 50 + 10 * len(rows)) for n in range(4))
    for number, row in enumerate(rows):
        inner += "".join(ofd_text(cell, 26 + 50 * n, 51 + 10 * number, 4) for n, cell in enumerate(row))
    return Made(ofd([inner]), "page", 1, quote="新建养老机构 | 每张床位补贴{bed}元 | 县民政局")


# Plain text, mails, pages, archives

for name, encoding in {  # the encodings of plain text
    "unmarked.txt": "utf-16-le", "national.txt": "gb18030", "marked.txt": "utf-8-sig", "big-endian.txt": "utf-16"
}.items():  # fmt: skip
    MAKERS[name] = lambda content, encoding=encoding: Made("\n".join(content.lines).encode(encoding))  # type: ignore[misc]


@makes("spoilt.txt")
def _(content: Content) -> Made:
    return Made("\n".join(content.lines).encode("utf-8").replace("监督".encode(), b"") + b"\n\xff\xfe\n")


@makes("letter.eml")
def _(content: Content) -> Made:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.cn", "b@example.cn", content.lines[0]
    mail.set_content("\n".join(content.lines[1:]))
    return Made(mail.as_bytes())


@makes("attached.eml")
def _(content: Content) -> Made:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.cn", "b@example.cn", content.lines[0]
    mail.set_content("现将办法发给你们，请查收。")
    mail.add_attachment(word(content.lines), "application", "octet-stream", filename="办法.docx")
    return Made(mail.as_bytes())


@makes("saved.mht")
def _(content: Content) -> Made:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "<Saved by Blink>", content.lines[0]
    mail.set_content(page(content), subtype="html", charset="utf-8", cte="quoted-printable")
    mail.make_related()
    return Made(mail.as_bytes())


@makes("hidden-body.html")
def _(content: Content) -> Made:
    return Made(page(content, "visibility: hidden").encode())


@makes("names.zip")
def _(content: Content) -> Made:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo("办法/正文.docx"), word(content.lines))
    return Made(data.getvalue(), "paragraph", 4)


def main() -> None:
    """Make the files named on the command line, or all."""
    from tests.document import make_layouts, make_variants  # noqa: F401  # add their own, which need what is above

    kept = {row["file"]: row for row in map(json.loads, ASKED.read_text(encoding="utf-8").splitlines())}
    rows = []
    for number, (name, maker) in enumerate(MAKERS.items()):
        if sys.argv[1:] and name not in sys.argv[1:]:
            rows.append(kept[name])
            continue
        content = Content(COUNTIES[number], 4003 + 137 * number, 201 + 7 * number)
        made = maker(content)
        (FOLDER / name).write_bytes(made.data)
        quote = made.quote.format(bed=content.bed, month=content.month)
        row = {"file": name, "question": content.county + made.question, "quote": quote}
        row |= {"unit": made.unit, "place": made.place, "recognized": made.recognized, "without": list(made.without)}
        rows.append(row | ({"answer": made.answer} if made.answer else {}))
    ASKED.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    print(len(rows), "files")


if __name__ == "__main__":
    import_module("tests.document.make_office").main()  # the module that the makers of the other are added to
