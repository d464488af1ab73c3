from . import clients
