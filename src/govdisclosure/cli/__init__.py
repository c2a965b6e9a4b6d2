"""The command line (命令行): thin; every command is a few lines over the public functions."""

from govdisclosure.cli.main import main

__all__ = ["main"]
