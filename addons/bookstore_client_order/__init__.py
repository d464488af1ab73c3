from . import models
from . import demo  # isort: skip - it extends the models
