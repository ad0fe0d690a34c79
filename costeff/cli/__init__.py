"""The command line. Nothing below this package is imported before a command needs it, so that help is instant."""

from costeff.cli.app import app, main

__all__ = ["app", "main"]
