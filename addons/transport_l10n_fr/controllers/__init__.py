from . import note, report, statement
