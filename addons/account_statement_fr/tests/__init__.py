from . import test_statement_import, test_statement_match
