"""The report of a study: one template, filled once, written as Word, HTML and PDF."""
