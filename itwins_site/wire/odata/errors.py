"""What can be wrong with an OData option; the faces turn each into its published row."""


class FilterSyntaxError(ValueError):
    """The text of a $filter cannot be parsed."""

    def __init__(self, *, position: int, expression: str) -> None:
        super().__init__(f"Syntax error at position {position} in '{expression}'.")
        self.position = position
        self.expression = expression


class UnsupportedFilter(ValueError):
    """A $filter that is OData, but more than is answered here."""


class UnknownProperty(ValueError):
    """A $filter names a property that does not exist or cannot be filtered by."""

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' cannot be filtered by.")
        self.name = name


class UnsupportedOrderBy(ValueError):
    """An $orderby names a property that cannot be ordered by."""

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' is not a supported orderBy value.")
        self.name = name


class UnknownSelect(ValueError):
    """A $select names a property that does not exist."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The $select string contains an unknown property '{name}'.")
        self.name = name
