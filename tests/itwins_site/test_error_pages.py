"""What somebody sees who sends what no page takes."""

import pytest


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_person_gets_a_page_for_a_method_that_the_page_does_not_take(client, owner, method):
    client.force_login(owner)

    response = getattr(client, method)("/app/itwins")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert "The method is not allowed for this resource." in response.content.decode()


def test_the_api_answers_a_foreign_host_in_its_envelope(client, db):
    response = client.get("/itwins/", headers={"Host": "elsewhere.example"})

    assert response.status_code == 400
    assert response.json() == {
        "error": {
            "code": "InvalidHeaderValue",
            "message": "You opened 'elsewhere.example', but PUBLIC_URL is http://localhost:8000."
            " Set PUBLIC_URL to the address you use and restart.",
        }
    }


def test_a_person_under_a_foreign_host_gets_a_page_that_says_what_to_set(client, db):
    response = client.get("/app/", headers={"Host": "elsewhere.example"})

    assert response.status_code == 400
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "Set PUBLIC_URL to the address you use" in response.content.decode()


def test_probes_answer_under_any_host(client, db):
    assert client.get("/livez", headers={"Host": "10.0.0.7"}).status_code == 200
    assert client.get("/readyz", headers={"Host": "10.0.0.7"}).status_code == 200
