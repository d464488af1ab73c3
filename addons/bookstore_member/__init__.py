from . import controllers, models, wizards
from . import demo  # isort: skip - it extends the models
from .hooks import uninstall_hook
