"""Encrypted files come back as they were, and nothing that was done to them goes unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.maintenance import encryption
from deploy.maintenance.encryption import CHUNK, PREFIX, SALT, TAG, decrypt, encrypt
from deploy.maintenance.endings import Refusal

PASSPHRASE = "a gull, a heron and a tern"
HEADER = len(encryption.MAGIC) + SALT + PREFIX
PLAIN = bytes(range(256)) * (2 * CHUNK // 256) + b"and a last piece"


@pytest.fixture
def encrypted(tmp_path: Path) -> Path:
    (tmp_path / "plain").write_bytes(PLAIN)
    encrypt(tmp_path / "plain", tmp_path / "secret", PASSPHRASE, bytes(SALT))
    return tmp_path / "secret"


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_a_file_of_any_size_comes_back(tmp_path: Path, size: int) -> None:
    content = (PLAIN * 2)[:size]
    (tmp_path / "plain").write_bytes(content)
    encrypt(tmp_path / "plain", tmp_path / "secret", PASSPHRASE, bytes(SALT))

    decrypt(tmp_path / "secret", tmp_path / "again", PASSPHRASE)

    assert (tmp_path / "again").read_bytes() == content


def test_the_same_file_is_never_encrypted_the_same_way(tmp_path: Path, encrypted: Path) -> None:
    other = tmp_path / "other" / "secret"
    other.parent.mkdir()
    encrypt(tmp_path / "plain", other, PASSPHRASE, bytes(SALT))
    assert PLAIN[:64] not in encrypted.read_bytes()
    assert encrypted.read_bytes()[HEADER:] != other.read_bytes()[HEADER:]


def flipped(secret: bytes) -> bytes:
    return secret[:-30] + bytes([secret[-30] ^ 1]) + secret[-29:]


def without_the_last_chunk(secret: bytes) -> bytes:
    return secret[: HEADER + 2 * (CHUNK + TAG)]


def in_another_order(secret: bytes) -> bytes:
    second, third = HEADER + CHUNK + TAG, HEADER + 2 * (CHUNK + TAG)
    return secret[:HEADER] + secret[second:third] + secret[HEADER:second] + secret[third:]


def longer(secret: bytes) -> bytes:
    return secret + b"x"


@pytest.mark.parametrize("change", [flipped, without_the_last_chunk, in_another_order, longer])
def test_a_changed_file_is_refused(tmp_path: Path, encrypted: Path, change: Callable[[bytes], bytes]) -> None:
    encrypted.write_bytes(change(encrypted.read_bytes()))

    with pytest.raises(Refusal, match="was changed"):
        decrypt(encrypted, tmp_path / "again", PASSPHRASE)


def test_a_file_under_another_name_is_refused(tmp_path: Path, encrypted: Path) -> None:
    with pytest.raises(Refusal):
        decrypt(encrypted.rename(tmp_path / "renamed"), tmp_path / "again", PASSPHRASE)


def test_what_is_not_encrypted_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="not encrypted"):
        (tmp_path / "plain").write_bytes(PLAIN)
        decrypt(tmp_path / "plain", tmp_path / "again", PASSPHRASE)


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text("gull\n")
    with pytest.raises(Refusal, match="4 characters"):
        encryption.passphrase_in(tmp_path / "passphrase")
