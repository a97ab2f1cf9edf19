"""The parts of ``bot.fetch``: addresses, redirects, limits, robots.txt, names of files."""
