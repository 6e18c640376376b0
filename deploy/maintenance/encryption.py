"""Encryption of a backup's files: AES-256-GCM, chunk by chunk, under a key made from a passphrase by scrypt.

A file is a header (``QWENC1``, salt, prefix of the nonces) and chunks of 1 MiB, each with its tag of 16 bytes. A
chunk's nonce has its number and whether it is the last (the construction STREAM of Hoang, Reyhanitabar, Rogaway and
Vizár 2015), and the file's name is authenticated with it: chunks that were changed, cut off, swapped or renamed are
noticed. Memory is two chunks.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from deploy.maintenance.endings import Refusal

MAGIC = b"QWENC1"
SALT, PREFIX, TAG = 16, 7, 16
"""Bytes. The nonce of AES-GCM has 12: the prefix, the chunk's number in 4, and 1 that is set in the last chunk."""

CHUNK = 1 << 20

SHORTEST = 12
"""Characters of a passphrase. Scrypt makes each guess dear; a short one is guessed all the same."""

_COST = 1 << 17
"""Of scrypt, with blocks of 8: 128 MB and about half a second for each guess (OWASP's advice of 2023)."""

Advance = Callable[[int], None]


def passphrase_in(path: Path) -> str:
    """Return the passphrase that a file holds, without the end of its line. Raises Refusal if it is too short."""
    try:
        passphrase = path.read_text("utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise Refusal(f"The passphrase cannot be read from {path}: {error}") from None
    if len(passphrase) < SHORTEST:
        raise Refusal(f"The passphrase in {path} has {len(passphrase)} characters; take at least {SHORTEST}.")
    return passphrase


def encrypt(source: Path, target: Path, passphrase: str, salt: bytes) -> None:
    """Write an encrypted copy of a file. ``salt``: of the backup, new for each; its files share the key."""
    prefix = os.urandom(PREFIX)
    cipher = AESGCM(_key(passphrase, salt))
    with source.open("rb") as plain, target.open("xb") as secret:
        secret.write(MAGIC + salt + prefix)
        for number, (chunk, last) in enumerate(_chunks(plain, CHUNK)):
            secret.write(cipher.encrypt(_nonce(prefix, number, last=last), chunk, _name(target)))
        secret.flush()
        os.fsync(secret.fileno())


def decrypt(source: Path, target: Path, passphrase: str, advance: Advance = lambda _: None) -> None:
    """Write the plain copy of an encrypted file; ``advance`` gets the bytes of each step.

    Raises Refusal if the passphrase is another one, or the file is not what was written.
    """
    with source.open("rb") as secret, target.open("xb") as plain:
        header = secret.read(len(MAGIC) + SALT + PREFIX)
        if not header.startswith(MAGIC) or len(header) < len(MAGIC) + SALT + PREFIX:
            raise Refusal(f"{source} is not encrypted by Quotewire.")
        salt, prefix = header[len(MAGIC) : -PREFIX], header[-PREFIX:]
        cipher = AESGCM(_key(passphrase, salt))
        for number, (chunk, last) in enumerate(_chunks(secret, CHUNK + TAG)):
            try:
                plain.write(cipher.decrypt(_nonce(prefix, number, last=last), chunk, _name(source)))
            except InvalidTag:
                raise Refusal(
                    f"{source} cannot be decrypted: the passphrase is another one, or the file was changed."
                ) from None
            advance(len(chunk))
        plain.flush()
        os.fsync(plain.fileno())


@lru_cache(maxsize=4)
def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())


def _chunks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Yield the pieces of a file, each with whether it is the last; an empty file is one empty piece."""
    chunk = file.read(size)
    while True:
        following = file.read(size)
        yield chunk, not following
        if not following:
            return
        chunk = following


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)


def _name(path: Path) -> bytes:
    return path.name.encode()
