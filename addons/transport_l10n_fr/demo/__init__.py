from . import transport_demo
