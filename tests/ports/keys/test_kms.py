"""What only a keyring in AWS KMS can be asked."""

from __future__ import annotations

import pytest

from lapel.ports.keys import KeysError, from_url

SECRET = "a secret from the environment"


@pytest.mark.parametrize("place", ["eu-central-1", "eu-central-1/", "Frankfurt/lapel", "x/y"])
def test_region_and_prefix_are_asked_for(place: str) -> None:
    """The sentence gives an example."""
    with pytest.raises(KeysError, match="awskms://eu-central-1/lapel"):
        from_url(f"awskms://{place}", secret=SECRET)


def test_without_the_package_the_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an optional requirement."""
    monkeypatch.setattr("lapel.ports.keys.kms.find_spec", lambda _: None)
    with pytest.raises(KeysError, match="botocore"):
        from_url("awskms://eu-central-1/lapel", secret=SECRET)


def test_without_credentials_the_sentence_names_the_variables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is asked of the machine's surroundings in a test."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    keys = from_url("awskms://eu-central-1/lapel?endpoint=http://127.0.0.1:9", secret=SECRET)
    with pytest.raises(KeysError, match="AWS_ACCESS_KEY_ID"):
        keys.list()


def test_a_service_that_is_not_there_is_a_keyring_that_cannot_be_reached(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Port 9 of this machine answers nobody."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of-the-tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-the-tests")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    keys = from_url("awskms://eu-central-1/lapel?endpoint=http://127.0.0.1:9", secret=SECRET)
    with pytest.raises(KeysError, match="cannot be reached") as said:
        keys.create("issuer", "p256")
    assert "of-the-tests" not in str(said.value)
