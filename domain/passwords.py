"""Users and passwords in URLs, wherever a text holds one."""

import re

# A user, a token or a password before the host of a URL. One may hold a slash, or
# stand without a colon, so all up to the @ is taken for it.
_IN_URL = re.compile(r"://[^\s\"'<>]*@")


def stands_in(text: str) -> bool:
    """Tell whether a text holds a URL with a user or a password."""
    return _IN_URL.search(text) is not None


def redacted(text: str) -> str:
    """Return a text without the user and password of any URL in it."""
    return _IN_URL.sub("://***@", text)
