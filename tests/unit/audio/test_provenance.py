import datetime as dt

import pytest
from mutagen.id3 import ID3

from narrate.audio.provenance import Signature, credentials, sign
from narrate.audio.record import record
from narrate.audio.tags import Tags
from narrate.errors import AudioError
from narrate.settings.options import AudioOptions

pytestmark = [pytest.mark.tools, pytest.mark.usefixtures("c2pa")]


@pytest.fixture
def c2pa():
    pytest.importorskip("c2pa", reason="no library for C2PA: pip install 'narrate-articles[c2pa]'")


def issued(subject, key, issuer, issuer_key, *, is_authority):
    """Return a certificate as C2PA wants them (C2PA 2.2, 14.5.1)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID

    now = dt.datetime.now(dt.UTC)
    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=not is_authority, key_cert_sign=is_authority, **usage), critical=True
        )
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not is_authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def name(text):
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, text), x509.NameAttribute(NameOID.COMMON_NAME, text)]
    )


@pytest.fixture
def publisher(tmp_path):
    """A certificate of "The Paper" under an authority of this test, and its key."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = issued(name("Test Authority"), authority_key, name("Test Authority"), authority_key, is_authority=True)
    own = issued(name("The Paper"), key, name("Test Authority"), authority_key, is_authority=False)
    pem = serialization.Encoding.PEM
    (tmp_path / "chain.pem").write_bytes(own.public_bytes(pem) + authority.public_bytes(pem))
    plain = serialization.NoEncryption()
    (tmp_path / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return Signature(tmp_path / "chain.pem", tmp_path / "key.pem")


@pytest.fixture
def recording(tmp_path, voice, segment):
    parts = [segment(voice(2, seed=n), text=f"Part {n}.", block=n) for n in range(3)]
    return record(parts, tmp_path / "a.mp3", Tags(title="Bridge", headings=frozenset({1})))


def signed(recording, publisher):
    path = recording.path.with_name("signed.mp3")
    sign(recording.path, path, "Bridge", publisher)
    return path


def test_a_signed_recording_tells_its_signer(recording, publisher):
    found = credentials(signed(recording, publisher))
    assert found.intact
    assert found.signer == "The Paper"
    assert not found.trusted  # the authority of this test is on no list
    assert found.problems == ("signingCredential.untrusted",)


def test_signing_keeps_tags_and_sound(recording, publisher, decode):
    before = decode(recording.path)
    path = signed(recording, publisher)
    tag = ID3(path)
    assert str(tag["TIT2"]) == "Bridge"
    assert tag["CTOC:toc"].child_element_ids == ["chp0", "chp1"]
    assert str(tag["TXXX:ai_disclosure"])
    assert (decode(path) == before).all()


def test_a_change_after_signing_is_noticed(recording, publisher):
    path = signed(recording, publisher)
    content = bytearray(path.read_bytes())
    content[-2000] ^= 1
    path.write_bytes(content)
    found = credentials(path)
    assert not found.intact
    assert "assertion.dataHash.mismatch" in found.problems


def test_an_unsigned_recording_has_no_credentials(recording):
    assert credentials(recording.path) is None


def test_a_recording_is_signed_when_it_is_made(tmp_path, voice, segment, publisher):
    options = AudioOptions(extra_formats=("m4a",))
    record([segment(voice(2))], tmp_path / "b.mp3", Tags(title="Bridge"), options, publisher)
    assert all(credentials(tmp_path / f"b.{form}").intact for form in ("mp3", "m4a"))


def test_a_wrong_key_leaves_the_recording_as_it_was(recording, publisher, tmp_path, voice, segment):
    before = recording.path.read_bytes()
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no key")
    with pytest.raises(AudioError, match=r"wrong\.pem"):
        record([segment(voice(2))], recording.path, Tags(), None, Signature(publisher.certificate, wrong))
    assert recording.path.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.mp3", "chain.pem", "key.pem", "wrong.pem"]


def test_a_missing_certificate_is_named(recording, publisher, tmp_path):
    with pytest.raises(AudioError, match=r"gone\.pem"):
        signed(recording, Signature(tmp_path / "gone.pem", publisher.key))
