from . import test_equivalents, test_papers
