"""Settings from the environment: what is read, and the sentence a wrong value gets."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from itwins_site import environment


def test_a_default_holds_when_a_variable_is_unset(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)

    assert environment.number("PORT", 8000) == 8000


def test_a_secret_is_read_from_the_file_that_its_variable_names(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("from the file")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "secret"))

    assert environment.text("SECRET_KEY", "") == "from the file"


@pytest.mark.parametrize("given", ["eighty", "0", "65536", "80.5", "-1", ""])
def test_a_number_out_of_its_range_is_one_sentence_that_says_what_to_set(monkeypatch, given):
    monkeypatch.setenv("PORT", given)

    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.number("PORT", 8000, at_least=1, at_most=65535)

    assert str(refusal.value) == (
        f"PORT is '{given}', but must be a whole number from 1 to 65535."
        " Next: set PORT=8000, or leave it unset."
    )


@pytest.mark.parametrize(
    ("given", "read"),
    [("true", True), ("1", True), ("Yes", True), ("false", False), ("0", False), ("", False)],
)
def test_a_switch_reads_the_usual_words(monkeypatch, given, read):
    monkeypatch.setenv("UNIQUE_DISPLAY_NAMES", given)

    assert environment.switch("UNIQUE_DISPLAY_NAMES", default=not read) is read


def test_a_switch_refuses_other_words(monkeypatch):
    monkeypatch.setenv("UNIQUE_DISPLAY_NAMES", "perhaps")

    with pytest.raises(ImproperlyConfigured, match="UNIQUE_DISPLAY_NAMES is 'perhaps'"):
        environment.switch("UNIQUE_DISPLAY_NAMES", default=True)


def test_a_choice_names_what_can_be_chosen(monkeypatch):
    monkeypatch.setenv("DEMO", "huge")

    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.choice("DEMO", "small", ("none", "small", "large"))

    assert str(refusal.value) == (
        "DEMO is 'huge', but must be one of none, small, large."
        " Next: set DEMO=small, or leave it unset."
    )


def test_a_folder_is_made_and_relative_to_the_repository(monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", "kept/here")

    assert environment.folder("DATA_DIR", "var", below=tmp_path) == tmp_path / "kept/here"
    assert (tmp_path / "kept/here").is_dir()


def test_a_folder_that_cannot_be_made_is_one_sentence(monkeypatch, tmp_path):
    (tmp_path / "a-file").touch()
    monkeypatch.setenv("DATA_DIR", "a-file/below")

    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.folder("DATA_DIR", "var", below=tmp_path)

    assert str(refusal.value) == (
        f"DATA_DIR is '{tmp_path}/a-file/below', where nothing can be written (Not a directory)."
        " Next: set DATA_DIR to a folder that can be written."
    )


def test_a_public_url_loses_its_trailing_slash(monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://registry.example/")

    assert environment.public_url("PUBLIC_URL", "unused") == "https://registry.example"


@pytest.mark.parametrize("given", ["registry.example", "ftp://registry.example", "http://x:port"])
def test_a_public_url_that_is_no_address_is_refused(monkeypatch, given):
    monkeypatch.setenv("PUBLIC_URL", given)

    with pytest.raises(ImproperlyConfigured, match="PUBLIC_URL is"):
        environment.public_url("PUBLIC_URL", "http://localhost:8000")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_every_loopback_name_is_allowed_while_the_public_url_has_one_of_them(host):
    url = f"http://{host}:8000"

    assert environment.hosts_of(url) == ["localhost", "127.0.0.1", "[::1]"]
    assert environment.origins_of(url) == [
        "http://localhost:8000",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
    ]


def test_only_the_public_host_is_allowed_once_there_is_one():
    assert environment.hosts_of("https://registry.example") == ["registry.example"]
    assert environment.origins_of("https://registry.example") == ["https://registry.example"]


def test_a_database_of_another_kind_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://root@localhost/twins")

    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL begins with 'mysql:'"):
        environment.database("DATABASE_URL", f"sqlite:///{Path('unused')}")


def test_a_postgresql_address_is_taken_apart(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://ada:secret@db.example:5433/twins")

    database = environment.database("DATABASE_URL", "sqlite:///unused")

    assert {name: database[name] for name in ("ENGINE", "USER", "PASSWORD", "HOST", "PORT")} == {
        "ENGINE": "django.db.backends.postgresql",
        "USER": "ada",
        "PASSWORD": "secret",
        "HOST": "db.example",
        "PORT": 5433,
    }
    assert database["NAME"] == "twins"


@pytest.mark.parametrize("given", ["", "redis://:secret@cache.example:6379/2", "unix:///run/r"])
def test_a_redis_server_is_given_as_an_address(monkeypatch, given):
    monkeypatch.setenv("REDIS_URL", given)

    assert environment.redis("REDIS_URL") == given


@pytest.mark.parametrize("given", ["cache.example", "redis://", "http://:secret@c", "redis://c:x"])
def test_what_is_no_redis_server_is_refused_without_telling_its_password(monkeypatch, given):
    monkeypatch.setenv("REDIS_URL", given)

    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.redis("REDIS_URL")

    assert str(refusal.value) == (
        "REDIS_URL is no address of a Redis server. It must be redis://host:port/number, or"
        " rediss:// with encryption. Next: correct it, or leave it unset."
    )


def test_redis_without_its_packages_says_how_to_install_them(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://cache.example")
    monkeypatch.setattr(environment, "REDIS_PACKAGES", ("redis", "not_installed"))

    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.redis("REDIS_URL")

    assert str(refusal.value) == (
        "REDIS_URL is set, but the packages for Redis are not installed. Next: .venv/bin/pip"
        " install --require-hashes -r requirements-extras.lock, or leave REDIS_URL unset."
    )


@pytest.mark.parametrize(
    ("given", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", None, False, False),
        ("smtp+tls://me%40mail.example:s%3Acret@mail.example:587", 587, True, False),
        ("smtp+ssl://me%40mail.example:s%3Acret@mail.example:465", 465, False, True),
    ],
)
def test_a_mail_server_is_given_as_an_address(monkeypatch, given, port, tls, ssl):
    monkeypatch.setenv("EMAIL_URL", given)

    found = environment.mail_server("EMAIL_URL")

    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", port)
    assert (found.get("EMAIL_USE_TLS", False), found.get("EMAIL_USE_SSL", False)) == (tls, ssl)
    signed_in = (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"])
    assert signed_in == (("me@mail.example", "s:cret") if port else (None, None))


def test_no_mail_server_is_none(monkeypatch):
    monkeypatch.delenv("EMAIL_URL", raising=False)

    assert environment.mail_server("EMAIL_URL") is None


@pytest.mark.parametrize(
    "given", ["mail.example", "smtp://", "http://m", "smtp://m:x", "filemail:/"]
)
def test_what_is_no_mail_server_is_refused_without_telling_its_password(monkeypatch, given):
    monkeypatch.setenv("EMAIL_URL", given)

    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.mail_server("EMAIL_URL")

    assert str(refusal.value) == (
        "EMAIL_URL is no mail server's address. It must be smtp://user:password@host:port;"
        " with encryption, smtp+tls:// or smtp+ssl://. Next: correct it, or leave it unset."
    )


@pytest.mark.parametrize("given", ["", "https://a.example/realms/x/", "http://127.0.0.1:9090"])
def test_an_openid_issuer_is_kept_to_the_character(monkeypatch, given):
    monkeypatch.setenv("OIDC_ISSUER", given)

    assert environment.openid_issuer("OIDC_ISSUER") == given


@pytest.mark.parametrize("given", ["a.example", "http://a.example", "https://", "https://a.b/?c"])
def test_an_openid_issuer_must_be_a_safe_address(monkeypatch, given):
    monkeypatch.setenv("OIDC_ISSUER", given)

    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.openid_issuer("OIDC_ISSUER")

    assert str(refusal.value) == (
        f"OIDC_ISSUER is '{given}', but must be an address such as https://sign-in.example."
        " Next: copy the issuer from your provider, or leave it unset."
    )


def test_what_goes_together_is_set_together():
    environment.all_or_none(A="", B="")
    environment.all_or_none(A="1", B="2")
    with pytest.raises(ImproperlyConfigured) as one:
        environment.all_or_none(A="1", B="2", C="")
    with pytest.raises(ImproperlyConfigured) as two:
        environment.all_or_none(A="1", B="", C="")

    told = "but A, B, C go together. Next: set all of them, or none."
    assert str(one.value) == f"C is not set, {told}"
    assert str(two.value) == f"B and C are not set, {told}"
