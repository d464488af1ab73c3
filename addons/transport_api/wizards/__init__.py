from . import transport_api_key_new
