from . import portal_refusal, remote_hook
