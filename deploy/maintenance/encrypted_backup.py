"""Encrypted backup: a backup each of whose files, the manifest too, is encrypted; and a manifest in the clear.

The one in the clear has checksums of the encrypted files, so that a copy is checked without the passphrase.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from deploy.maintenance import backup_folder, encryption
from deploy.maintenance.backup_folder import MANIFEST, Manifest
from deploy.maintenance.endings import Refusal, errors_as_exit_status
from deploy.maintenance.progress import counted

SUFFIX = ".encrypted"


def encrypt(plain: Path, target: Path, passphrase: str) -> None:
    """Write the encrypted copy of the backup in ``plain`` into an empty folder."""
    manifest = backup_folder.read(plain)
    salt = os.urandom(encryption.SALT)
    for name in (*manifest.files, MANIFEST):
        encryption.encrypt(plain / name, target / f"{name}{SUFFIX}", passphrase, salt)
    names = sorted(file.name for file in target.iterdir())
    checksums = {name: backup_folder.sha256(target / name) for name in names}
    backup_folder.finish(target, replace(manifest, encrypted=True, files=checksums))


def decrypt(source: Path, target: Path, passphrase_file: Path) -> None:
    """See :func:`deploy.maintenance.commands.decrypt`."""
    with errors_as_exit_status(again="", interrupted=f"Interrupted. Remove {target}.") as console:
        manifest = backup_folder.read(source)
        if not manifest.encrypted:
            raise Refusal(f"{source} is not encrypted.")
        os.umask(0o077)
        backup_folder.begin(target)
        with counted(console, "Checking the backup, bytes", backup_folder.size(source, manifest)) as advance:
            backup_folder.verify(source, manifest, advance)
        _decrypt_into(target, source, manifest, passphrase_file, console)
        console.print(f"Decrypted into {target}. It holds all that was posted: remove it when it is not needed.")


@contextmanager
def decrypted(
    source: Path, manifest: Manifest, passphrase_file: Path | None, beside: Path | None, console: Console
) -> Iterator[tuple[Path, Manifest]]:
    """Give a backup in the clear, with its manifest: ``source`` itself, or a copy that is there while inside.

    The copy is in a folder of its own in ``beside``, or where temporary files are. Raises Refusal without the
    passphrase.
    """
    if not manifest.encrypted:
        yield source, manifest
        return
    if passphrase_file is None:
        raise Refusal(f"{source} is encrypted: name the file of its passphrase (--passphrase-file).")
    if beside:
        beside.mkdir(parents=True, exist_ok=True)  # of a machine that is new, or has lost its disk
    with tempfile.TemporaryDirectory(dir=beside, prefix="decrypted-") as folder:
        _decrypt_into(Path(folder), source, manifest, passphrase_file, console)
        yield Path(folder), backup_folder.read(Path(folder))


def _decrypt_into(folder: Path, source: Path, manifest: Manifest, passphrase_file: Path, console: Console) -> None:
    passphrase = encryption.passphrase_in(passphrase_file)
    with counted(console, "Decrypting, bytes", backup_folder.size(source, manifest)) as advance:
        for name in manifest.files:
            encryption.decrypt(source / name, folder / name.removesuffix(SUFFIX), passphrase, advance)
