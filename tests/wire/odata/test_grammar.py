"""$filter texts and the trees they are read into."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from itwins_site.wire.odata.errors import FilterSyntaxError, UnsupportedFilter
from itwins_site.wire.odata.grammar import parse_filter
from itwins_site.wire.odata.syntax import And, Comparison, In, Not, Operator, Or, TextMatch
from itwins_site.wire.odata.syntax import TextFunction as Function

PARENT = "78202ffd-272b-4207-a7ad-7d2b1af5dafc"
ACTIVE = Comparison("status", Operator.EQUAL, "Active")
NUMBER_IS_A = Comparison("number", Operator.EQUAL, "a")
NUMBER_IS_B = Comparison("number", Operator.EQUAL, "b")
NUMBER_HAS_A = TextMatch(Function.CONTAINS, "number", "a")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            "createdDateTime ge 2024-09-01T00:00:00Z and contains('abc',displayName)",
            And(
                (
                    Comparison(
                        "createdDateTime",
                        Operator.GREATER_OR_EQUAL,
                        datetime(2024, 9, 1, tzinfo=UTC),
                    ),
                    TextMatch(Function.CONTAINS, "displayName", "abc"),
                )
            ),
        ),
        (
            f"parentId eq '{PARENT}' and (startswith('ABC',number) or startswith('ABC',displayName))",
            And(
                (
                    Comparison("parentId", Operator.EQUAL, PARENT),
                    Or(
                        (
                            TextMatch(Function.STARTS_WITH, "number", "ABC"),
                            TextMatch(Function.STARTS_WITH, "displayName", "ABC"),
                        )
                    ),
                )
            ),
        ),
        ("status in ['Active','Inactive']", In("status", ("Active", "Inactive"))),
        (
            "status eq 'Active' and contains('test',number) and CreatedDateTime ge 2023-01-01T00:00:00Z",
            And(
                (
                    ACTIVE,
                    TextMatch(Function.CONTAINS, "number", "test"),
                    Comparison(
                        "CreatedDateTime",
                        Operator.GREATER_OR_EQUAL,
                        datetime(2023, 1, 1, tzinfo=UTC),
                    ),
                )
            ),
        ),
        ("status eq 'Active'", ACTIVE),
        (
            "status eq 'Active' or status eq 'Trial'",
            Or((ACTIVE, Comparison("status", Operator.EQUAL, "Trial"))),
        ),
    ],
)
def test_a_documented_example_is_read(text, tree):
    assert parse_filter(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("contains(number,'a')", NUMBER_HAS_A),
        ("contains('a',number)", NUMBER_HAS_A),
        ("CONTAINS ( 'a' , number )", NUMBER_HAS_A),
        ("contains(number,'a') eq true", NUMBER_HAS_A),
        ("contains(number,'a') EQ False", Not(NUMBER_HAS_A)),
        ("true eq contains(number,'a')", NUMBER_HAS_A),
        ("(contains(number,'a')) eq false", Not(NUMBER_HAS_A)),
        ("not contains(number,'a')", Not(NUMBER_HAS_A)),
        ("not contains(number,'a') eq false", Not(Not(NUMBER_HAS_A))),
        ("endswith(number,'a')", TextMatch(Function.ENDS_WITH, "number", "a")),
        ("StartsWith('a',number)", TextMatch(Function.STARTS_WITH, "number", "a")),
    ],
)
def test_a_text_function_is_read_in_both_argument_orders(text, tree):
    assert parse_filter(text) == tree


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("5 eq latitude", Operator.EQUAL),
        ("5 ne latitude", Operator.NOT_EQUAL),
        ("5 lt latitude", Operator.GREATER),
        ("5 le latitude", Operator.GREATER_OR_EQUAL),
        ("5 gt latitude", Operator.LESS),
        ("5 ge latitude", Operator.LESS_OR_EQUAL),
        ("latitude GT 5", Operator.GREATER),
        ("latitude Le 5", Operator.LESS_OR_EQUAL),
    ],
)
def test_a_comparison_is_turned_so_that_the_property_stands_left(text, operator):
    assert parse_filter(text) == Comparison("latitude", operator, 5)


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("''", ""),
        ("'O''Brien'", "O'Brien"),
        ("''''", "'"),
        ("'and (or'", "and (or"),
        ("'größe 漢字'", "größe 漢字"),
        ("5", 5),
        ("-5", -5),
        ("5.25", 5.25),
        ("-1.5e3", -1500.0),
        ("1E-2", 0.01),
        ("1e999", float("inf")),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("NULL", None),
        (PARENT, UUID(PARENT)),
        (PARENT.upper(), UUID(PARENT)),
        (f"'{PARENT}'", PARENT),
        ("2024-09-01", datetime(2024, 9, 1, tzinfo=UTC)),
        ("2024-09-01T10:30", datetime(2024, 9, 1, 10, 30, tzinfo=UTC)),
        ("2024-09-01T10:30:15", datetime(2024, 9, 1, 10, 30, 15, tzinfo=UTC)),
        ("2024-09-01t10:30:15z", datetime(2024, 9, 1, 10, 30, 15, tzinfo=UTC)),
        ("2024-09-01T10:30:15+02:00", datetime(2024, 9, 1, 8, 30, 15, tzinfo=UTC)),
        ("2024-09-01T10:30:15.3-01:30", datetime(2024, 9, 1, 12, 0, 15, 300000, tzinfo=UTC)),
        ("2024-09-01T10:30:15.1234567Z", datetime(2024, 9, 1, 10, 30, 15, 123456, tzinfo=UTC)),
        ("'2024-09-01'", "2024-09-01"),
        ("(5)", 5),
    ],
)
def test_a_literal_keeps_its_value_and_type(literal, value):
    read = parse_filter(f"anything eq {literal}").value

    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize(
    "text",
    [
        "status in ['a','b']",
        "status in ('a','b')",
        "status IN('a' , 'b')",
        "status in\t[ 'a',\r\n'b' ]",
    ],
)
def test_a_list_is_read_in_either_brackets(text):
    assert parse_filter(text) == In("status", ("a", "b"))


def test_a_list_of_one_holds_any_literal():
    assert parse_filter("parentId in (null)") == In("parentId", (None,))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            "status eq 'Active' or number eq 'a' and number eq 'b'",
            Or((ACTIVE, And((NUMBER_IS_A, NUMBER_IS_B)))),
        ),
        (
            "(status eq 'Active' or number eq 'a') and number eq 'b'",
            And((Or((ACTIVE, NUMBER_IS_A)), NUMBER_IS_B)),
        ),
        (
            "not number eq 'a' and number eq 'b'",
            And((Not(NUMBER_IS_A), NUMBER_IS_B)),
        ),
        ("not(number eq 'a' AND number eq 'b')", Not(And((NUMBER_IS_A, NUMBER_IS_B)))),
        ("NOT not number eq 'a'", Not(Not(NUMBER_IS_A))),
        (
            "status eq 'Active' and number eq 'a' and number eq 'b'",
            And((ACTIVE, NUMBER_IS_A, NUMBER_IS_B)),
        ),
        ("((number eq'a'))", NUMBER_IS_A),
    ],
)
def test_not_binds_tightest_and_or_loosest(text, tree):
    assert parse_filter(text) == tree


@pytest.mark.parametrize(
    "name",
    [
        *("notes", "orderId", "inactive", "equipment", "andes", "nullable", "trueNorth", "model"),
        *("gender", "anything", "contains", "startswithout", "in_use", "e5", "NuMbEr", "größe"),
    ],
)
def test_a_name_that_only_starts_like_a_keyword_is_a_property(name):
    assert parse_filter(f"not {name} eq 1 or {name} in (1)") == Or(
        (Not(Comparison(name, Operator.EQUAL, 1)), In(name, (1,)))
    )


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("invalid filter syntax without proper operators", 14),
        ("", 0),
        ("  ", 2),
        ("status eq", 9),
        ("status eq 'Active' and", 22),
        ("status eq 'Active' and ", 23),
        ("(status eq 'Active'", 19),
        ("status eq 'Active')", 19),
        ("status eq 'Active", 17),
        ("status eq '''", 13),
        ("status = 'Active'", 8),
        ("status eq #1", 11),
        ('status eq "Active"', 11),
        ("status in ()", 12),
        ("status in 'Active'", 18),
        ("status in ('a',)", 16),
        ("status in ['a')", 15),
        ("status eq 'a' 'b'", 17),
        ("and status eq 'a'", 3),
        ("eq eq 'a'", 2),
        ("latitude eq 5x", 14),
        ("createdDateTime ge 2024-09-01T00", 32),
        ("contains(number 'a')", 19),
        ("contains(number,'a'", 19),
        ("number eq not status eq 'a'", 13),
        ("latitude add 1 eq 5 or", 22),
        ("length(number) eq 3 filter", 26),
    ],
)
def test_a_syntax_error_names_the_position_after_the_unexpected_token(text, position):
    with pytest.raises(FilterSyntaxError) as refusal:
        parse_filter(text)

    assert (refusal.value.position, refusal.value.expression, str(refusal.value)) == (
        position,
        text,
        f"Syntax error at position {position} in '{text}'.",
    )


@pytest.mark.parametrize(
    "text",
    [
        *("latitude add 1 eq 5", "latitude sub 1 eq 5", "latitude mul 2 eq 5"),
        *("latitude div 2 eq 5", "latitude mod 2 eq 1", "5 eq 2 add latitude"),
        *("tags/any(t: t eq 'x')", "tags/all(t: t/name eq 'x' and t eq 'y')", "tags/any()"),
        *("length(number) eq 3", "matchesPattern(number,'a+')", "tolower(number) eq 'a'"),
        *("now() gt createdDateTime", "contains(tolower(number),'a')", "Edm.Text(number)"),
        *("number eq displayName", "contains(number,displayName)", "1 eq 1", "'a' eq 'a'"),
        *("contains('a','b')", "contains(number)", "contains(number,'a','b')", "contains()"),
        *("contains(number,5)", "contains(number,null)", "contains(number,'a') ne true"),
        *("contains(number,'a') eq 1", "contains(number,'a') eq number", "(number eq 1) gt true"),
        *("parent/number eq 'x'", "parent/parent/parent/status eq 'x'", "number in (status)"),
        *("'a' in ('a')", "(number eq 1) in (true)", "number", "'a'", "true", "not number"),
        *("number and status eq 'a'", "number or 5", "status has 'Active'"),
        *("createdDateTime ge 2024-02-30", "createdDateTime ge 2024-01-01T25:00Z"),
        *("createdDateTime ge 0000-01-01", "createdDateTime ge 2024-01-01T00:00+25:00"),
        *("createdDateTime ge 0001-01-01T00:00:00+05:00",),
        *("createdDateTime le 9999-12-31T23:59:59-05:00", f"latitude eq {'9' * 5000}"),
    ],
)
def test_what_is_odata_but_not_answered_is_unsupported(text):
    with pytest.raises(UnsupportedFilter):
        parse_filter(text)


def test_negating_a_function_over_and_over_builds_no_tower():
    assert parse_filter("contains(number,'a')" + " eq false" * 101) == Not(NUMBER_HAS_A)
