from . import statement_demo
