from . import stands
