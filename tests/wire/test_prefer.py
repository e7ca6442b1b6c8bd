"""The Prefer header: which of the two forms."""

import pytest

from tests.factories import make_itwin
from tests.twins.api.answers import FULL, MINIMAL

REPRESENTATION = [
    "return=representation",
    "RETURN=Representation",
    " return = representation ",
    'return="representation"',
    "respond-async, return=representation",
    "return=representation; foo=bar, wait=10",
]
ANYTHING_ELSE = ["return=minimal", "respond-async", "return=everything", "representation", ","]


def _keys(answer):
    body = answer.json()
    return list(body["iTwin"] if "iTwin" in body else body["iTwins"][0])


@pytest.mark.parametrize("prefer", REPRESENTATION)
@pytest.mark.parametrize("path", ["/itwins/", "/itwins/{id}", "/itwins/{id}/account"])
def test_a_representation_is_the_full_form(api, acme, owner, prefer, path):
    bridge = make_itwin(acme, owner=owner)

    answer = api(owner).get(path.format(id=bridge.pk), headers={"Prefer": prefer})

    assert _keys(answer) == FULL


@pytest.mark.parametrize("prefer", ANYTHING_ELSE)
@pytest.mark.parametrize("path", ["/itwins/", "/itwins/{id}", "/itwins/{id}/account"])
def test_anything_else_is_the_minimal_form(api, acme, owner, prefer, path):
    bridge = make_itwin(acme, owner=owner)

    answer = api(owner).get(path.format(id=bridge.pk), headers={"Prefer": prefer})

    assert _keys(answer) == MINIMAL


@pytest.mark.parametrize("headers", [{}, {"Prefer": ""}, {"Prefer": " "}])
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/itwins/", MINIMAL),
        ("/itwins/{id}", FULL),
        ("/itwins/{id}/account", MINIMAL),
        ("/itwins/myprimaryaccount", MINIMAL),
    ],
)
def test_without_a_preference_only_a_single_itwin_is_shown_in_full(
    api, acme, owner, headers, path, expected
):
    bridge = make_itwin(acme, owner=owner)

    answer = api(owner).get(path.format(id=bridge.pk), headers=headers)

    assert _keys(answer) == expected
