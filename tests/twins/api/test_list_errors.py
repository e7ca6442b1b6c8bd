"""GET /itwins/: every refusal of the published table, row by row."""

import pytest

from tests.factories import make_itwin
from tests.twins.api.answers import FORBIDDEN, assert_answers, cannot, refusal
from tests.twins.api.list_refusals import (
    CREATE_SCOPE,
    FILTER_BESIDE_OTHERS,
    FILTER_PROPERTY,
    FILTER_STATEMENT,
    INCLUDE_INACTIVE,
    MAX_RETURN,
    ORDER_BY,
    QUERY_SCOPE,
    SEARCH,
    SELECT,
    SKIP,
    STATUS,
    SUB_CLASS,
    TOP,
    contains_an_invalid_value,
)

# In the order of the published sample: what is asked, and what is refused.
PUBLISHED = [
    ("$top=0", {}, TOP),
    ("$skip=-1", {}, SKIP),
    ("$search=a&displayName=b", {}, SEARCH),
    ("subClass=Bridge", {}, SUB_CLASS),
    ("status=Closed", {}, STATUS),
    ("status=Active&includeInactive=true", {}, INCLUDE_INACTIVE),
    ("$select=id,invalidFieldName,another", {}, SELECT),
    ("$filter=latitude add 1 eq 2", {}, FILTER_STATEMENT),
    ("$filter=colour eq 'red'", {}, FILTER_PROPERTY),
    ("$orderby=PropertyName", {}, ORDER_BY),
    ("", {"X-Max-Return": "10001"}, MAX_RETURN),
    ("", {"X-iTwin-Create-Scope": "Everything"}, CREATE_SCOPE),
]
MORE = [
    *(
        (f"$top={text}", {}, TOP)
        for text in ("-1", "1001", "ten", "1.5", "%F0%9F%8C%89", "9" * 5000)
    ),
    *((f"$skip={text}", {}, SKIP) for text in ("one", "0.5", "-0.1", "1e3", "9" * 5000)),
    ("$search=a&number=b", {}, SEARCH),
    ("$search=a&number=b&displayName=c", {}, SEARCH),
    *((f"subClass={text}", {}, SUB_CLASS) for text in ("Asset,Bridge", "Asset%00", "Thing", "*")),
    *((f"status={text}", {}, STATUS) for text in ("Active,Inactive", "All", "%00", "%FF")),
    *(
        (f"includeInactive={text}", {}, contains_an_invalid_value("includeInactive"))
        for text in ("1", "yes")
    ),
    *(
        (f"parentId={text}", {}, contains_an_invalid_value("parentId"))
        for text in ("1", "null", "%00")
    ),
    ("iTwinAccountId=acme", {}, contains_an_invalid_value("iTwinAccountId")),
    *(
        (f"{name}=%00", {}, contains_an_invalid_value(name))
        for name in ("type", "number", "displayName", "$search")
    ),
    ("$filter=contains(latitude,'1')", {}, FILTER_STATEMENT),
    ("$filter=number eq displayName", {}, FILTER_STATEMENT),
    ("$filter=length(number) eq 1", {}, FILTER_STATEMENT),
    ("$filter=imageName eq 'x'", {}, FILTER_PROPERTY),
    ("$orderby=displayName,PropertyName desc", {}, ORDER_BY),
    (
        "$orderby=image",
        {},
        ("InvalidValue", "$orderby", "'image' is not a supported orderBy value."),
    ),
    *(
        ("", {"X-Max-Return": text}, MAX_RETURN)
        for text in ("0", "-1", "10001", "all", "1.0", "1,000", "9" * 5000)
    ),
    *(
        ("", {"X-iTwin-Query-Scope": text}, QUERY_SCOPE)
        for text in ("Everything", "all,all", "OrganizationAdmins")
    ),
    *(
        (f"$filter=number eq 'a'&{other}", {}, FILTER_BESIDE_OTHERS)
        for other in (
            *("status=Active", "type=a", "number=a", "displayName=a", "$search=a"),
            "parentId=dc914a84-e0c9-40e2-9d14-faf5ed84147f",
            "iTwinAccountId=dc914a84-e0c9-40e2-9d14-faf5ed84147f",
        )
    ),
]


@pytest.mark.parametrize(
    ("query", "headers", "detail"), PUBLISHED + MORE, ids=lambda value: str(value)[:40]
)
def test_a_wrong_option_is_refused_in_the_published_words(api, owner, query, headers, detail):
    answer = api(owner).get(f"/itwins/?{query}", headers=headers)

    assert_answers(answer, 422, cannot("query", detail))


def test_everything_wrong_is_told_at_once_in_the_published_order(api, owner):
    query = (
        "$orderby=PropertyName&$filter=colour eq 'red'&$select=invalidFieldName"
        "&includeInactive=true&status=Closed&subClass=Bridge&displayName=a&$search=b"
        "&$skip=-1&$top=0"
    )
    headers = {
        "X-iTwin-Query-Scope": "Everything",
        "X-iTwin-Create-Scope": "Everything",
        "X-Max-Return": "0",
    }

    answer = api(owner).get(f"/itwins/?{query}", headers=headers)

    assert_answers(
        answer,
        422,
        cannot(
            "query",
            *(TOP, SKIP, SEARCH, SUB_CLASS, STATUS, INCLUDE_INACTIVE, SELECT),
            *(FILTER_BESIDE_OTHERS, FILTER_PROPERTY, ORDER_BY),
            *(MAX_RETURN, CREATE_SCOPE, QUERY_SCOPE),
        ),
    )


def test_a_syntax_error_in_filter_is_answered_alone(api, owner):
    answer = api(owner).get(
        "/itwins/?$top=0&subClass=Bridge&$filter=invalid filter syntax without proper operators"
    )

    assert_answers(
        answer,
        422,
        refusal(
            "InvalidiTwinsRequest",
            "Syntax error at position 14 in 'invalid filter syntax without proper operators'.",
        ),
    )


@pytest.mark.parametrize("text", [" ", "(", "number eq", "'", "eq", "number = 'a'", "]", "%"])
def test_text_that_is_no_filter_is_named_in_the_answer(api, owner, text):
    answer = api(owner).get("/itwins/", {"$filter": text})

    error = answer.json()["error"]
    assert answer.status_code == 422
    assert list(error) == ["code", "message"]
    assert error["code"] == "InvalidiTwinsRequest"
    assert error["message"].startswith("Syntax error at position ")
    assert error["message"].endswith(f" in '{text}'.")


@pytest.mark.parametrize(
    "text",
    [
        "x" * 8001,
        "(" * 51 + "number eq 'a'" + ")" * 51,
        " or ".join(["number eq 'a'"] * 251),
        "number in [" + ",".join(["'a'"] * 500) + "]",
        "number eq '\x00'",
    ],
    ids=["8,001 characters", "51 levels", "502 operands", "501 operands", "NUL"],
)
def test_a_filter_over_the_limits_is_refused_before_it_is_parsed(api, owner, text):
    answer = api(owner).get("/itwins/", {"$filter": text})

    assert_answers(answer, 422, cannot("query", FILTER_STATEMENT))


def test_the_organization_scope_is_refused_before_the_options_are_looked_at(api, owner):
    answer = api(owner).get("/itwins/?$top=0", headers={"X-iTwin-Query-Scope": "OrganizationAdmin"})

    assert_answers(answer, 403, FORBIDDEN)


def test_a_refusal_speaks_of_nobodys_itwins(api, acme, owner, outsider):
    make_itwin(acme, owner=owner, display_name="Secret Bridge")

    answer = api(outsider).get("/itwins/?displayName=Secret+Bridge&$top=0&$search=Secret")

    assert "Bridge" not in answer.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Max-Return": ""},
        {"X-Max-Return": " 10 "},
        {"X-Max-Return": "10000"},
        {"X-iTwin-Query-Scope": ""},
        {"X-iTwin-Create-Scope": ""},
        *(
            {"X-iTwin-Create-Scope": scope}
            for scope in ("memberofitwin", "ORGANIZATIONADMIN", "All")
        ),
    ],
)
def test_an_empty_or_harmless_header_is_accepted(api, owner, headers):
    assert api(owner).get("/itwins/", headers=headers).status_code == 200
