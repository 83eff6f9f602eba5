"""Plain reads of a cluster's API, before anything of ours is declared there."""

import json
from http import HTTPStatus
from typing import Any

from kubernetes.client import ApiException, Configuration
from kubernetes.config import ConfigException, new_client_from_config_dict
from urllib3.exceptions import HTTPError

# Seconds until a cluster that does not answer counts as out of reach.
TIMEOUT = 5


class UnreachableError(Exception):
    """The cluster did not answer, or did not let us read; says which and why."""


class Api:
    """Plain reads of the cluster's API, by path."""

    def __init__(self, config: dict[str, Any]) -> None:
        configuration = Configuration()
        configuration.retries = False
        try:
            self._client = new_client_from_config_dict(
                config, client_configuration=configuration
            )
        except ConfigException as error:
            raise UnreachableError(f"cannot be asked ({error})") from None

    def get(self, path: str) -> dict[str, Any] | None:
        """Return an object, or None where there is none (nor its kind).

        Raises:
            UnreachableError: where the cluster does not answer, or does not let us.
        """
        request = self._client.param_serialize(
            "GET", path, auth_settings=["BearerToken"]
        )
        try:
            response = self._client.call_api(*request, _request_timeout=TIMEOUT)
            response.read()
        except (HTTPError, ApiException) as error:
            raise UnreachableError(f"does not answer ({_innermost(error)})") from None
        if response.status == HTTPStatus.NOT_FOUND:
            return None
        if response.status != HTTPStatus.OK:
            raise UnreachableError(
                f"does not let us read {path.partition('?')[0]} "
                f"({response.status} {response.reason})"
            )
        return dict(json.loads(response.data))


def _innermost(error: BaseException) -> str:
    """Return the reason that the operating system gave, without the client's layers."""
    inner = next((it for it in error.args if isinstance(it, BaseException)), None)
    cause = error.__cause__ or error.__context__ or inner
    if cause is not None:
        return _innermost(cause)
    return str(getattr(error, "strerror", None) or error)
