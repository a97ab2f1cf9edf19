"""``python -m wenzheng``: the ``wenzheng`` command."""

from bot.cli import main

if __name__ == "__main__":
    main()
