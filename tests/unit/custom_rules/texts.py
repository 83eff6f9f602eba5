"""What stands in a file of a customer's rules."""

import textwrap


def groups(*rules):
    """Return a rule file with a group, its first rule on line 4."""
    lines = "\n".join(
        textwrap.indent(textwrap.dedent(rule).strip("\n"), "      ") for rule in rules
    )
    return f"groups:\n  - name: g\n    rules:\n{lines}\n"
