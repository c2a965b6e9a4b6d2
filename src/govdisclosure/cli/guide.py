"""``govdisclosure`` without arguments (向导): the year's work step by step, for people who never opened a terminal.

Each step runs the very commands that a script would, and shows them. What was answered is kept in a file after every step, so
that one can leave at any question and come back.
"""

from __future__ import annotations

from pathlib import Path

import click

from govdisclosure.cli.desk import BACK, LEAVE, BackError, Desk, LeaveError, Work, walk
from govdisclosure.cli.guide_steps import STEPS
from govdisclosure.cli.options import PATH
from govdisclosure.messages import asked_language, speaking


@click.command("guide")
@click.option("--folder", type=PATH, default=Path("年报工作"), help="Folder of the work; 年报工作. 工作文件夹")
@click.pass_context
def guide_command(context: click.Context, folder: Path) -> None:
    """Go through the year's work step by step, in Chinese. 一步一步做年度报告。"""
    with speaking(asked_language() or "zh"):  # whoever needs the guide reads Chinese
        desk, work = Desk(context.find_root().command), Work.load(folder)
        desk.tell("guide.welcome", leave=LEAVE[0], back=BACK[0])
        try:
            if 0 < work.step < len(STEPS):
                desk.tell("guide.resumed", number=work.step + 1)
            elif work.step >= len(STEPS):
                again = desk.ask("guide.again", default="1")
                work.step = min(int(again), len(STEPS)) - 1 if again.isdecimal() and int(again) else 0
        except (LeaveError, BackError, click.Abort):
            return
        walk(work, desk, STEPS)
