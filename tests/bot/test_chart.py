"""Charts, drawn into real files and looked at: their pixels, their paths, what they say when they cannot be drawn."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.chart import MOST_BARS, Bar, ChartError, draw_chart
from tests.bot.conftest import ordinary_user

#: matplotlib warns of every character that a font does not have: "Glyph … missing from font".
pytestmark = pytest.mark.filterwarnings("error:Glyph")

ROOT = Path(__file__).parents[2]
TARGETS = [
    Bar("南京市 2020年\n人工智能核心产业规模", 1e10, "≥100亿元"),
    Bar("宁波市 2025年\n核心产业规模", 8e10, "800亿元以上"),
    Bar("杭州市 2022年", 1.5e11, "约1500亿元"),
]
LONG = [Bar("名" * 300 + "\n" + "指标" * 300, 1e12, "值" * 300), Bar("abc" * 300, 3e11, "W" * 300)]


def same(count: int, label: str = "国") -> list[Bar]:
    return [Bar(label, 5, "")] * count


def ink(path: Path) -> Sequence[Sequence[bool]]:
    """Which pixels of a PNG file are not white, as rows."""
    from matplotlib.image import imread

    return imread(path)[:, :, :3].min(axis=2) < 0.97


def letters(path: Path) -> int:
    """How many pixels of a PNG file are as dark as only letters are."""
    from matplotlib.image import imread

    return int((imread(path)[:, :, :3].max(axis=2) < 0.6).sum())


def drawn(folder: Path, bars: Sequence[Bar], title: str = "", note: str = "") -> Sequence[Sequence[bool]]:
    draw_chart(folder / "drawn.png", title, bars, note)
    return ink(folder / "drawn.png")


def written(folder: Path, bars: Sequence[Bar], title: str = "", note: str = "") -> str:
    """An SVG file; matplotlib puts each text into a comment beside its paths."""
    draw_chart(folder / "written.svg", title, bars, note)
    return (folder / "written.svg").read_text(encoding="utf-8")


def stripes(pixels: Sequence[Sequence[bool]], width: int) -> int:
    """How many lines of text stand apart from one another in the first ``width`` columns."""
    inked = [any(row[:width]) for row in pixels]
    return sum(now and not before for before, now in zip([False, *inked], inked, strict=False))


def run(
    folder: Path, code: str, before: Callable[[], None] | None = None, **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Run Python in a process of its own, with a home and a temporary folder in ``folder``."""
    (folder / "home").mkdir()
    (folder / "tmp").mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MPL", "MATPLOTLIB", "XDG"))}
    places = {"HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", f"from tests.bot.test_chart import *\n{code}"],
        cwd=folder,
        env={**kept, **places, **variables},
        capture_output=True,
        check=True,
        preexec_fn=before,
    )


def test_a_png_file_of_a_sensible_size(tmp_path: Path) -> None:
    draw_chart(tmp_path / "图.PNG", "各市目标", TARGETS, "数值出自各市的文件。")
    data = (tmp_path / "图.PNG").read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert width == 1350
    assert 300 < height < 600
    assert len(data) < 300_000


@pytest.mark.parametrize(
    ("bar", "title", "note"),
    [
        (Bar("南京市2020年", 7, ""), "", ""),
        (Bar("\n核心产业规模", 7, ""), "", ""),
        (Bar("", 7, "≥100亿元"), "", ""),
        (Bar("", 7, ""), "各市目标", ""),
        (Bar("", 7, ""), "", "数值出自文件"),
    ],
)
def test_every_text_is_drawn(tmp_path: Path, bar: Bar, title: str, note: str) -> None:
    draw_chart(tmp_path / "bare.png", "", [Bar("", 7, "")])
    draw_chart(tmp_path / "full.png", title, [bar], note)
    assert letters(tmp_path / "full.png") > letters(tmp_path / "bare.png") + 200


@pytest.mark.parametrize(("one", "other"), [("南", "北"), ("埇", "硚"), ("≥", "≤"), ("1", "7"), ("℃", "‰")])
def test_characters_have_shapes_of_their_own(tmp_path: Path, one: str, other: str) -> None:
    assert (drawn(tmp_path, same(1, one))[:, :55] != drawn(tmp_path, same(1, other))[:, :55]).any()


@pytest.mark.parametrize("count", [1, 2, 30, MOST_BARS])
def test_labels_do_not_overlap(tmp_path: Path, count: int) -> None:
    assert stripes(drawn(tmp_path, same(count)), 55) == count
    assert stripes(drawn(tmp_path, same(count, "国\n国")), 55) == 2 * count
    assert stripes(drawn(tmp_path, same(count, "国" * 60 + "\n" + "国" * 60)), 480) == 4 * count


@pytest.mark.parametrize("bars", [LONG, LONG * 15, TARGETS, same(30), [Bar("降", -5, "-5%"), Bar("升", 3, "3%")]])
def test_nothing_reaches_the_edge(tmp_path: Path, bars: list[Bar]) -> None:
    pixels = drawn(tmp_path, bars, "长" * 500, "注" * 3000)
    for strip in (pixels[:, :30], pixels[:, -30:], pixels[:30], pixels[-30:]):
        assert not strip.any()


def test_an_svg_file_needs_no_font(tmp_path: Path) -> None:
    text = written(tmp_path, TARGETS, "a--b <各市> & $x$ \x0b", "数值出自各市的文件。")
    tags = [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(text.encode()).iter()]
    assert "text" not in tags
    assert "font" not in text.replace("fontTools", "").lower()
    assert tags.count("use") > 60  # one for each letter


def test_the_same_chart_is_the_same_file(tmp_path: Path) -> None:
    text = written(tmp_path, TARGETS)
    assert written(tmp_path, TARGETS) == text
    # A style of the user's own, in the working folder, does not change it either.
    (tmp_path / "matplotlibrc").write_text("text.usetex: True\nfont.size: 40\naxes.facecolor: red\n")
    run(tmp_path, "written(Path(), TARGETS)", PYTHONHASHSEED="7")
    assert (tmp_path / "written.svg").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("values", "logarithmic"),
    [([1, 50], False), ([1, 51], True), ([0, 1e9], False), ([-1, 1e9], False), ([0.001, 1e12], True), ([7], False)],
)
def test_a_logarithmic_axis_where_values_are_far_apart(tmp_path: Path, values: list[float], logarithmic: bool) -> None:
    text = written(tmp_path, [Bar("市", value, "") for value in values])
    assert ("对数坐标" in text) is logarithmic


@pytest.mark.parametrize(
    ("largest", "numbers"),
    [
        (80, ("0", "20", "80")),
        (9e4, ("2万", "8万")),
        (1.5e8, ("0.5亿", "1亿", "1.5亿")),
        (1.4e12, ("0.5万亿", "1万亿")),
    ],
)
def test_numbers_of_the_axis_are_in_wan_and_yi(tmp_path: Path, largest: float, numbers: tuple[str, ...]) -> None:
    text = written(tmp_path, [Bar("市", largest, "值"), Bar("县", largest / 2, "值")])
    for number in numbers:
        assert f"<!-- {number} -->" in text


def test_numbers_of_a_logarithmic_axis(tmp_path: Path) -> None:
    text = written(tmp_path, [Bar("市", 3e8, ""), Bar("县", 2e3, "")])
    for number in ("1000", "1万", "10万", "100万", "1000万", "1亿"):
        assert f"<!-- {number} -->" in text


def test_long_texts_are_wrapped_then_cut(tmp_path: Path) -> None:
    text = written(tmp_path, [Bar("开放发展" * 6, 1, "值"), Bar("规" * 100, 1, "值")])
    assert f"<!-- {'开放发展' * 5}开 -->" in text
    assert "<!-- 放发展 -->" in text
    assert f"<!-- {'规' * 20}… -->" in text


def test_a_year_is_not_torn(tmp_path: Path) -> None:
    text = written(tmp_path, [Bar("国" * 20 + "2025年（约）", 1, "值")])
    assert "<!-- 2025年（约） -->" in text


def test_characters_that_the_font_has_not(tmp_path: Path) -> None:
    assert "<!-- 〓〓市 -->" in written(tmp_path, [Bar("𠮷\u200bɐ市\x00", 1, "值")])


def test_the_font_has_all_names_of_regions() -> None:
    from matplotlib.ft2font import FT2Font

    regions = (files("retrieval.data") / "regions.tsv").read_text(encoding="utf-8")
    known = FT2Font(str(files("bot") / "data" / "chart.otf")).get_charmap()
    assert {char for char in regions if char.isprintable() and ord(char) not in known} == set()


@pytest.mark.parametrize("name", ["图.jpg", "图", "图.svg.gz", ".png"])
def test_other_suffixes(tmp_path: Path, name: str) -> None:
    with pytest.raises(ChartError, match=r"只有 PNG 和 SVG 两种。请把文件名的后缀改为 \.png 或 \.svg。"):
        draw_chart(tmp_path / name, "", TARGETS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "bars", [[], same(MOST_BARS + 1), [Bar("市", float("nan"), "")], [Bar("市", float("inf"), "")]]
)
def test_what_is_no_chart(tmp_path: Path, bars: list[Bar]) -> None:
    with pytest.raises(ChartError, match=f"一张图要有 1 到 {MOST_BARS} 个有限的数值，这里有 {len(bars)} 个"):
        draw_chart(tmp_path / "图.png", "", bars)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("没有/图.png", "不存在"),
        ("夹.png", "是文件夹"),
        ("文件/图.png", "不是文件夹"),
        ("长" * 300 + ".svg", "名字太长"),
    ],
)
def test_places_where_no_file_can_be(tmp_path: Path, place: str, reason: str) -> None:
    (tmp_path / "夹.png").mkdir()
    (tmp_path / "文件").touch()
    with pytest.raises(ChartError, match=f"{reason}.*请检查文件夹和权限，或换一个位置。"):
        draw_chart(tmp_path / place, "", TARGETS)


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "只读").mkdir(mode=0o500)
    code = "try: written(Path('只读'), TARGETS)\nexcept ChartError as error: print(ascii(str(error)))"
    assert ascii("没有权限")[1:-1] in run(tmp_path, code, ordinary_user).stdout.decode()


def test_without_matplotlib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ChartError, match=r"请运行 pip install 'wenzheng\[chart\]'。"):
        draw_chart(tmp_path / "图.png", "", TARGETS)


def test_it_prints_nothing_and_leaves_nothing_behind(tmp_path: Path) -> None:
    code = "draw_chart(Path('a.png'), '', TARGETS)\nassert 'matplotlib.pyplot' not in sys.modules"
    done = run(tmp_path, code)
    assert (done.stdout, done.stderr) == (b"", b"")
    assert [path.name for path in (tmp_path / "home").rglob("*")] == []
    assert [path.name for path in (tmp_path / "tmp").rglob("*")] == []
    assert ink(tmp_path / "a.png").any()  # the last: to read a picture leaves something behind
