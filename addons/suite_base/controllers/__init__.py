from . import export, files, pivot
