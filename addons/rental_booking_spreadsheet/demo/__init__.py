from . import figures_demo
