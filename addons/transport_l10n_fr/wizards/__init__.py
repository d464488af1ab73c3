from . import transport_ghg_statement
