"""Writes docs/faults.md."""

from tests.faults.table import PAGE, page

PAGE.write_text(page(), encoding="utf-8")
