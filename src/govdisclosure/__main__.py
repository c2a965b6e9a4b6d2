"""``python -m govdisclosure`` is the command ``govdisclosure``."""

import sys


def main() -> None:
    """Run the command line; stopped while its modules load, it ends as quietly as later on."""
    try:
        from govdisclosure.cli import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
