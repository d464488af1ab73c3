from . import members
