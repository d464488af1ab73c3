import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no sign that is mistaken for another when read aloud


def new_reference(prefix: str = "", length: int = 12) -> str:
    """:return: a random public reference; 12 signs of 31 are about 59 bits, not guessable in a URL"""
    return prefix + "".join(secrets.choice(ALPHABET) for _sign in range(length))
