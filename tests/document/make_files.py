"""Make the files in ``files`` anew: ``python -m tests.document.make_files`` (Debian: chromium, libreoffice-writer-nogui,
fonts-noto-cjk; pip: fonttools). The tests read what is committed and need none of these.
"""

import html
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import docx
import pypdfium2 as pdfium
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from fontTools import subset

from tests.document import pages
from tests.document.contents import ANSWERS, BULLETIN, NOTICE, REPORT, RULES, Block, Content

FILES = Path(__file__).parent / "files"
FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
SIMPLIFIED = 2  # the number of the font in the collection
STYLE = """
@font-face { font-family: Known; src: url("font.otf"); }
@page { size: A4; margin: 32mm 27mm 30mm 27mm; @top-center { content: "绵阳市人民政府公报"; font-size: 10px } @bottom-center { content: "— " counter(page) " —"; font-size: 10px } }
body { font: 16px/1.75 Known; margin: 0; text-align: justify; } p { margin: 0; text-indent: 2em; }
.title { text-align: center; font-size: 24px; text-indent: 0; margin: 12px 0; break-before: auto } .number { text-align: center; text-indent: 0 }
.right { text-align: right; text-indent: 0; } .first { font-weight: bold; }
table { border-collapse: collapse; width: 100%; margin: 8px 0; font-size: 14px } td { border: 1px solid #000; padding: 3px 6px; text-align: left }
"""
COLUMNS = """@page { margin: 25mm 20mm; @top-center { content: "泉州市2023年水资源公报　第" counter(page) "页" } } .set { columns: 2; column-gap: 2em; font-size: 18px }"""
LOCK = '{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"secret"}}'


def web(content: Content, style: str = "", columns: bool = False) -> str:
    """A content as a plain page, to be printed."""
    blocks = [web_block(block) for block in content.blocks]
    head, rest = (blocks[:2], blocks[2:]) if columns else (blocks, [])
    body = "\n".join(head) + (f'<div class="set">{"".join(rest)}</div>' if rest else "")
    return f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{STYLE}{style}</style>{body}'


def web_block(block: Block) -> str:
    if block.rows:
        return web_table(block.rows)
    return f'<p class="{block.kind}">{html.escape(block.whole)}</p>'


def web_table(rows: tuple[tuple[str | None, ...], ...]) -> str:
    lines = []
    for number, row in enumerate(rows):
        cells = ""
        for column, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            high = 1 + next(
                (more for more in range(len(rows) - number) if not _reaches(rows, number + more + 1, column)), 0
            )
            wide = 1 + next(
                (more for more in range(len(row)) if row[column + more + 1 : column + more + 2] != ("",)), 0
            )
            cells += f'<td rowspan="{high}" colspan="{wide}">{html.escape(cell)}</td>'
        lines.append(f"<tr>{cells}</tr>")
    return f"<table>{''.join(lines)}</table>"


def _reaches(rows: tuple[tuple[str | None, ...], ...], row: int, column: int) -> bool:
    return row < len(rows) and rows[row][column] is None


def print_page(page: str, file: Path) -> None:
    """Print a page to PDF by Chromium, its font cut down to the characters of the page."""
    with tempfile.TemporaryDirectory() as folder:
        options = subset.Options(desubroutinize=True, layout_features=[], name_IDs=[1, 2], notdef_outline=True)
        options.font_number = SIMPLIFIED
        font = subset.load_font(str(FONT), options)
        cutter = subset.Subsetter(options)
        cutter.populate(text=page)
        cutter.subset(font)
        subset.save_font(font, f"{folder}/font.otf", options)
        Path(folder, "page.html").write_text(page, encoding="utf-8")
        run(
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
            *(f"--print-to-pdf={file}", f"file://{folder}/page.html"),
        )


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def convert(file: Path, kind: str, name: str) -> Path:
    """Convert a file by LibreOffice Writer."""
    with tempfile.TemporaryDirectory() as folder:
        run(
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/user",
            "--convert-to",
            kind,
            "--outdir",
            folder,
            str(file),
        )
        made = next(Path(folder).glob(f"*.{kind.split(':', maxsplit=1)[0]}"))
        target = FILES / name
        target.write_bytes(made.read_bytes())
    return target


# DOCX as Word makes them: the numbers of headings and items stand in the style of their list, not in the text.

_LEVELS = {
    "notice": (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")),
    "rules": (
        ("chineseCountingThousand", "第%1章"),
        ("chineseCountingThousand", "第%2条"),
        ("chineseCounting", "（%3）"),
    ),
}


def word(name: str, content: Content, file: Path) -> None:
    document = docx.Document()
    document.styles["Normal"].font.name = "Noto Serif CJK SC"
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Serif CJK SC")
    document.sections[0].header.paragraphs[0].text = "内部资料 注意保存"
    if name in _LEVELS:
        number_styles(document, _LEVELS[name], continues=name == "rules")
    for block in content.blocks:
        if block.rows:
            word_table(document, block.rows)
            continue
        depth = {"first": 0, "second": 1, "third": 2}.get(block.kind)
        numbered = depth is not None and name in _LEVELS
        paragraph = document.add_paragraph(style=f"Heading {depth + 1}" if depth is not None and numbered else None)
        split_runs(paragraph, block.text if numbered else block.whole)
    document.save(file)


def split_runs(paragraph: Paragraph, text: str) -> None:
    """Word cuts its runs anywhere: at every spelling mark, every change."""
    for start in range(0, len(text), 7):
        paragraph.add_run(text[start : start + 7])


def number_styles(document: object, levels: tuple[tuple[str, str], ...], continues: bool) -> None:
    numbering = document.part.numbering_part.element  # type: ignore[attr-defined]
    xml = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        + ('<w:lvlRestart w:val="0"/>' if continues and depth == 1 else "")
        + f'<w:pStyle w:val="Heading{depth + 1}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    family = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>{xml}</w:abstractNum>'
    )
    numbering.insert(0, family)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for depth in range(len(levels)):
        properties = document.styles[f"Heading {depth + 1}"].element.get_or_add_pPr()  # type: ignore[attr-defined]
        number = OxmlElement("w:numPr")
        for tag, value in (("w:ilvl", depth), ("w:numId", 77)):
            one = OxmlElement(tag)
            one.set(qn("w:val"), str(value))
            number.append(one)
        properties.append(number)


def word_table(document: object, rows: tuple[tuple[str | None, ...], ...]) -> None:
    table = document.add_table(len(rows), len(rows[0]))  # type: ignore[attr-defined]
    table.style = "Table Grid"
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            cell = table.cell(number, column)
            if text is None:
                table.cell(number - 1, column).merge(cell)
            elif text == "":
                table.cell(number, column - 1).merge(cell)
            else:
                cell.paragraphs[0].text = text


def scan(source: Path, file: Path) -> None:
    """A PDF with nothing but a picture of the first page."""
    printed = pdfium.PdfDocument(source)
    picture = printed[0].render(scale=0.6, grayscale=True).to_pil()
    picture.save(file, "PDF", quality=30)


def pack(file: Path) -> None:
    """A zip as Windows makes it: names in GBK, folders, litter."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in (
            ("通知/正文.docx", "notice.docx"),
            ("通知/附件：工作报告.md", "report.md"),
            ("说明.txt", None),
        ):
            info = _WindowsName(name.encode("gb18030").decode("cp437"), (2024, 1, 8, 9, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(
                info, (FILES / source).read_bytes() if source else "本压缩包由市政府办公室提供。".encode("gb18030")
            )
        archive.writestr("__MACOSX/通知/._正文.docx", b"\0\5\x16\7")


class _WindowsName(zipfile.ZipInfo):
    """zipfile writes a name that is no ASCII as UTF-8 with a flag; Windows writes the bytes of its own encoding."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  # zipfile's own name
        return self.filename.encode("cp437"), self.flag_bits


def markdown(content: Content) -> str:
    marks = {"title": "# ", "first": "## ", "second": "### "}
    lines = []
    for block in content.blocks:
        if block.rows:
            head, *rest = ["| " + " | ".join(cell or "" for cell in row) + " |" for row in block.rows]
            lines += [head, "|" + " --- |" * len(block.rows[0]), *rest, ""]
        else:
            lines += [f"{marks.get(block.kind, '')}{block.whole}", ""]
    return "<!-- 起草稿 -->\n" + "\n".join(lines).replace("年度投资1100亿元", "**年度投资1100亿元**")


def main() -> None:
    FILES.mkdir(exist_ok=True)
    print_page(web(NOTICE), FILES / "notice.pdf")
    print_page(web(BULLETIN, COLUMNS, columns=True), FILES / "bulletin.pdf")
    word("notice", NOTICE, FILES / "notice.docx")
    word("rules", RULES, FILES / "rules.docx")
    word("report", REPORT, FILES / "report.docx")
    with tempfile.TemporaryDirectory() as folder:
        word("", RULES, Path(folder, "plain.docx"))
        convert(Path(folder, "plain.docx"), "pdf", "rules.pdf")
        word("", ANSWERS, Path(folder, "plain.docx"))
        convert(Path(folder, "plain.docx"), f"pdf:writer_pdf_Export:{LOCK}", "locked.pdf")
    convert(FILES / "notice.docx", "doc:MS Word 97", "notice.doc")
    (FILES / "notice.wps").write_bytes((FILES / "notice.doc").read_bytes()[:20_000])
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "report.html")
        page.write_text(web(REPORT), encoding="utf-8")
        convert(page, "docx:MS Word 2007 XML:UTF8", "report-writer.docx")
    scan(FILES / "bulletin.pdf", FILES / "scan.pdf")
    (FILES / "report.md").write_text(markdown(REPORT), encoding="utf-8")
    (FILES / "notice.html").write_text(pages.modern(web_blocks(NOTICE)), encoding="utf-8")
    (FILES / "rules.htm").write_bytes(pages.framed(web_blocks(RULES)).encode("gb18030"))
    (FILES / "answers.html").write_text(pages.spans(ANSWERS), encoding="utf-8")
    pack(FILES / "pack.zip")
    sizes = {file.name: file.stat().st_size for file in sorted(FILES.iterdir())}
    sys.stdout.write(f"{sizes}\n{sum(sizes.values())} bytes\n")


def web_blocks(content: Content) -> str:
    return "\n".join(web_block(block) for block in content.blocks)


if __name__ == "__main__":
    main()
