"""All SQL of the add-on, by subject."""

from . import quotes, trades
