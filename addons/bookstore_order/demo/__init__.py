from . import dilicom, needs
