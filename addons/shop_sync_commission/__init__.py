from . import demo, models, wizards
from .hooks import free_of_commission, uninstall_hook
