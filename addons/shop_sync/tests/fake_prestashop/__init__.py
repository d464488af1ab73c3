"""A PrestaShop web service in memory: what the real 8.1.2 and 1.6.1 do, including their faults.

Standard library only; checked against recordings of a real shop by
``tests/core/test_fake_conformance.py``.
"""
