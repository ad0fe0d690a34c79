"""The contents of a report, by section: each module lists the names that templates may use, and how each is made."""
