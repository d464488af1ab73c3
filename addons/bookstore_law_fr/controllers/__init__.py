from . import lending
