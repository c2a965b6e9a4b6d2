"""``python -m govdisclosure`` is the command ``govdisclosure``."""

from govdisclosure.cli import main

main()
