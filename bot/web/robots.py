"""The rules of sites for programs (robots.txt, RFC 9309), asked for once a site in a run.

Protego rather than ``urllib.robotparser``: that knows no ``*`` and ``$`` in paths, which sites use to keep programs
from searches and print views, and takes the first rule that fits in place of the longest.
"""

import httpx
from protego import Protego

from bot.web.limits import FetchError, RedirectError
from bot.web.redirects import beginning_of, opened, shown

#: The name by which a site's rules know this program.
AGENT = "wenzheng"
#: As much of a robots.txt as RFC 9309 has one read at least, and as many redirects.
_MOST_BYTES, _REDIRECTS = 500 * 2**10, 5


class Robots:
    """The rules of the sites asked so far."""

    def __init__(self) -> None:
        self._rules: dict[str, Protego | None] = {}

    def check(self, url: httpx.URL, client: httpx.Client) -> None:
        """Raise ``FetchError`` unless the site lets this program read the page."""
        file = url.copy_with(raw_path=b"/robots.txt")
        if str(file) not in self._rules:
            self._rules[str(file)] = _read(file, client)
        rules = self._rules[str(file)]
        if rules is None:
            raise FetchError(f"暂时读不到 {url.host} 的 robots.txt，不知道它是否让程序读取。请稍后再试。")
        if not rules.can_fetch(str(url), AGENT):
            raise FetchError(f"{url.host} 的 robots.txt 不让程序读取 {shown(url)}。请用浏览器打开，另存为文件后再用。")


def _read(file: httpx.URL, client: httpx.Client) -> Protego | None:
    """The rules of a site; ``None`` where it cannot tell them now, which is no leave."""
    try:
        with opened(client, file, _REDIRECTS, lambda _hop: None) as response:
            if response.status_code == httpx.codes.OK:
                text = beginning_of(response, _MOST_BYTES).decode("utf-8-sig", errors="replace")
                return Protego.parse(text)
            busy = response.is_server_error or response.status_code == httpx.codes.TOO_MANY_REQUESTS
            return None if busy else Protego.parse("")
    except RedirectError:  # as good as not there, says the RFC
        return Protego.parse("")
