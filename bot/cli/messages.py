"""Say in Chinese what is wrong with how a command was used, and what to do about an error of the library."""

import re

import click

from retrieval.errors import Fault, WenzhengError

_ELSEWHERE, _ANEW = "也可以用 --db 换一个位置。", "请运行 wenzheng index 重建。"
#: What a person at the command line can do, beside what the error says itself.
_ADVICE = {
    **dict.fromkeys((Fault.UNWRITABLE, Fault.UNREADABLE, Fault.DAMAGED, Fault.UNREACHABLE), _ELSEWHERE),
    **dict.fromkeys((Fault.FOREIGN, Fault.NEWER), _ELSEWHERE),
    **dict.fromkeys((Fault.OLDER, Fault.OTHER_ANALYSIS, Fault.EMPTY), _ANEW),
    Fault.NOT_A_FILE: "请用 --db 给出一个文件名，例如 我的.db。",
    Fault.NO_SOURCES: "也可以用 --docs 指定别处。",
}


def with_advice(error: WenzhengError) -> str:
    """The sentence of an error, and what to do at the command line."""
    return f"{error}{_ADVICE.get(error.code, '') if error.code else ''}"


_EXTRA = re.compile(r"Got unexpected extra arguments? \((?P<extra>.*)\)", re.DOTALL)


def in_chinese(error: click.ClickException) -> str:
    """One sentence: what is wrong, and where the help is."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{_complaint(error)}。用 {context.command_path if context else 'wenzheng'} --help 看用法。"


def _complaint(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        likely = f"，是不是 {'、'.join(error.possibilities)}" if error.possibilities else ""
        return f"没有 {error.option_name} 这个选项{likely}"
    if isinstance(error, click.MissingParameter):
        return f"缺少{_name(error.param).strip()}"
    if isinstance(error, click.BadParameter):
        return f"{_name(error.param)}{_wanted(error)}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 后面{'不能带值' if 'not take' in error.message else '缺少值'}"
    extra = _EXTRA.match(error.message)
    if extra:
        return f"多出了：{extra['extra']}（中间有空格的话请用引号括起来）"
    return f"命令用法不对（{error.format_message()}）"


def _name(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return f"选项 {'/'.join(param.opts)} "
    return f"参数“{param.human_readable_name}”" if param else "参数"


def _wanted(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"应是 {' 或 '.join(kind.choices)}"
    if not isinstance(kind, click.IntRange):
        return f"的值不对（{error.message}）"
    if kind.max is None:
        return f"应是不小于 {kind.min} 的整数"
    return f"应是 {kind.min} 到 {kind.max} 的整数"
