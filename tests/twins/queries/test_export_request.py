"""What may be asked of an export, and the published words for what may not."""

import pytest

from itwins_site.wire.errors import ApiError
from itwins_site.wire.odata.syntax import properties_in
from tests.twins.api.answers import FULL, MINIMAL, cannot, refusal
from tests.twins.api.list_refusals import FILTER_PROPERTY, FILTER_STATEMENT, SELECT
from twins.choices import ExportFormat, QueryScope
from twins.queries.export_request import ExportRequest

SAMPLE = {
    "queryScope": "MemberOfiTwin",
    "subClass": "Asset,Project",
    "select": "number,displayName,status",
    "filter": "status+eq+'Active'+and+contains(number,'abc')",
    "includeInactive": False,
    "outputFormat": "JsonGZip",
}
NO_FORMAT = (
    "MissingRequiredProperty",
    "outputFormat",
    "A required property is missing or empty.",
)
FORMAT = (
    "InvalidValue",
    "outputFormat",
    "OutputFormat value is incorrect. Valid values are JsonGZip, JsonZipArchive, CsvGZip and Csv.",
)
SCOPE = (
    "InvalidValue",
    "queryScope",
    "QueryScope value is incorrect. Valid values are MemberOfiTwin and OrganizationAdmin.",
)
SUB_CLASS = (
    "InvalidValue",
    "subClass",
    "A valid iTwin SubClass was not specified in the query.",
)


def incorrect(name: str) -> tuple[str, str, str]:
    return ("InvalidValue", name, f"{name[0].upper()}{name[1:]} value is incorrect.")


def cannot_create(*details: tuple[str, str, str]) -> dict:
    return refusal("InvalidiTwinsRequest", "Cannot create iTwin Export.", *details)


def refused(body: dict) -> dict:
    with pytest.raises(ApiError) as refusal:
        ExportRequest.from_body({"outputFormat": "Csv"} | body)
    assert refusal.value.status == 422
    return refusal.value.envelope("/itwins/exports")


def test_the_published_sample_is_kept_word_by_word():
    request = ExportRequest.from_body(SAMPLE)

    assert request == ExportRequest(
        output_format=ExportFormat.JSON_GZIP,
        query_scope=QueryScope.MEMBER_OF_ITWIN,
        sub_class="Asset,Project",
        select="number,displayName,status",
        filter="status+eq+'Active'+and+contains(number,'abc')",
        include_inactive=False,
    )
    assert request.sub_classes == ("Asset", "Project")
    assert request.names == ("number", "displayName", "status")
    assert request.expression is not None
    assert properties_in(request.expression) == {"status", "number"}


@pytest.mark.parametrize(
    "omitted",
    [{}, dict.fromkeys(["queryScope", "subClass", "select", "filter", "includeInactive"])],
    ids=["left out", "null"],
)
def test_everything_but_the_format_may_be_omitted(omitted):
    request = ExportRequest.from_body({"outputFormat": "Csv"} | omitted)

    assert request == ExportRequest(
        ExportFormat.CSV, QueryScope.MEMBER_OF_ITWIN, None, None, None, include_inactive=False
    )
    assert request.sub_classes == ()
    assert request.names == tuple(MINIMAL)
    assert request.expression is None


def test_empty_texts_ask_for_nothing_and_are_kept():
    request = ExportRequest.from_body(
        {"outputFormat": "Csv", "subClass": "", "select": " ", "filter": ""}
    )

    assert (request.sub_class, request.select, request.filter) == ("", " ", "")
    assert (request.sub_classes, request.names, request.expression) == ((), tuple(MINIMAL), None)


def test_names_come_in_the_spelling_and_order_of_the_wire():
    request = ExportRequest.from_body(
        {
            "outputFormat": "Csv",
            "select": f"STATUS, {','.join(reversed(FULL))}",
            "subClass": "workpackage, Account",
        }
    )

    assert list(request.names) == FULL
    assert request.sub_classes == ("WorkPackage", "Account")


@pytest.mark.parametrize("output_format", ["JsonGZip", "JsonZipArchive", "CsvGZip", "Csv"])
@pytest.mark.parametrize("scope", ["MemberOfiTwin", "OrganizationAdmin"])
def test_every_documented_format_and_scope_is_accepted(output_format, scope):
    request = ExportRequest.from_body({"outputFormat": output_format, "queryScope": scope})

    assert (request.output_format, request.query_scope) == (output_format, scope)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"outputFormat": None}, NO_FORMAT),
        ({"outputFormat": ""}, NO_FORMAT),
        *(({"outputFormat": value}, FORMAT) for value in ("Xml", "csv", 1, ["Csv"], {}, "\x00")),
        *(({"queryScope": value}, SCOPE) for value in ("all", "Everything", "", 1, [], True)),
        *(
            ({"subClass": value}, SUB_CLASS)
            for value in ("Bridge", "Asset,Bridge", "Asset\x00", ["Asset"], 1, "Asset," * 2000)
        ),
        *(
            ({"select": value}, incorrect("select"))
            for value in (1, ["id"], "id\x00", "id\ud800", "id," * 3000)
        ),
        *(({"filter": value}, incorrect("filter")) for value in (1, ["a"], {}, False)),
        *(
            ({"includeInactive": value}, incorrect("includeInactive"))
            for value in ("true", 1, "", [])
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_value_is_refused_by_its_name(body, detail):
    assert refused(body) == cannot_create(detail)


def test_a_body_that_says_nothing_is_refused():
    with pytest.raises(ApiError) as error:
        ExportRequest.from_body({})

    assert error.value.envelope() == cannot_create(NO_FORMAT)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"select": "id,invalidFieldName,another"}, SELECT),
        ({"filter": "colour eq 'red'"}, FILTER_PROPERTY),
        ({"filter": "colour+eq+'red'"}, FILTER_PROPERTY),
        ({"filter": "latitude add 1 eq 2"}, FILTER_STATEMENT),
        ({"filter": "status eq 'Active\x00'"}, FILTER_STATEMENT),
        ({"filter": "'" * 8001}, FILTER_STATEMENT),
        ({"filter": "(" * 51 + "number eq 'a'" + ")" * 51}, FILTER_STATEMENT),
        ({"filter": "+or+".join(["number eq 'a'"] * 251)}, FILTER_STATEMENT),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_no_list_would_answer_is_refused_as_by_the_list(body, detail):
    assert refused(body) == cannot("query", detail)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("invalid filter syntax without proper operators", 14),
        ("invalid+filter+syntax+without+proper+operators", 14),
        ("number+eq", 9),
        ("number eq 'a+b' +c", 18),
        ("number eq 'unfinished+text", 26),
        ("+", 1),
    ],
)
def test_a_syntax_error_is_answered_alone_and_quotes_the_text_as_given(text, position):
    answer = refused({"filter": text, "outputFormat": "Xml", "select": "invalidFieldName"})

    assert answer == refusal(
        "InvalidiTwinsRequest", f"Syntax error at position {position} in '{text}'."
    )


def test_everything_else_is_told_at_once():
    body = {
        "includeInactive": "yes",
        "filter": "colour eq 'red'",
        "select": "id,invalidFieldName",
        "subClass": "Bridge",
        "queryScope": "all",
        "outputFormat": "Xml",
    }

    assert refused(body) == cannot_create(
        *(FORMAT, SCOPE, SUB_CLASS, SELECT, FILTER_PROPERTY, incorrect("includeInactive"))
    )


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("status+eq+'Active'", "status eq 'Active'"),
        ("+status++eq+'Active'+", "status eq 'Active'"),
        ("number eq 'a+b''+c'", "number eq 'a+b''+c'"),
        ("contains(number,'+')+or+number+eq+'+'", "contains(number,'+') or number eq '+'"),
        (
            "createdDateTime+ge+2024-09-01T00:00:00+02:00+and+latitude+gt+5",
            "createdDateTime ge 2024-08-31T22:00:00Z and latitude gt 5",
        ),
    ],
)
def test_a_plus_outside_quotes_stands_for_a_blank(given, plain):
    read, expected = (
        ExportRequest.from_body({"outputFormat": "Csv", "filter": text}).expression
        for text in (given, plain)
    )

    assert read == expected
