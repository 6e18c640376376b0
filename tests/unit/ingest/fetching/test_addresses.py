"""Public and private network addresses."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.fetching.addresses import is_public

PRIVATE = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
           "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1"]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_only_we_can_reach_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"])
def test_nor_is_one_of_the_new_kind(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
@pytest.mark.parametrize("form", ["::ffff:{0}", "::{0}", "64:ff9b::{0}"])
def test_nor_is_a_private_address_inside_a_new_one(address: str, form: str) -> None:
    assert not is_public(ipaddress.ip_address(form.format(address)))


def test_nor_behind_a_tunnel() -> None:
    assert not is_public(ipaddress.ip_address("2002:7f00:1::"))  # 6to4 to 127.0.0.1
    assert not is_public(ipaddress.ip_address("2001:0:4136:e378:8000:63bf:80ff:fffe"))  # Teredo to 127.0.0.1


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_as_public_as_it_is_alone(address: ipaddress.IPv4Address) -> None:
    for form in ("::ffff:{0}", "64:ff9b::{0}"):
        assert is_public(ipaddress.ip_address(form.format(address))) <= is_public(address)
