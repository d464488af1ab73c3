from . import locks, occupations
