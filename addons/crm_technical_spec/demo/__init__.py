from . import spec_demo
