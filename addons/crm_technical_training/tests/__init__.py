from . import test_training, test_training_ui
