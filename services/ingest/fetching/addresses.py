"""Network addresses of hosts that strangers named: resolved once, and connected to only where they are public."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Callable, Collection, Iterator, Sequence

from services.ingest.fetching.failures import FetchFailed

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""Return the addresses of a host, as text. Raises OSError where there are none."""

MOST_TRIED = 3
"""Addresses of one host that are tried, one after the other."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


def look_up(host: str, port: int) -> list[str]:
    """Return a host's addresses as the operating system knows them, octal and decimal spellings of one included."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: Address) -> bool:
    """Return whether an address belongs to the public internet, as does the IPv4 address inside an IPv6 one."""
    if address in _NAT64:  # how machines without IPv4 see all of it
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        return not address.is_site_local and address not in _LOCAL_NAT64 and all(map(is_public, _embedded(address)))
    return True


def _embedded(address: ipaddress.IPv6Address) -> Iterator[ipaddress.IPv4Address]:
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _COMPATIBLE:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


async def addresses_of(host: str, port: int, *, allowed: Collection[str], resolve: Resolve = look_up) -> list[str]:
    """Return the addresses that a host may be connected to: its public ones, or all where ``allowed`` names the host.

    Raises FetchFailed (``unknown_host``, ``private_address``).
    """
    try:
        texts = await _in_thread(resolve, host, port)
    except (OSError, UnicodeError) as error:
        raise FetchFailed("unknown_host", f"The host {host} is not known to DNS ({error}).") from error
    if host in allowed:
        return texts[:MOST_TRIED]
    public = [text for text in texts if "%" not in text and is_public(ipaddress.ip_address(text))]
    if not public:
        raise FetchFailed(
            "private_address",
            f"The host {host} is not on the public internet; name it in QUOTEWIRE_FETCH_PRIVATE_HOSTS if it should be"
            " fetched from.",
        )
    return public[:MOST_TRIED]


async def _in_thread(resolve: Resolve, host: str, port: int) -> list[str]:
    """Resolve in a thread that nobody waits for any longer than they want to: DNS cannot be interrupted."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def tell(result: list[str] | BaseException) -> None:
        if answer.cancelled():
            return
        if isinstance(result, BaseException):
            answer.set_exception(result)
        else:
            answer.set_result(result)

    def work() -> None:
        result: list[str] | BaseException
        try:
            result = list(resolve(host, port))
        except Exception as error:  # noqa: BLE001 - raised where the answer is waited for
            result = error
        try:
            loop.call_soon_threadsafe(tell, result)
        except RuntimeError:
            return  # the loop has ended: nobody waits any more

    threading.Thread(target=work, name="resolve", daemon=True).start()
    return await answer
