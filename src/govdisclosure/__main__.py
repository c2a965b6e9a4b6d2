"""``python -m govdisclosure`` is the command ``govdisclosure``."""

import sys

from govdisclosure.cycle_collector import collecting_seldom


def main() -> None:
    """Run the command line; an interrupt during the imports ends it as quietly as one later on."""
    collecting_seldom()
    try:
        from govdisclosure.cli import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
