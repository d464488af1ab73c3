from . import remote_hook
