"""What is wrong with an object store's address or credentials is one line."""

import pytest

from narrate.errors import StoreError
from narrate.store.objects import ObjectStore


@pytest.mark.s3
@pytest.mark.parametrize("address", ["s3://", "s3:///prefix"])
def test_an_address_without_a_bucket_is_refused(address):
    with pytest.raises(StoreError, match=rf"^{address} names no bucket; write it as s3://BUCKET/PREFIX$"):
        ObjectStore(address)


@pytest.mark.s3
@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("s3://bucket/pages", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        ("gs://bucket", "GOOGLE_SERVICE_ACCOUNT"),
    ],
)
def test_missing_credentials_are_named_instead_of_the_service_that_was_asked_for_them(address, names, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "GOOGLE_SERVICE_ACCOUNT"):
        monkeypatch.delenv(name, raising=False)
    asked = ValueError("Generic error: Error performing PUT http://169.254.169.254/latest/api/token in 3 ms")
    assert str(ObjectStore(address)._explained("a.html", asked)) == f"{address}: there are no credentials; set {names}"
