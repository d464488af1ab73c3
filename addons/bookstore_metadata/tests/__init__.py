from . import test_bnf, test_fel, test_library, test_onix, test_proposals
