"""All SQL of the add-on, by subject."""

from . import completeness, facets, index, matching, store
