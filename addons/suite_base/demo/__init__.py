from . import suite_demo
