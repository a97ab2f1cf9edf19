"""Measure how much of a known text the readers of PDF, DOCX, workbooks and scans give back.

    python -m tests.benchmarks.recall FOLDER [--scans]  (Markdown or text; needs chromium, soffice and fonts-noto-cjk)

Each text is printed by Chromium in one column and in two, saved as DOCX, as XLSX, and printed by LibreOffice; with
``--scans`` its first page is drawn at 150 and 200 dpi, and once more askew and noisy. Shown for each: the share of
characters found in order, of paragraphs that came out as one line, and the seconds that reading took.
"""

import argparse
import html
import tempfile
import time
from pathlib import Path

import docx
import openpyxl
from PIL import Image, ImageFilter

from retrieval.document.source import find_sources, read_source
from tests.document.make_files import STYLE, print_page, run
from tests.document.make_office import picture, scanned
from tests.document.readers.conftest import shares, squeezed

COLUMNS = """
@page { size: A4; margin: 25mm 20mm; @top-center { content: "法规汇编　" counter(page) }
  @bottom-center { content: counter(page) " / " counter(pages) } }
.set { columns: 2; column-gap: 2em; font-size: 14px }
"""


def printed(lines: list[str], style: str) -> str:
    title, *rest = (html.escape(line) for line in lines)
    body = "".join(f"<p>{line}</p>" for line in rest)
    return f'<!doctype html><meta charset="utf-8"><style>{STYLE}{style}</style><p class="title">{title}</p><div class="set">{body}</div>'


def made(lines: list[str], folder: Path) -> list[Path]:
    """The same text as four files."""
    one, two, word = folder / "one.pdf", folder / "two.pdf", folder / "word.docx"
    print_page(printed(lines, ""), one)
    print_page(printed(lines, COLUMNS), two)
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(word))
    run(
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{folder}/user",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(word),
    )
    book, sheet = openpyxl.Workbook(), folder / "sheet.xlsx"
    for line in lines:
        book.active.append([line.lstrip("=")])
    book.save(sheet)
    return [one, two, word, folder / "word.pdf", sheet]


def scans(lines: list[str], folder: Path) -> list[Path]:
    """The page that some lines make up, as a scanner sees it."""
    clean = {f"scan-{dpi}.pdf": picture(lines, dpi) for dpi in (150, 200)}
    askew = clean["scan-150.pdf"].rotate(1.5, fillcolor="white").filter(ImageFilter.GaussianBlur(0.6))
    clean["scan-askew.pdf"] = Image.blend(askew, Image.effect_noise(askew.size, 30).convert("RGB"), 0.15)
    for name, image in clean.items():
        (folder / name).write_bytes(scanned([image], 70))
    return [folder / name for name in clean]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scans", action="store_true")
    given, lowest = parser.parse_args(), dict[str, float]()
    for path in find_sources([given.folder]):
        # Characters that no font shows are in no print.
        lines = [line.replace("\u200b", "").strip() for line in read_source(path).text.splitlines()]
        lines = [line for line in lines if line]
        with tempfile.TemporaryDirectory() as folder:
            if given.scans:
                text = "".join(lines)
                lines = [text[place : place + 30] for place in range(0, min(len(text), 600), 30)]
            for file in (scans if given.scans else made)(lines, Path(folder)):
                started = time.perf_counter()
                text = read_source(file).text
                seconds = time.perf_counter() - started
                recall, more = shares("\n".join(lines), text)
                found = set(map(squeezed, text.splitlines()))
                whole = sum(squeezed(line) in found for line in lines) / len(lines)
                lowest[file.name] = min(recall, lowest.get(file.name, 1.0))
                print(
                    f"{path.stem[:16]:16} {file.name:10} recall {recall:.4f} more {more:.4f} whole {whole:.3f} {seconds:.2f} s"
                )
    print("lowest recall:", ", ".join(f"{name} {value:.4f}" for name, value in lowest.items()))


if __name__ == "__main__":
    main()
