"""``python -m kilis``."""

from kilis.cli import main

main()
