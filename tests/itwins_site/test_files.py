"""Files: whole under their name or not there, and given only to links of ours that still count."""

import os
import re
from contextlib import closing

import pytest

from itwins_site import files


@pytest.fixture
def kept(db) -> str:
    """The name of a file in the storage."""
    return keep("exports/one.csv", b"a,b\n")


def keep(name: str, content: bytes) -> str:
    with files.draft() as draft:
        draft.write_bytes(content)
        files.keep(draft, name)
    return name


def path_of(link: str) -> str:
    return link.removeprefix("http://localhost:8000")


def test_a_link_gives_the_file_without_a_session(client, kept):
    response = client.get(path_of(files.link(kept, seconds=3600)))

    assert (response.status_code, response.content) == (200, b"a,b\n")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Length"] == "4"
    assert response["Content-Disposition"] == 'attachment; filename="one.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert (
        response["Content-Security-Policy"]
        == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    assert re.fullmatch(r"private, max-age=\d+", response["Cache-Control"])
    assert not response.cookies


@pytest.mark.parametrize(
    ("name", "content_type", "disposition"),
    [
        ("a.png", "image/png", "inline"),
        ("a.jpeg", "image/jpeg", "inline"),
        ("a.json.gz", "application/gzip", "attachment"),
        ("a.zip", "application/zip", "attachment"),
        ("a.svg", "application/octet-stream", "attachment"),
        ("a.html", "application/octet-stream", "attachment"),
    ],
)
def test_the_name_alone_says_what_a_file_is(client, name, content_type, disposition):
    keep(f"names/{name}", b"<script>alert(1)</script>")

    response = client.get(path_of(files.link(f"names/{name}", seconds=3600)))

    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'{disposition}; filename="{name}"'


def test_a_long_file_is_sent_piece_by_piece(client, db):
    content = os.urandom(9 * 1024 * 1024)
    keep("exports/long.csv", content)

    with closing(client.get(path_of(files.link("exports/long.csv", seconds=3600)))) as response:
        assert response.streaming
        assert b"".join(response) == content
        assert response["Content-Length"] == str(len(content))
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"] == 'attachment; filename="long.csv"'


def test_the_head_of_a_file_says_how_long_it_is(client, kept):
    response = client.head(path_of(files.link(kept, seconds=3600)))

    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Length"] == "4"


def test_who_has_the_file_already_is_told_so(client, kept):
    link = path_of(files.link(kept, seconds=3600))
    tag = client.get(link)["ETag"]

    same = client.get(link, headers={"If-None-Match": tag})
    keep(kept, b"another")
    other = client.get(link, headers={"If-None-Match": tag})

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert (other.status_code, other.content) == (200, b"another")


def test_applications_of_any_origin_may_fetch_a_file(client, kept):
    link = path_of(files.link(kept, seconds=3600))

    for path in (link, link + "x"):
        answer = client.get(path, headers={"Origin": "https://app.example"})
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer


def test_a_link_lasts_at_least_as_long_as_asked_and_at_most_an_hour_more(
    client, kept, time_machine
):
    time_machine.move_to("2026-03-01T10:30:00Z", tick=False)
    link = path_of(files.link(kept, seconds=3600))

    time_machine.move_to("2026-03-01T11:30:00Z", tick=False)
    assert client.get(link).status_code == 200
    time_machine.move_to("2026-03-01T12:00:00Z", tick=False)
    over = client.get(link)
    assert over.status_code == 403
    assert "This link has expired, or it is not complete." in over.content.decode()


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
        lambda link: link + "%C3%A9",
        lambda link: link.replace("exports/", "exports/../exports/"),
        lambda link: link.replace("exports/one.csv", "../secret-key"),
        lambda link: link.replace("one.csv", "one.csv%00"),
    ],
)
def test_an_altered_link_gives_nothing(client, kept, alter):
    keep("exports/two.csv", b"of somebody else")

    answer = client.get(alter(path_of(files.link(kept, seconds=3600))))

    assert answer.status_code == 403
    assert not answer.cookies


@pytest.mark.parametrize("name", ["../secret-key", "/etc/passwd", "exports", "", "a\x00b"])
def test_even_a_signed_name_leads_nowhere_out_of_the_storage(client, kept, name):
    answer = client.get(path_of(files.link(name, seconds=3600)))

    assert answer.status_code in {403, 404}


def test_a_file_that_is_gone_is_not_found(client, kept):
    link = path_of(files.link(kept, seconds=3600))

    files.forget(kept)
    files.forget(kept)  # a second time is no error

    gone = client.get(link)
    assert gone.status_code == 404
    assert "The file behind this link has been deleted." in gone.content.decode()


def test_nobody_sends_anything_to_a_file(client, kept):
    answer = client.post(path_of(files.link(kept, seconds=3600)))

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_a_draft_that_is_not_kept_leaves_nothing_behind(settings, tmp_path):
    settings.DATA_DIR = tmp_path
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
