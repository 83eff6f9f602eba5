"""The throw-away certificate authority of an instance, made with openssl."""

from pathlib import Path

from sandbox import shell
from sandbox.paths import Instance

DAYS = "365"
CONFIGURATION = "[req]\ndistinguished_name = name\n[name]\n"
EC_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
SERVICE_NAMES = (
    "localhost",
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
)


def create(instance: Instance, folder: Path, node: str) -> None:
    """Write ca, apiserver, apiserver-client, kubelet (.crt, .key), sa.key, sa.pub."""
    folder.mkdir(mode=0o700)
    (folder / "openssl.cnf").write_text(CONFIGURATION)
    _authority(folder, instance.name)
    served = [instance.node_address, instance.api_service_address, "127.0.0.1"]
    _leaf(folder, "apiserver", "/CN=kube-apiserver", names(served, SERVICE_NAMES))
    _leaf(folder, "kubelet", f"/CN={node}", names([instance.node_address], [node]))
    _leaf(folder, "apiserver-client", "/O=system:masters/CN=kube-apiserver-client")
    _openssl(
        folder, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256",
        "-out", "sa.key",
    )  # fmt: skip
    _openssl(folder, "pkey", "-in", "sa.key", "-pubout", "-out", "sa.pub")


def serve(folder: Path, addresses: list[str], hosts: list[str]) -> None:
    """Write tls.crt and tls.key of a server, and ca.crt that alone vouches for it."""
    (folder / "openssl.cnf").write_text(CONFIGURATION)
    _authority(folder, f"authority of {hosts[0]}")
    _leaf(folder, "tls", f"/CN={hosts[0]}", names(addresses, hosts))


def names(addresses: list[str], hosts: tuple[str, ...] | list[str]) -> str:
    """Return the subjectAltName extension for addresses and host names."""
    entries = [f"IP:{address}" for address in addresses]
    entries += [f"DNS:{host}" for host in hosts]
    return "subjectAltName=" + ",".join(entries)


def _authority(folder: Path, name: str) -> None:
    _openssl(
        folder, "req", "-x509", *EC_KEY, "-keyout", "ca.key", "-out", "ca.crt",
        "-days", DAYS, "-subj", f"/CN={name}",
        "-addext", "basicConstraints=critical,CA:TRUE",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign,digitalSignature",
    )  # fmt: skip


def _leaf(folder: Path, name: str, subject: str, alternatives: str = "") -> None:
    """Sign a server certificate, or a client's when it has no alternative names."""
    usage = "serverAuth" if alternatives else "clientAuth"
    extra = ["-addext", alternatives] if alternatives else []
    _openssl(
        folder, "req", "-x509", *EC_KEY, "-CA", "ca.crt", "-CAkey", "ca.key",
        "-keyout", f"{name}.key", "-out", f"{name}.crt", "-days", DAYS,
        "-subj", subject, *extra,
        "-addext", "basicConstraints=critical,CA:FALSE",
        "-addext", f"extendedKeyUsage={usage}",
    )  # fmt: skip


def _openssl(folder: Path, command: str, *arguments: str) -> None:
    configuration = ["-config", "openssl.cnf"] if command == "req" else []
    shell.run(["openssl", command, *configuration, *arguments], cwd=folder)
