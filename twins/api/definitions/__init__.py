"""What the OpenAPI document says of each operation, one file a noun."""
