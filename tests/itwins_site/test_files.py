"""Files: whole under their name or not there, and given only to links of ours that still count."""

from contextlib import closing

import pytest

from itwins_site import files


@pytest.fixture
def kept(db) -> str:
    """The name of a file in the storage."""
    with files.draft() as draft:
        draft.write_bytes(b"a,b\n")
        files.keep(draft, "exports/one.csv")
    return "exports/one.csv"


def path_of(link: str) -> str:
    return link.removeprefix("http://localhost:8000")


def test_a_link_gives_the_file_without_a_session(client, kept):
    with closing(client.get(path_of(files.link(kept, seconds=3600)))) as response:
        content = b"".join(response)

    assert (response.status_code, content) == (200, b"a,b\n")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="one.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_link_lasts_at_least_as_long_as_asked_and_at_most_an_hour_more(
    client, kept, time_machine
):
    time_machine.move_to("2026-03-01T10:30:00Z", tick=False)
    link = path_of(files.link(kept, seconds=3600))

    time_machine.move_to("2026-03-01T11:30:00Z", tick=False)
    with closing(client.get(link)) as response:
        assert response.status_code == 200
    time_machine.move_to("2026-03-01T12:00:00Z", tick=False)
    assert client.get(link).status_code == 403


def test_a_link_asked_for_again_is_the_same(kept, time_machine):
    time_machine.move_to("2026-03-01T10:10:00Z", tick=False)
    first = files.link(kept, seconds=3600)
    time_machine.move_to("2026-03-01T10:50:00Z", tick=False)

    assert files.link(kept, seconds=3600) == first


@pytest.mark.parametrize(
    "alter",
    [
        lambda link: link.replace("one.csv", "two.csv"),
        lambda link: link.replace("expires=", "expires=9"),
        lambda link: link.replace("expires=", "expires=x"),
        lambda link: link.partition("&signature")[0],
        lambda link: link.partition("?")[0],
        lambda link: link + "x",
        lambda link: link.replace("exports/", "exports/../exports/"),
    ],
)
def test_an_altered_link_gives_nothing(client, kept, alter):
    with files.draft() as draft:
        draft.write_bytes(b"of somebody else")
        files.keep(draft, "exports/two.csv")

    assert client.get(alter(path_of(files.link(kept, seconds=3600)))).status_code == 403


def test_a_file_that_is_gone_is_not_found(client, kept):
    link = path_of(files.link(kept, seconds=3600))

    files.forget(kept)
    files.forget(kept)  # a second time is no error

    assert client.get(link).status_code == 404


def test_a_draft_that_is_not_kept_leaves_nothing_behind(settings):
    with files.draft() as draft:
        draft.write_bytes(b"half")

    assert list((settings.DATA_DIR / "drafts").iterdir()) == []


def test_a_draft_that_a_killed_process_left_is_swept_and_one_in_use_is_not(settings):
    drafts = settings.DATA_DIR / "drafts"
    with files.draft() as draft:
        (drafts / "left").write_bytes(b"half")

        files.sweep_drafts()

        assert list(drafts.iterdir()) == [draft]


def test_what_a_killed_process_left_beside_a_file_goes_with_it(kept, settings):
    folder = settings.DATA_DIR / "files" / "exports"
    left, another = folder / ".one.csv.tmp1", folder / ".one.csv2.tmp2"
    left.write_bytes(b"half")
    another.write_bytes(b"half")

    files.forget(kept)

    assert not left.exists()
    assert another.exists()
