"""All SQL of the add-on. Every function takes an environment."""

from .guards import guard_codes
from .titles import records_of
