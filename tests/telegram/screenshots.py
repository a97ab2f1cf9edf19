"""Pictures of what the phone shows, for the README: ``python tests/telegram/screenshots.py FOLDER``

The real bot answers over the Bot API server of the tests; its message HTML is laid out at phone width and
taken by headless Chromium (``apt-get install chromium``). Expandable quotes are shown as Telegram first shows them:
three lines.
"""

import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from retrieval.document.source import find_sources, seed_folder
from retrieval.index.build.indexer import build_index
from tests.telegram.conftest import Bot
from tests.telegram.server import BotApi
from tests.telegram.server.record import Call

PERSON, WIDTH = 7001, 390
SCENES = {
    "answer": ("大连国家重点实验室补助多少",),
    "list": ("南京的主要任务有哪些",),
    "table": ("/targets 宁波",),
}
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 12px 10px; width: 370px; background: #d5e3c8; font: 15px/1.42 "Noto Sans CJK SC", sans-serif; }}
.bubble {{ background: #fff; border-radius: 14px; padding: 8px 11px; margin: 6px 34px 3px 0; white-space: pre-wrap;
  overflow-wrap: anywhere; }}
.asked {{ background: #effdde; margin: 10px 0 6px 90px; }}
blockquote {{ margin: 4px 0; padding: 0 8px; background: #e9f3fb; border-left: 3px solid #3a95d5; border-radius: 4px;
  font-size: 14px; white-space: normal; display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical;
  overflow: hidden; }}
.row {{ display: flex; gap: 4px; margin: 0 34px 4px 0; }}
.row span {{ flex: 1; text-align: center; background: #8fae7bcc; color: #fff; border-radius: 8px; padding: 6px 0; font-size: 14px; }}
table {{ border-collapse: collapse; width: 100%; font-size: 13px; margin: 4px 0; }}
th, td {{ border: 1px solid #ccd6dd; padding: 3px 6px; text-align: left; }}
td:first-child, td:last-child {{ white-space: nowrap; }}
tr:nth-child(odd) td {{ background: #f4f8fb; }}
h3 {{ margin: 2px 0 6px; font-size: 16px; }}
summary {{ color: #3a95d5; font-size: 13px; }}
img {{ max-width: 326px; border-radius: 12px; display: block; }}
</style>{body}"""


def laid_out(html: str) -> str:
    """A quote is a block of its own: Telegram shows no empty line for the line breaks around it."""
    return html.replace("</blockquote>\n", "</blockquote>").replace("\n\n<blockquote", "\n<blockquote")


def bubble(call: Call, folder: Path) -> str:
    rows = "".join(
        f'<div class="row">{"".join(f"<span>{escape(label)}</span>" for label in row)}</div>' for row in call.buttons
    )
    if call.method == "sendPhoto":
        picture = folder / f"{call.number}.png"
        picture.write_bytes(next(iter(call.files.values())).content)
        return f'<div class="bubble"><img src="{picture.name}">{call.html}</div>{rows}'
    return f'<div class="bubble">{laid_out(call.html)}</div>{rows}'


def take(body: str, folder: Path, file: Path) -> None:
    """Lay a conversation out and cut the picture to its height."""
    page = folder / "page.html"
    page.write_text(PAGE.format(body=body), encoding="utf-8")
    browser = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("needs chromium")
    common = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--force-device-scale-factor=1.5",
    ]
    script = page.with_name("measure.html")
    script.write_text(
        PAGE.format(body=body) + "<script>onload=()=>document.title=document.documentElement.scrollHeight</script>",
        encoding="utf-8",
    )
    dom = subprocess.run(
        [*common, f"--window-size={WIDTH},10", "--virtual-time-budget=2000", "--dump-dom", script.as_uri()],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    height = int(dom.partition("<title>")[2].partition("</title>")[0])
    subprocess.run(
        [*common, f"--window-size={WIDTH},{height}", f"--screenshot={file.resolve()}", page.as_uri()],
        check=True,
        capture_output=True,
    )


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, BotApi() as api:
        folder = Path(name)
        build_index(folder / "index.db", find_sources([seed_folder()]))
        bot = Bot(api, folder, {}).start()
        for person, (scene, questions) in enumerate(SCENES.items(), PERSON):
            body = ""
            for question in questions:
                replies = api.reply_to(api.private(person, question))
                body += f'<div class="bubble asked">{escape(question)}</div>'
                body += "".join(bubble(call, folder) for call in replies)
            take(body, folder, out / f"{scene}.png")
        bot.stop()


if __name__ == "__main__":
    main()
