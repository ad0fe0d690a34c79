"""`python -m costeff`: the same as the command `costeff`."""

from costeff.cli import main

if __name__ == "__main__":
    main()
