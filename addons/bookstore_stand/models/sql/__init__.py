"""All SQL of the add-on. Every function takes an environment and returns plain Python values."""

from .figures import Figures, stand_figures, stand_origins
