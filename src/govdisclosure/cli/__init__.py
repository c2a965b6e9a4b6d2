"""The command line (命令行): every command is a thin layer over public functions."""

from govdisclosure.cli.main import main

__all__ = ["main"]
