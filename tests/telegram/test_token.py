"""The token is read from where it may be, and printed nowhere."""

import logging
from pathlib import Path

import pytest

from bot.telegram.token import TokenError, derived, log_discreetly, read_token

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    assert read_token(str(file), {}) == TOKEN
    other = TOKEN.replace("123", "321")
    assert read_token(str(file), {"WENZHENG_TELEGRAM_TOKEN": other}) == other


@pytest.mark.parametrize("given", ["", "no token", "https://api.telegram.org/bot"])
def test_what_is_no_token_is_told_without_it(given: str) -> None:
    with pytest.raises(TokenError) as told:
        read_token("", {"WENZHENG_TELEGRAM_TOKEN": given})
    assert "令牌" in str(told.value)
    assert not given or given not in str(told.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(TokenError, match="不存在"):
        read_token(str(tmp_path / "nothing"), {})


def test_nothing_that_is_logged_holds_the_token(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.root.handlers[:], logging.root.level
    try:
        log_discreetly(TOKEN, verbose=True)
        address = f"https://api.telegram.org/bot{TOKEN}/getMe"
        logging.getLogger("any").warning("POST %s, %s", address, address.replace(":A", "%3AA"))
        try:
            raise RuntimeError(f"no answer from {address}")
        except RuntimeError:
            logging.getLogger("any").exception("failed")
    finally:
        logging.root.handlers[:], logging.root.level = before
    logged = capsys.readouterr().err
    assert "no answer from" in logged
    assert "Traceback" in logged
    assert TOKEN.partition(":")[2] not in logged


def test_a_token_of_any_form_is_hidden_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Bot API servers for tests take tokens that look like none."""
    token = read_token("", {"WENZHENG_TELEGRAM_TOKEN": "sampleToken"})
    before = logging.root.handlers[:], logging.root.level
    try:
        log_discreetly(token)
        logging.getLogger("any").warning("POST http://127.0.0.1/bot%s/getMe", token)
    finally:
        logging.root.handlers[:], logging.root.level = before
    assert "bot<token>/getMe" in capsys.readouterr().err


def test_derived_secrets_are_stable_and_different() -> None:
    assert derived(TOKEN, "path") == derived(TOKEN, "path") != derived(TOKEN, "secret")
    assert TOKEN.partition(":")[2] not in derived(TOKEN, "path")
