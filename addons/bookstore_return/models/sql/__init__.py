from .lives import lives

__all__ = ["lives"]
