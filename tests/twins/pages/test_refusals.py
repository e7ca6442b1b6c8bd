"""Pages that say no, and what to do next."""

import pytest
from django.template.loader import render_to_string

from tests.twins.pages.reading import text_of


class Page:
    def __init__(self, **context: object) -> None:
        self.content = render_to_string("error.html", context).encode()


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (400, "BadRequest", "Request not understood We cannot read this. Nothing was changed."),
        (403, "InsufficientPermissions", "Not allowed We cannot read this. An administrator"),
        (403, "ForeignForm", "Not allowed We cannot read this. Nothing was changed."),
        (404, "iTwinNotFound", "You don't have access to this iTwin, or it doesn't exist."),
        (404, "ResourceNotFound", "There is no page at this address."),
        (409, "iTwinExists", "That did not work We cannot read this."),
        (500, "InternalServerError", "Something broke on our side The page could not be made."),
    ],
)
def test_a_refusal_has_a_title_and_a_next_step(status, code, words):
    page = Page(status=status, code=code, message="We cannot read this.", correlation_id="abc-1")

    assert words in text_of(page)
    assert "Home Request id abc-1" in text_of(page)


def test_a_refusal_without_a_request_id_does_not_speak_of_one():
    assert "Request id" not in text_of(Page(status=500, code="x", message="", correlation_id=""))
