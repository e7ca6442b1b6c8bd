"""Secrets made once, readable by their owner alone."""

from itwins_site.kept_secrets import kept_secret


def test_a_secret_is_made_once_and_kept(tmp_path):
    path = tmp_path / "keys" / "secret-key"

    assert kept_secret(path, lambda: "first") == "first"
    assert kept_secret(path, lambda: "second") == "first"


def test_only_its_owner_may_read_a_secret(tmp_path):
    path = tmp_path / "secret-key"

    kept_secret(path, lambda: "secret")

    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_else_is_left_beside_a_secret(tmp_path):
    kept_secret(tmp_path / "secret-key", lambda: "secret")

    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_of_two_that_start_at_once_both_read_what_the_first_wrote(tmp_path):
    path = tmp_path / "secret-key"

    def make_while_another_process_is_faster() -> str:
        kept_secret(path, lambda: "the other's")
        return "ours"

    assert kept_secret(path, make_while_another_process_is_faster) == "the other's"
