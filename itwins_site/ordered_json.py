"""JSON in the database as it was given: PostgreSQL's own type would sort the keys of objects."""

import json
from typing import Any

from django.db import models


class OrderedJSONField(models.JSONField):
    """A JSON value that is written and read, never asked into."""

    def db_type(self, connection: Any) -> str:
        return "text"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return None if value is None else json.dumps(value, cls=self.encoder)
