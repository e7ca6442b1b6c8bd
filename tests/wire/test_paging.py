"""$top, $skip and the links between pages."""

import pytest

from itwins_site.wire.paging import InvalidSkip, InvalidTop, PageLinks, parse_skip, parse_top


@pytest.mark.parametrize(
    ("text", "expected"),
    [(None, 100), ("", 100), ("1", 1), ("1000", 1000), ("+7", 7), (" 7 ", 7), ("007", 7)],
)
def test_top_is_1_to_1000_and_100_unless_given(text, expected):
    assert parse_top(text) == expected


NO_NUMBERS = [
    "x",
    "1.0",
    "1e2",
    "1_000",
    "0x10",
    "\u0661",
    "1,2",
    "--1",
    "9" * 19,
    "9" * 5000,
    "null",
]


@pytest.mark.parametrize("text", ["0", "-1", "1001", *NO_NUMBERS])
def test_any_other_top_is_refused(text):
    assert parse_top(text) == InvalidTop


@pytest.mark.parametrize(
    ("text", "expected"), [(None, 0), ("", 0), ("0", 0), ("-0", 0), ("9" * 18, 10**18 - 1)]
)
def test_skip_is_not_negative_and_0_unless_given(text, expected):
    assert parse_skip(text) == expected


@pytest.mark.parametrize("text", ["-1", *NO_NUMBERS])
def test_any_other_skip_is_refused(text):
    assert parse_skip(text) == InvalidSkip


def _links(skip, top, *, has_more, parameters=()):
    links = PageLinks("/itwins/", parameters, skip, top, has_more=has_more).as_wire()
    return {name: link["href"] for name, link in links.items()}


@pytest.fixture
def base(settings):
    settings.PUBLIC_URL = "https://registry.example/base"
    return "https://registry.example/base/itwins/?"


@pytest.mark.parametrize(
    ("skip", "has_more", "expected"),
    [
        (0, False, {"self": "$skip=0&$top=10"}),
        (0, True, {"self": "$skip=0&$top=10", "next": "$skip=10&$top=10"}),
        (4, False, {"self": "$skip=4&$top=10", "prev": "$skip=0&$top=10"}),
        (
            25,
            True,
            {
                "self": "$skip=25&$top=10",
                "prev": "$skip=15&$top=10",
                "next": "$skip=35&$top=10",
            },
        ),
    ],
)
def test_prev_is_there_after_the_first_row_and_next_while_more_rows_follow(
    base, skip, has_more, expected
):
    links = _links(skip, 10, has_more=has_more)

    assert links == {name: base + query for name, query in expected.items()}
    assert list(links) == list(expected)


def test_links_repeat_the_other_parameters_in_the_order_of_the_request_encoded(base):
    parameters = [
        ("subClass", "Project,Asset"),
        ("$top", "10"),
        ("$filter", "contains('Größe & +',number) eq true"),
        ("we ird", ""),
        ("subClass", "Program"),
    ]

    assert _links(0, 10, has_more=False, parameters=parameters)["self"] == (
        base + "$skip=0&$top=10&subClass=Project%2CAsset"
        "&$filter=contains%28%27Gr%C3%B6%C3%9Fe%20%26%20%2B%27%2Cnumber%29%20eq%20true"
        "&we%20ird=&subClass=Program"
    )
