"""What a container runs, as its specification says: its image and its flags."""

from collections.abc import Mapping, Sequence
from typing import Any


class Image:
    """An image's reference: REGISTRY/REPOSITORY:TAG@DIGEST, of which parts may lack."""

    def __init__(self, reference: str) -> None:
        place, _, self.digest = reference.partition("@")
        # A colon before the last slash is a registry's port.
        path, slash, last = place.rpartition("/")
        last, _, self.tag = last.partition(":")
        self.repository = f"{path}{slash}{last}"

    @property
    def name(self) -> str:
        """The repository's last part: what it is, whoever publishes it."""
        return self.repository.rpartition("/")[2]

    @property
    def place(self) -> str:
        """Registry and repository; without a registry it is Docker's, as runtimes do.

        A first part that could be a host's name is a registry.
        """
        first, slash, _ = self.repository.partition("/")
        if slash and ("." in first or ":" in first or first == "localhost"):
            return self.repository
        return f"docker.io/{self.repository if slash else 'library/' + self.repository}"


def image(reference: object) -> Image:
    """Split an image's reference as the container runtime does; nothing has no part."""
    return Image(str(reference or ""))


def flag(container: Mapping[str, Any], name: str) -> str | None:
    """Return the value of a container's flag; None where it is not given.

    With one dash or two; written --flag=value, or with the value as the next argument.
    """
    words = [word for key in ("command", "args") for word in _words(container.get(key))]
    for index, word in enumerate(words):
        found, equals, value = word.lstrip("-").partition("=")
        if found == name and word.startswith("-"):
            return value if equals else next(iter(words[index + 1 :]), "")
    return None


def _words(given: object) -> list[str]:
    return [str(word) for word in given] if isinstance(given, Sequence) else []
