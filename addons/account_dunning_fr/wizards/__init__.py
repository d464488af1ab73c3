from . import dunning_hold
