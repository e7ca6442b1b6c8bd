"""One id for a request, its answer and its log lines."""

import uuid

import pytest

pytestmark = pytest.mark.django_db


def test_the_clients_correlation_id_comes_back(client):
    response = client.get("/itwins/nothing/here", headers={"x-correlation-id": "job-42:step.1"})

    assert response["x-correlation-id"] == "job-42:step.1"


@pytest.mark.parametrize("path", ["/itwins", "/admin/", "/livez"])
def test_an_answer_has_a_correlation_id_of_its_own_when_the_client_gave_none(client, path):
    given = {client.get(path)["x-correlation-id"] for _ in range(2)}

    assert len(given) == 2
    assert all(str(uuid.UUID(one)) == one for one in given)


@pytest.mark.parametrize("given", ["", "a b", "x" * 129, "line\tbreak", "<script>", "ünicode"])
def test_an_id_that_could_forge_a_log_line_is_replaced(client, given):
    response = client.get("/itwins", headers={"x-correlation-id": given})

    assert uuid.UUID(response["x-correlation-id"])
