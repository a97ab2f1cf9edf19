"""``wenzheng bot`` against a Bot API server that we did not write."""

import shutil
from pathlib import Path

from tests.telegram.conftest import Bot
from tests.telegram.foreign import Foreign, foreign, foreign_folder

__all__ = ["foreign", "foreign_folder"]  # fixtures


def test_a_conversation_over_a_server_from_elsewhere(foreign: Foreign, seed_db: Path, tmp_path: Path) -> None:
    shutil.copy(seed_db, tmp_path / "index.db")
    bot = Bot(foreign, tmp_path, {}).start(wait=False)
    try:
        foreign.say(7, "南京2020年产业规模目标")
        foreign.say(8, "/docs")
        (answer,) = foreign.replies(7)
        assert "核心产业规模突破100亿元" in answer.text
        assert "宁政办发〔2019〕37号" in answer.text
        assert answer.buttons[0] == ["上下文", "更多", "原文文件"]
        assert "5 份" in foreign.replies(8)[0].text
        foreign.say(7, "那2025年呢")
        assert "核心产业规模达到500亿元" in foreign.replies(7)[0].text
        foreign.press(answer, "对比")
        assert "大连市" in foreign.replies(7)[0].text
        assert bot.stop() == 0
    finally:
        if not bot.ended:
            bot.kill()
    assert "Traceback" not in bot.log
