"""The commands that serve others until they are stopped: bot, mcp."""

import click

from bot.cli.help import command
from bot.cli.options import WrongUseError, faint, settled, strong
from bot.config import Settings


@command("bot")
@click.option("--offline-demo", is_flag=True, help="不连 Telegram，在终端里看手机上会看到的消息。")
@click.option("--verbose", is_flag=True, help="日志写得更细。")
@settled
def run_bot(settings: Settings, offline_demo: bool, verbose: bool) -> None:
    """在 Telegram 里回答，直到停下它。令牌放在环境变量 WENZHENG_TELEGRAM_TOKEN 里。

    例：WENZHENG_TELEGRAM_ALLOW='*' wenzheng bot
    """
    if offline_demo:
        from bot.library import refresh
        from bot.telegram.demo import run_demo

        refresh(settings)
        run_demo(settings, strong, faint)
        return
    from bot.telegram.token import log_discreetly, read_token

    settings.index.check_shareable()
    token = read_token(settings.telegram.token_file)
    log_discreetly(token, verbose)
    from bot.telegram.app import run_bot as run  # heavy: what is wrong with the settings is said before

    run(settings, token)


@command()
@click.option(
    "--http", "address", metavar="地址", help="在本机的这个地址用 HTTP，例如 127.0.0.1:8765；不写就用标准输入输出。"
)
@settled
def mcp(settings: Settings, address: str | None) -> None:
    """让大语言模型经 MCP 协议提问、检索、读原文，拿到可以核对的引文。

    例：wenzheng mcp --http 127.0.0.1:8765
    """
    try:
        from bot.mcp_server import run
    except ModuleNotFoundError as error:
        raise WrongUseError("这要用 MCP 的软件包。请运行 pip install 'wenzheng[mcp]'。") from error
    run(settings, address)


COMMANDS: dict[str, click.Command] = {"bot": run_bot, "mcp": mcp}
