from . import demand, pipeline
