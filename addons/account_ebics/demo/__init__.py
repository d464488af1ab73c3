from . import ebics_demo
