"""A complaint of the lint: where, what, and what to do."""

from typing import NamedTuple


class Complaint(NamedTuple):
    """One thing that is wrong with a rule; `line` is 0 where it is not known."""

    file: str
    line: int
    group: str
    rule: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: group {self.group}: {self.rule}: {self.what}; {self.remedy}"


class Finding(NamedTuple):
    """What is wrong and what to do, before it is known where."""

    what: str
    remedy: str
