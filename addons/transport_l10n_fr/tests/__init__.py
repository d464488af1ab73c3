from . import test_consignment, test_ghg
