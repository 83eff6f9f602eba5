"""`python -m tests.mutation`: how much of the rules their tests hold in place."""

from tests.mutation.cli import main

if __name__ == "__main__":
    main()
