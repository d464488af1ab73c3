from . import transport_sql
