from . import test_assistant, test_assistant_twice, test_assistant_ui
