from . import test_features
