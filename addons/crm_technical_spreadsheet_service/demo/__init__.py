from . import service_figures_demo
