"""Pictures and exports in S3, or in what speaks like it."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

from itwins_site.files import headers_of


class S3FileStorage(S3Storage):
    """Keeps with each file as what it is given, so that no link can ask for anything else."""

    def __init__(self, *, addressing_style: str, **options: Any) -> None:
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": addressing_style},
            # A web process waits for nobody for minutes.
            connect_timeout=5,
            read_timeout=30,
            retries={"total_max_attempts": 3},
            # Only Amazon's own servers know the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=config, **options)

    def get_object_parameters(self, name: str) -> dict[str, str]:
        headers = headers_of(name)
        return {
            "ContentType": headers["Content-Type"],
            "ContentDisposition": headers["Content-Disposition"],
        }
