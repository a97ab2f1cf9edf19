import gzip
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.config import Settings
from bot.fetch import Fetcher, FetchError, FetchLimits
from bot.web.addresses import Address, addresses_of, is_public
from retrieval.document.source import MAX_BYTES, find_sources, read_source
from tests.bot.site import Handler, Page, Site, chunked, dripping, gzipped, raw, redirect, serving

HERE = FetchLimits(allow_private=True)
SMALL = FetchLimits(max_bytes=10_000, allow_private=True)
SHORT = FetchLimits(seconds=0.4, allow_private=True)
TEXT = "到2022年，新增养老床位5000张。".encode()
PDF = b"%PDF-1.7\n%%EOF\n"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
VAGUE = "application/octet-stream"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pages"


def fetch_page(address: str, folder: Path, limits: FetchLimits) -> Path:
    return Fetcher(limits).fetch(address, folder)


def refused(address: str, folder: Path, limits: FetchLimits = HERE, fetcher: Fetcher | None = None) -> str:
    """Check that a page is not fetched, that a person is told in one line, and that nothing is left of it."""
    with pytest.raises(FetchError) as raised:
        (fetcher or Fetcher(limits)).fetch(address, folder)
    said = str(raised.value)
    assert said.endswith("。")
    assert said.isprintable()
    assert not folder.exists() or list(folder.iterdir()) == []
    return said


def is_first(address: Address) -> bool:
    """Stands for ``is_public``: loopback has many addresses, and only this one may be reached."""
    return str(address) == "127.0.0.1"


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, TEXT)
    return file.getvalue()


# What comes back


def test_a_page_is_kept_as_it_came_with_where_and_when(site: Site, folder: Path) -> None:
    body = '<html><meta charset="gb2312"><body>养老床位</body></html>'.encode("gb18030")
    site.pages["/zwgk/notice.html"] = Page(body, "text/html; charset=gb2312")
    fetched = fetch_page(site("/zwgk/notice.html#top"), folder, HERE)
    assert fetched.read_bytes() == body
    assert list(folder.iterdir()) == [fetched]
    assert "养老床位" in read_source(fetched).text


@pytest.mark.parametrize(
    ("path", "content_type", "body", "suffix"),
    [
        ("/a.html", "text/html", TEXT, ".html"),
        ("/a.shtml", "Text/HTML;charset=utf-8", TEXT, ".shtml"),
        ("/a.jsp?id=5", "text/html", TEXT, ".html"),
        ("/", "application/xhtml+xml", TEXT, ".html"),
        ("/a.pdf", "text/html", TEXT, ".html"),  # a page that says why there is no PDF
        ("/a.txt", "text/plain", TEXT, ".txt"),
        ("/README.md", "text/plain", TEXT, ".md"),
        ("/a", "text/markdown", TEXT, ".md"),
        ("/a.pdf", "application/pdf", PDF, ".pdf"),
        ("/download?id=1", "application/pdf", PDF, ".pdf"),
        ("/a.docx", DOCX_TYPE, zipped("word/document.xml"), ".docx"),
        ("/a.docx", "application/zip", zipped("word/document.xml"), ".docx"),
        ("/a.DOCX", "application/msword", zipped("word/document.xml"), ".docx"),
        ("/a.zip", "application/x-zip-compressed", zipped("a.txt"), ".zip"),
        ("/a.txt", VAGUE, TEXT, ".txt"),
        ("/a.pdf", None, PDF, ".pdf"),
        ("/download", VAGUE, PDF, ".pdf"),
        ("/download", VAGUE, zipped("word/document.xml"), ".docx"),
        ("/download", VAGUE, zipped("a.txt"), ".zip"),
        ("/download", None, b"<!doctype html><p>a</p>", ".html"),
    ],
)
def test_every_readable_type_gets_its_suffix(
    site: Site, folder: Path, path: str, content_type: str | None, body: bytes, suffix: str
) -> None:
    site.pages[path] = Page(body, content_type)
    fetched = fetch_page(site(path), folder, HERE)
    assert fetched.suffix == suffix
    assert fetched.read_bytes() == body
    assert find_sources([folder])


@pytest.mark.parametrize(
    "page",
    [
        chunked(TEXT[:7], TEXT[7:]),
        gzipped(TEXT),
        Page(gzip.compress(TEXT[:9]) + gzip.compress(TEXT[9:]), headers={"Content-Encoding": "x-gzip"}),
        Page(gzip.compress(TEXT) + bytes(9), headers={"Content-Encoding": "GZIP"}),
        Page(TEXT, headers={"Content-Encoding": "identity"}),
        Page(TEXT, length=False),
    ],
    ids=["chunked", "gzip", "gzip of two members", "padded gzip", "identity", "until closed"],
)
def test_however_it_is_sent_the_page_is_the_same(site: Site, folder: Path, page: Page) -> None:
    site.pages["/a.html"] = page
    assert fetch_page(site("/a.html"), folder, HERE).read_bytes() == TEXT


def test_the_site_is_told_who_asks_and_for_which_host(site: Site, folder: Path) -> None:
    site.pages["/a.html"] = Page()
    fetch_page(f"http://localhost:{site.port}/a.html", folder, HERE)
    assert site.asked == ["/robots.txt", "/a.html"]
    for headers in site.headers:
        assert headers["Host"] == f"localhost:{site.port}"
        assert headers["User-Agent"].startswith("wenzheng ")


def test_the_proxies_of_the_environment_are_not_used(site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/a.html"] = Page()
    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    assert fetch_page(site("/a.html"), folder, HERE).exists()


# Names


@pytest.mark.parametrize(
    ("path", "disposition", "stem"),
    [
        (f"/{quote('养老服务条例（2021）')}.html", None, "养老服务条例（2021）"),
        (f"/{quote('养老'.encode('gb18030'))}.html", None, "养老"),
        ("/a/%2e%2e%2f%2e%2e%2fetc%2fpasswd", None, "passwd"),
        ("/..%5c..%5cevil.html", None, "evil"),
        ("/%2e%2e.html", None, "127.0.0.1"),
        ("/.hidden%00%0a.html", None, "hidden"),
        ("/~$a.html", None, "a"),
        ("/", None, "127.0.0.1"),
        ("/a%E2%80%AEb.html", None, "a_b"),
        (f"/{quote('长' * 300)}.html", None, "长" * 40),
        ("/d", 'attachment; filename="plan.html"', "plan"),
        ("/d", "attachment; filename=plan.html; size=3", "plan"),
        ("/d", f"attachment; filename=\"x.html\"; filename*=UTF-8''{quote('规划.html')}", "规划"),
        ("/d", f"attachment; filename*=gb18030'zh'{quote('规划.html'.encode('gb18030'))}", "规划"),
        ("/d", f"attachment; filename*=no-such'zh'{quote('规划.html')}", "规划"),
        ("/d", f'attachment; filename="{quote("规划.html")}"', "规划"),
        ("/d", 'attachment; filename="规划.html"'.encode().decode("latin-1"), "规划"),
        ("/d", 'attachment; filename="规划.html"'.encode("gb18030").decode("latin-1"), "规划"),
        ("/d", 'attachment; filename="../../etc/cron.d/x.html"', "x"),
        ("/d.html", "attachment", "d"),
        ("/d.html", 'attachment; filename=""', "d"),
    ],
)
def test_a_name_is_the_pages_own_and_stays_inside_the_folder(
    site: Site, folder: Path, path: str, disposition: str | None, stem: str
) -> None:
    site.pages[path] = Page(headers={"Content-Disposition": disposition} if disposition else {})
    fetched = fetch_page(site(path), folder, HERE)
    assert fetched.parent == folder
    assert fetched.name[: -len("-0123456789ab.html")] == stem
    assert list(folder.iterdir()) == [fetched]


def test_two_addresses_never_share_a_file_and_one_keeps_its_own(site: Site, folder: Path) -> None:
    paths = ["/a/notice.html", "/b/notice.html", "/a/notice.html?page=2"]
    for path in paths:
        site.pages[path] = Page(path.encode())
    fetcher = Fetcher(HERE)
    files = [fetcher.fetch(site(path), folder) for path in paths]
    assert [file.read_bytes().decode() for file in files] == paths
    site.pages[paths[0]] = Page(b"renewed")
    assert fetcher.fetch(site(paths[0]), folder) == files[0]
    assert files[0].read_bytes() == b"renewed"
    assert len(find_sources([folder])) == len(list(folder.iterdir())) == 3


def test_a_folder_that_cannot_be_written_is_said(site: Site, tmp_path: Path) -> None:
    site.pages["/a.html"] = Page()
    (tmp_path / "file").touch()
    with pytest.raises(FetchError, match="写不了"):
        fetch_page(site("/a.html"), tmp_path / "file", HERE)


# Redirects


def test_redirects_are_followed_to_the_page_and_the_address_stays_the_one_asked_for(site: Site, folder: Path) -> None:
    site.pages |= {"/1": redirect("/2"), "/2": redirect(site("/3")), "/3": redirect("plan.html"), "/plan.html": Page()}
    fetched = fetch_page(site("/1"), folder, HERE)
    assert fetched.name.startswith("plan-")
    assert site.asked == ["/robots.txt", "/1", "/2", "/3", "/plan.html"]


def test_a_page_that_first_hands_out_a_cookie_is_fetched(site: Site, folder: Path) -> None:
    def guarded(handler: Handler) -> None:
        known = handler.headers.get("Cookie") == "seen=1"
        (Page() if known else redirect("/a.html", **{"Set-Cookie": "seen=1"}))(handler)

    site.pages["/a.html"] = guarded
    assert fetch_page(site("/a.html"), folder, HERE).exists()


def test_a_cookie_in_chinese_does_no_harm(site: Site, folder: Path) -> None:
    cookie = "name=南京".encode().decode("latin-1")
    site.pages |= {"/a.html": redirect("/b.html", **{"Set-Cookie": cookie}), "/b.html": Page()}
    assert fetch_page(site("/a.html"), folder, HERE).exists()


def test_redirects_end_at_their_limit(site: Site, folder: Path) -> None:
    site.pages |= {"/loop": redirect("/loop"), "/1": redirect("/2"), "/2": redirect("/a.html"), "/a.html": Page()}
    assert "转来转去" in refused(site("/loop"), folder)
    assert site.asked.count("/loop") == HERE.redirects + 1
    assert "转来转去" in refused(site("/1"), folder, FetchLimits(redirects=1, allow_private=True))
    assert fetch_page(site("/1"), folder, FetchLimits(redirects=2, allow_private=True)).exists()


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("file:///etc/passwd", "http://"),
        ("ftp://127.0.0.1/a.txt", "http://"),
        ("javascript:alert(1)", "转到的地址"),
        ("http://xn--a/", "转到的地址"),
        ("http://a..example/", "找不到网站"),
        ("http://user:secret@127.0.0.1/", "用户名和密码"),
        ("http://[::1", "检查网址"),
        ("/a" * 40_000, "检查网址"),
    ],
)
def test_a_redirect_to_what_could_not_be_asked_for_is_refused(site: Site, folder: Path, target: str, said: str) -> None:
    site.pages["/a.html"] = redirect(target)
    message = refused(site("/a.html"), folder)
    assert said in message
    assert "secret" not in message


def test_a_redirect_to_an_address_that_may_not_be_reached_is_refused_before_it_is_asked(
    site: Site, folder: Path
) -> None:
    with serving("127.0.0.2") as inner:
        inner.pages["/secret.html"] = Page()
        site.pages["/a.html"] = redirect(inner("/secret.html"))
        assert "127.0.0.2 是内部网络" in refused(site("/a.html"), folder, fetcher=Fetcher(HERE, is_first))
        assert site.asked[-1] == "/a.html"
        assert inner.asked == []
        site.pages["/robots.txt"] = redirect(inner("/robots.txt"))
        assert "127.0.0.2 是内部网络" in refused(site("/b.html"), folder, fetcher=Fetcher(HERE, is_first))
        assert inner.asked == []
        assert fetch_page(site("/a.html"), folder, HERE).exists()


# Private addresses


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0.0.0.0",
        "[::]",
        "10.0.0.1",
        "169.254.169.254",
    ],
)
def test_this_machine_and_its_network_are_not_reached_by_default(site: Site, folder: Path, host: str) -> None:
    site.pages["/a.html"] = Page()
    assert "allow_private" in refused(f"http://{host}:{site.port}/a.html", folder, FetchLimits())
    assert site.asked == []


def test_a_host_with_one_address_that_may_not_be_reached_is_not_reached_at_the_others(site: Site, folder: Path) -> None:
    *others, last = addresses_of("localhost", site.port, 5)
    if last in others or not others:
        pytest.skip("localhost has one address here")
    site.pages["/a.html"] = Page()
    address = f"http://localhost:{site.port}/a.html"
    assert "localhost 是内部网络" in refused(address, folder, fetcher=Fetcher(HERE, lambda found: found != last))
    assert site.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("114.114.114.114", True),
        ("2400:3200::1", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("2002:808:808::1", True),
        ("192.168.1.1", False),
        ("172.16.0.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("239.255.255.250", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.2.1", False),
        ("192.0.0.192", False),
        ("192.0.0.9", False),
        ("168.63.129.16", False),
        ("168.63.129.17", True),
        ("169.254.169.254", False),
        ("100.100.100.200", False),
        ("198.18.0.1", False),
        ("64:ff9b::a83f:8110", False),
        ("64:ff9b:1::1", False),
        ("::ffff:192.0.0.192", False),
        ("fd00:ec2::254", False),
        ("2001:2::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("::7f00:1", False),
        ("::ffff:192.168.1.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::1", False),
        ("2001:0:7f00:1::1", False),
    ],
)
def test_public_addresses_are_told_from_others(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


# TLS


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for the name localhost, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    key = file.with_suffix(".key")
    subprocess.run([*made, *named, "-keyout", key, "-out", file], check=True, capture_output=True)
    file.write_bytes(file.read_bytes() + key.read_bytes())
    return file


def test_the_certificate_must_bear_the_name_in_the_address_not_the_number_behind_it(
    folder: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(certificate=certificate) as site:
        site.pages["/a.html"] = Page()
        named = f"https://localhost:{site.port}/a.html"
        assert "证书" in refused(named, folder)  # nobody vouches for it
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert "证书" in refused(site("/a.html"), folder)
        assert site.asked == []
        assert fetch_page(named, folder, HERE).exists()
        assert site.headers[-1]["Host"] == f"localhost:{site.port}"


def test_certificates_that_are_not_there_are_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "none.pem"))
    assert "SSL_CERT_FILE" in refused("https://localhost:9/a.html", folder)


def test_a_site_without_tls_is_said(site: Site, folder: Path) -> None:
    site.pages["/a.html"] = Page()
    assert "安全连接" in refused(site("/a.html").replace("http:", "https:"), folder)


# Addresses that are none


@pytest.mark.parametrize(
    "address",
    [
        "",
        "www.nj.gov.cn/a.html",
        "ftp://example.com/a.txt",
        "file:///etc/passwd",
        "http://",
        "http:///a.html",
        "https://[::1",
        "http://a.example:99999/",
        "http://exa mple.com/",
        "http://a.example/\n",
        "http://\udcff.example/",
        "http://a.example/\udcff",
        "http://a.example/" + "a" * 100_000,
        "http://" + "a" * 70 + ".example/",
        "http://a..example/",
        "http://xn--a/",
    ],
)
def test_what_is_no_address_is_said(folder: Path, address: str) -> None:
    assert len(refused(address, folder)) < 300


@pytest.mark.parametrize("address", ["http://user:secret@a.example/", "https://secret@a.example/"])
def test_a_password_in_an_address_is_refused_and_not_repeated(folder: Path, address: str) -> None:
    said = refused(address, folder)
    assert "用户名和密码" in said
    assert "secret" not in said


def test_a_site_that_is_not_there_is_said(folder: Path) -> None:
    assert "找不到网站 no-such-host.invalid" in refused("http://no-such-host.invalid/", folder)
    with serving() as gone:
        pass
    assert "连不上" in refused(gone("/a.html"), folder)


# Size and time


@pytest.mark.parametrize(
    "page",
    [
        Page(bytes(10_001)),
        Page(bytes(10_001), length=False),
        chunked(bytes(9_000), bytes(9_000)),
        gzipped(bytes(10_001)),
        gzipped(bytes(200 * 2**20)),
        Page(b"", headers={"Content-Length": "99999999999"}, length=False),
        Page(gzip.compress(b"") * 1_000, headers={"Content-Encoding": "gzip"}, length=False),
    ],
    ids=["declared", "undeclared", "chunked", "gzip", "gzip bomb", "declared alone", "gzip of nothing"],
)
def test_what_is_too_large_is_refused(site: Site, folder: Path, page: Page) -> None:
    site.pages["/a.html"] = page
    assert "没有取" in refused(site("/a.html"), folder, SMALL)


def test_what_is_just_as_large_as_allowed_is_fetched(site: Site, folder: Path) -> None:
    site.pages |= {"/a.html": Page(bytes(10_000)), "/b.html": gzipped(bytes(10_000))}
    for path in ("/a.html", "/b.html"):
        assert fetch_page(site(path), folder, SMALL).stat().st_size == 10_000


def test_a_body_without_end_is_refused(site: Site, folder: Path) -> None:
    site.pages["/a.html"] = dripping(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", bytes(4_000))
    assert "超过" in refused(site("/a.html"), folder, SMALL)


_OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (_OK + b"Content-Type: text/html\r\n\r\n", b"a"),
        (_OK + b"Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (_OK + b"X: ", b"a"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"", b""),
    ],
    ids=["body", "chunks", "headers", "interim answers", "silence"],
)
@pytest.mark.parametrize("path", ["/a.html", "/robots.txt"])
def test_a_site_that_drips_is_left_when_the_time_is_up(
    site: Site, folder: Path, path: str, head: bytes, drop: bytes
) -> None:
    site.pages["/a.html"] = Page()
    site.pages[path] = dripping(head, drop)
    assert "太慢" in refused(site("/a.html"), folder, SHORT)


# What is not a page


@pytest.mark.parametrize(
    ("path", "content_type", "body", "said"),
    [
        ("/a.ppt", "application/vnd.ms-powerpoint", b"\xd0\xcf", "powerpoint"),
        ("/a.html", "video/mp4", b"a", "video/mp4"),
        ("/a.pptx", VAGUE, zipped("ppt/presentation.xml"), "演示文件"),
        ("/a.exe", VAGUE, b"MZ\0", "读不了"),
        ("/a.rar", None, b"Rar!", "压缩包"),
        ("/a.html", "text/html", b"", "是空的"),
    ],
)
def test_what_no_reader_takes_is_said(
    site: Site, folder: Path, path: str, content_type: str | None, body: bytes, said: str
) -> None:
    site.pages[path] = Page(body, content_type)
    assert said in refused(site(path), folder)


@pytest.mark.parametrize(
    ("status", "said"),
    [(404, "没有这个网页"), (410, "没有这个网页"), (500, "暂时出错"), (503, "暂时出错"), (429, "暂时出错")]
    + [(status, "浏览器") for status in (204, 304, 300, 400, 401, 403, 412)],
)
def test_what_a_site_refuses_is_said_with_its_number(site: Site, folder: Path, status: int, said: str) -> None:
    site.pages["/a.html"] = Page(b"", status=status)
    message = refused(site("/a.html"), folder)
    assert said in message
    assert str(status) in message


@pytest.mark.parametrize(
    "page",
    [
        raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
        raw(b""),
        raw(_OK + b"Content-Type: text/html\r\nContent-Length: 99\r\n\r\nshort"),
        raw(_OK + b"Content-Type: text/html\r\nContent-Length: 9, 10\r\n\r\nshort"),
        raw(_OK + b"Content-Type: text/html\r\nContent-Length: many\r\n\r\nshort"),
        raw(_OK + b"X: " + b"a" * 200_000),
        chunked(TEXT, end=b""),
        chunked(TEXT, end=b"zz\r\n"),
        Page(gzip.compress(TEXT * 99)[:-9], headers={"Content-Encoding": "gzip"}),
        Page(b"\x1f\x8b no gzip", headers={"Content-Encoding": "gzip"}),
        Page(TEXT, headers={"Content-Encoding": "gzip"}),
        Page(TEXT, headers={"Content-Encoding": "br"}),
        Page(TEXT, headers={"Content-Encoding": "gzip, gzip"}),
    ],
)
def test_what_breaks_off_or_is_no_http_is_said(site: Site, folder: Path, page: Callable[[Handler], None]) -> None:
    site.pages["/a.html"] = page
    refused(site("/a.html"), folder)


# robots.txt


@pytest.mark.parametrize(
    "lines",
    [
        ["User-agent: *", "Disallow: /"],
        ["User-agent: *", "Disallow: /zwgk/"],
        ["User-agent: *", "Disallow: /*?"],
        ["User-agent: *", "Allow: /", "Disallow: /zwgk/"],
        ["User-agent: *", "Disallow:", "User-agent: Wenzheng", "Disallow: /"],
        ["\ufeffUser-agent: *", "Disallow: /"],
        ["User-agent: *", "Disallow: /*kept=1$"],
        ["User-agent: *", "Disallow: /zwgk/养老"],
        ["User-agent: *", "Disallow: /zwgk/%E5%85%BB"],
        ["# " + "中" * 9, "User-agent: *", "Disallow: /"],
    ],
)
def test_what_a_site_keeps_from_programs_is_not_asked_for(site: Site, folder: Path, lines: list[str]) -> None:
    site.robots(*lines)
    assert "robots.txt 不让" in refused(site("/zwgk/养老.html?kept=1#top"), folder)
    assert site.asked == ["/robots.txt"]
    site.pages |= {"/a.html": redirect("/zwgk/养老.html?kept=1#top".encode().decode("latin-1"))}
    refused(site("/a.html"), folder)
    assert not any("zwgk" in path for path in site.asked)


@pytest.mark.parametrize(
    "lines",
    [
        ["User-agent: Baiduspider", "Disallow: /"],
        ["User-agent: *", "Disallow: /", "User-agent: wenzheng", "Disallow: /search"],
        ["User-agent: *", "Disallow: /", "Allow: /zwgk/"],
        ["User-agent: *", "Disallow: /other", "Disallow: /*?"],
        ["<html>", "<p>no such page</p>"],
        ["User-agent: *", "Disallow: /a" + "*a" * 5_000 + "$"],
    ],
)
def test_rules_for_others_or_for_other_pages_do_not_matter(site: Site, folder: Path, lines: list[str]) -> None:
    site.robots(*lines)
    site.pages["/zwgk/a.html"] = Page()
    assert fetch_page(site("/zwgk/a.html"), folder, HERE).exists()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_rules_lets_everybody_read(site: Site, folder: Path, status: int) -> None:
    site.pages |= {"/robots.txt": Page(b"User-agent: *\nDisallow: /", status=status), "/a.html": Page()}
    assert fetch_page(site("/a.html"), folder, HERE).exists()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_that_cannot_tell_its_rules_now_is_left_alone_for_now(site: Site, folder: Path, status: int) -> None:
    site.pages |= {"/robots.txt": Page(status=status), "/a.html": Page()}
    said = refused(site("/a.html"), folder)
    assert "robots.txt" in said
    assert "稍后再试" in said
    assert site.asked == ["/robots.txt"]


def test_rules_are_followed_over_redirects_and_a_loop_is_as_good_as_none(site: Site, folder: Path) -> None:
    site.pages |= {"/robots.txt": redirect("/rules"), "/rules": Page(b"User-agent: *\nDisallow: /b"), "/a.html": Page()}
    assert "不让" in refused(site("/b.html"), folder)
    site.pages["/robots.txt"] = redirect("/robots.txt")
    assert fetch_page(site("/a.html"), folder, HERE).exists()


def test_a_redirect_leads_to_no_page_that_the_rules_keep(site: Site, folder: Path) -> None:
    site.robots("User-agent: *", "Disallow: /kept")
    site.pages |= {"/a.html": redirect("/kept.html"), "/kept.html": Page()}
    assert "/kept.html" in refused(site("/a.html"), folder)
    assert "/kept.html" not in site.asked
    with serving() as other:
        other.robots("User-agent: *", "Disallow: /")
        site.pages["/a.html"] = redirect(other("/b.html"))
        refused(site("/a.html"), folder)
        assert other.asked == ["/robots.txt"]


def test_rules_are_asked_once_a_site_in_a_run(site: Site, folder: Path) -> None:
    site.pages |= {"/a.html": Page(), "/b.html": Page()}
    fetcher = Fetcher(HERE)
    with serving() as other:
        other.pages["/a.html"] = Page()
        for address in (site("/a.html"), other("/a.html"), site("/b.html"), site("/a.html?again")):
            site.pages["/a.html?again"] = Page()
            fetcher.fetch(address, folder)
        assert other.asked == ["/robots.txt", "/a.html"]
    assert site.asked == ["/robots.txt", "/a.html", "/b.html", "/a.html?again"]


def test_rules_without_end_are_read_as_far_as_it_makes_sense(site: Site, folder: Path) -> None:
    site.pages |= {
        "/robots.txt": gzipped(b"User-agent: *\nDisallow: /kept\n" + b"#" * (100 * 2**20)),
        "/a.html": Page(),
    }
    assert "不让" in refused(site("/kept.html"), folder)
    assert fetch_page(site("/a.html"), folder, HERE).exists()


# Settings


def test_the_settings_are_the_limits() -> None:
    assert Settings().fetch.limits == FetchLimits()
    assert FetchLimits().max_bytes == MAX_BYTES
