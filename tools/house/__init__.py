"""Set-up, tests and tools of the suite; standard library only (it runs before anything is installed)."""
