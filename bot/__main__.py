"""``python -m bot``: the ``wenzheng`` command."""

from bot.cli import main

if __name__ == "__main__":
    main()
