"""`python -m operations`: what is done with a stack beside `pulumi up`."""

from operations.cli import main

if __name__ == "__main__":
    main()
