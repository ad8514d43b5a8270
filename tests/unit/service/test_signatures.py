"""Only what was signed with the secret, now, over these bytes, is accepted."""

import hashlib
import hmac

import pytest

from narrate.errors import RequestRefused
from narrate.service.signatures import check, check_bearer, check_ghost, sign

SECRET = "a-secret-of-some-length"
NOW_S = 1_770_000_000.25
BODY = b'{"post": 1}'


def ghost(body=BODY, secret=SECRET, time_ms=int(NOW_S * 1000), *, dated=True):
    content = body + str(time_ms).encode() if dated else body
    return f"sha256={hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()}, t={time_ms}"


@pytest.mark.parametrize("dated", [True, False])
def test_both_forms_of_ghosts_signature_are_accepted(dated):
    assert check_ghost(ghost(dated=dated), BODY, SECRET, NOW_S, 300)


def test_a_signature_without_a_signed_time_is_remembered_for_longer():
    dated = check_ghost(ghost(), BODY, SECRET, NOW_S, 300)
    undated = check_ghost(ghost(dated=False), BODY, SECRET, NOW_S, 300)
    assert undated.keep_s > 100 * dated.keep_s


def test_a_new_time_on_an_old_undated_signature_makes_no_new_mark():
    first = check_ghost(ghost(dated=False), BODY, SECRET, NOW_S, 300)
    digest = ghost(dated=False).partition(",")[0]
    again = check_ghost(f"{digest}, t={int(NOW_S * 1000) + 7}", BODY, SECRET, NOW_S, 300)
    assert again.digest == first.digest


MALFORMED = [
    None,
    "",
    "sha256=",
    "sha256=abc, t=1770000000250",
    f"sha256={'g' * 64}, t=1770000000250",
    f"sha256={'a' * 63}, t=1770000000250",
    f"sha256={'a' * 64}",
    f"sha256={'a' * 64}, t=",
    f"sha256={'a' * 64}, t=-1",
    f"sha256={'a' * 64}, t=1e12",
    f"sha256={'a' * 64}, t={'9' * 400}",
    f"sha256={'a' * 64}, t=１７７００００００００００",
    f"sha512={'a' * 64}, t=1770000000250",
    f"sha256={'a' * 64}, t=1770000000250\n",
    f"sha256={'a' * 64}, t=1770000000250, t=1770000000250",
    "\x00" * 90,
]


@pytest.mark.parametrize("header", MALFORMED)
def test_a_malformed_signature_of_ghost_is_refused(header):
    with pytest.raises(RequestRefused, match="must be") as refused:
        check_ghost(header, BODY, SECRET, NOW_S, 300)
    assert refused.value.status == 401


@pytest.mark.parametrize("header", [*MALFORMED, ghost()])
def test_a_malformed_signature_is_refused(header):
    with pytest.raises(RequestRefused):
        check(header, BODY, SECRET, NOW_S, 300)


@pytest.mark.parametrize("dated", [True, False])
def test_a_forged_signature_is_refused(dated):
    with pytest.raises(RequestRefused, match="doesn't match"):
        check_ghost(ghost(secret="another-secret", dated=dated), BODY, SECRET, NOW_S, 300)
    with pytest.raises(RequestRefused, match="doesn't match"):
        check_ghost(ghost(dated=dated), BODY + b" ", SECRET, NOW_S, 300)


@pytest.mark.parametrize("shift_s", [-301, 301])
def test_a_stale_signature_and_one_from_the_future_are_refused(shift_s):
    with pytest.raises(RequestRefused, match="too far from"):
        check_ghost(ghost(time_ms=int((NOW_S + shift_s) * 1000)), BODY, SECRET, NOW_S, 300)
    with pytest.raises(RequestRefused, match="too far from"):
        check(sign(BODY, SECRET, NOW_S + shift_s), BODY, SECRET, NOW_S, 300)


def test_the_time_is_part_of_our_own_signature():
    header = sign(BODY, SECRET, NOW_S)
    assert check(header, BODY, SECRET, NOW_S, 300)
    with pytest.raises(RequestRefused, match="doesn't match"):
        check(header.replace("t=1770000000", "t=1770000001"), BODY, SECRET, NOW_S, 300)


@pytest.mark.parametrize(
    ("header", "fits"),
    [
        (f"Bearer {SECRET}", True),
        (f"bearer  {SECRET}", True),
        (f"Basic {SECRET}", False),
        (SECRET, False),
        ("Bearer ", False),
        ("Bearer ключ", False),
        (None, False),
    ],
)
def test_a_token_is_compared_whole(header, fits):
    assert check_bearer(header, SECRET) is fits
