"""The one shape of refusals: which exception becomes which, in JSON whatever goes wrong."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from rest_framework.exceptions import MethodNotAllowed, ParseError, Throttled, UnsupportedMediaType

from itwins_site.error_pages import bad_request, csrf_failure, permission_denied, server_error
from itwins_site.wire.errors import (
    ApiError,
    BadRequest,
    ErrorDetail,
    InsufficientPermissions,
    InvalidRequestBody,
    OperationNotFound,
    answer_exception,
    refusal_for,
)
from tests.twins.api.answers import FORBIDDEN, NO_OPERATION, assert_answers, refusal

BAD_REQUEST = refusal("BadRequest", "The request could not be understood.")


class Refused(ApiError):
    status, code, message = 409, "Refused", "No."


def test_an_envelope_without_details_has_no_empty_list():
    assert Refused().envelope() == {"error": {"code": "Refused", "message": "No."}}


def test_details_keep_their_order_and_show_a_target_only_if_they_have_one():
    error = Refused(ErrorDetail("B", "second letter", "b"), ErrorDetail("A", "first letter"))

    assert error.envelope() == refusal(
        "Refused", "No.", ("B", "b", "second letter"), ("A", "first letter")
    )


def test_a_refusal_may_say_more_than_its_class():
    assert Refused(message="Not now.").envelope() == refusal("Refused", "Not now.")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Refused(), Refused),
        (Http404(), OperationNotFound),
        (MethodNotAllowed("PUT"), OperationNotFound),
        (PermissionDenied(), InsufficientPermissions),
        (ParseError(), InvalidRequestBody),
        (UnsupportedMediaType("text/plain"), BadRequest),
        (Throttled(), BadRequest),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_each_exception_of_the_framework_is_a_published_refusal(error, expected):
    assert type(refusal_for(error)) is expected


def test_a_bug_is_no_refusal_and_travels_on():
    assert refusal_for(ZeroDivisionError()) is None
    assert answer_exception(ZeroDivisionError(), {}) is None


def test_a_bug_is_answered_in_json_on_api_addresses():
    answer = server_error(RequestFactory().get("/itwins/"))

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/json"
    assert b'{"error":{"code":"InternalServerError","message":"' in answer.content


@pytest.mark.parametrize(
    ("view", "status", "code"),
    [(bad_request, 400, b"BadRequest"), (permission_denied, 403, b"InsufficientPermissions")],
)
def test_refusals_of_the_framework_are_json_on_api_addresses(view, status, code):
    answer = view(RequestFactory().get("/iTwins/x"), Exception())

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json")
    assert code in answer.content


def test_a_csrf_failure_is_json_on_api_addresses():
    answer = csrf_failure(RequestFactory().post("/itwins/"))

    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/json")


def test_too_many_parameters_are_refused_in_json(api, owner):
    many = "&".join(f"p{number}=1" for number in range(10_000))

    assert_answers(api(owner).get(f"/itwins/?{many}"), 400, BAD_REQUEST)


def test_a_host_that_is_not_ours_is_refused_in_json(api, owner, settings):
    answer = api(owner).get("/itwins/", headers={"Host": "elsewhere.example"})

    assert_answers(
        answer,
        400,
        refusal(
            "InvalidHeaderValue",
            "You opened 'elsewhere.example', but PUBLIC_URL is"
            f" {settings.PUBLIC_URL}. Set PUBLIC_URL to the address you use and restart.",
        ),
    )


def test_the_session_of_a_page_authenticates_no_api_call(client, owner):
    client.force_login(owner)

    assert client.get("/itwins/").status_code == 401
    assert client.post("/itwins/", {}).status_code == 401


def test_the_published_bodies_of_404_and_403_are_those_of_the_classes():
    assert OperationNotFound().envelope() == NO_OPERATION
    assert InsufficientPermissions().envelope() == FORBIDDEN
