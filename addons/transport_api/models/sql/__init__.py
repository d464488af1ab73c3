from . import transport_api_sql
