"""A headless Chromium that opens pages and is asked what it shows, over the DevTools protocol in a pipe."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Browser:
    """One window, of a width and height in pixels."""

    def __init__(self, width: int, height: int) -> None:
        assert CHROMIUM
        self._numbers = count(1)
        self._rest = b""
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        commands, self._to = os.pipe()
        self._from, answers = os.pipe()

        def at_three_and_four() -> None:
            spare = os.dup(answers)  # one of the two may be the other's number
            os.dup2(commands, 3)
            os.dup2(spare, 4)
            os.set_inheritable(3, True)
            os.set_inheritable(4, True)

        flags = ("--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run")
        self._process = subprocess.Popen(
            [
                CHROMIUM,
                *flags,
                f"--user-data-dir={self._profile.name}",
                f"--window-size={width},{height}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=at_three_and_four,  # noqa: PLW1509  # no thread runs here
            close_fds=False,
        )
        os.close(commands)
        os.close(answers)
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._call("Page.enable")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._call("Emulation.setDeviceMetricsOverride", **size)

    _session: str | None = None

    def open(self, url: str) -> None:
        """Open a page and wait until it is loaded."""
        self._call("Page.navigate", url=url)
        while self.evaluate("document.readyState + location.href") != f"complete{url}":
            pass

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page."""
        return self._call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def becomes(self, expression: str) -> bool:
        """Whether an expression in the page is true now or becomes so: scrolling follows the load by some frames."""
        end = monotonic() + 120
        while self.evaluate(expression) is not True:
            if monotonic() > end:
                return False
            sleep(0.02)
        return True

    def screenshot(self, file: Path) -> None:
        file.write_bytes(base64.b64decode(self._call("Page.captureScreenshot")["data"]))

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(120)
        os.close(self._to)
        os.close(self._from)
        self._profile.cleanup()

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        session = {"sessionId": self._session} if self._session else {}
        os.write(self._to, json.dumps({"id": number, "method": method, "params": params, **session}).encode() + b"\0")
        while True:
            reply = json.loads(self._message())
            if reply.get("id") == number:
                assert "error" not in reply, reply
                result: dict[str, Any] = reply["result"]
                return result

    def _message(self) -> bytes:
        while b"\0" not in self._rest:
            part = os.read(self._from, 1 << 16)
            assert part, "the browser has ended"
            self._rest += part
        message, _, self._rest = self._rest.partition(b"\0")
        return message
