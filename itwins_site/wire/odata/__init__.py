"""OData options: $filter, $orderby and $select, read without knowing a model."""
