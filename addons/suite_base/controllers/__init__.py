from . import export, pivot
