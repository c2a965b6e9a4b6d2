"""``govdisclosure desk``: the desk of a folder, in the browser."""

from __future__ import annotations

from pathlib import Path

import click

from govdisclosure.cli.guide_command import guide_command
from govdisclosure.messages import asked_language, speaking
from govdisclosure_desk.server import browsed, serve

govdisclosure_api = 1


@click.command("desk")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("年报工作"))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port; any that is free by default. 端口；默认任选")
@click.option(
    "--idle",
    type=click.FloatRange(min=1),
    default=120,
    show_default=True,
    help="Minutes without use after which it ends. 无人使用多少分钟后结束",
)
@click.option("--no-browser", is_flag=True, help="Show the address only. 只显示地址，不打开浏览器")
@click.option("--or-guide", is_flag=True, help="Where no browser opens, go through the guide here. 打不开浏览器时改用终端向导")
@click.pass_context
def desk_command(context: click.Context, folder: Path, port: int, idle: float, *, no_browser: bool, or_guide: bool) -> None:
    """Open the year's work in the browser, on this machine only. 在本机浏览器中做年度报告、审核报告。"""  # noqa: D415 - help lines end in Chinese
    browse = None if no_browser else browsed
    with speaking(asked_language() or "zh"):
        if not serve(folder, port=port, idle_minutes=idle, browse=browse, needs_browser=or_guide, show=click.echo):
            context.invoke(guide_command, folder=folder)
