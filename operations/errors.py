"""What an operation refuses or cannot do."""


class OperationError(Exception):
    """One plain line: what was wrong, what was found, what to do.

    `exit_code` is 1 where the stack or the cluster is at fault, 2 where the call is.
    """

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code
