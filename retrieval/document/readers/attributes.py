"""Numbers in the attributes of markup, whatever a file says there."""


def number_in(said: str | None, otherwise: int, most: int = 10**6) -> int:
    """The whole number that an attribute states, ``most`` at the most; ``otherwise`` where it states none."""
    said = (said or "").strip()
    return min(int(said), most) if said.isascii() and said.isdigit() and len(said) < 8 else otherwise
