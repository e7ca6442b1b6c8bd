"""What pages of other origins may call, and what they may send and read.

From anywhere: a token in a header says who is asking, and the session cookie says nothing there.
"""

from corsheaders.defaults import default_headers

CALLED_FROM_ANYWHERE = (
    r"(?i)^/((itwins|accesscontrol|users|webhooks|files|openapi\.json)(/|$)"
    # Of the issuer what programs call, not what people look at.
    r"|o/(token|userinfo|revoke_token|\.well-known/)|\.well-known/oauth-authorization-server/o$)"
)
REQUEST_HEADERS = sorted(
    {
        *default_headers,
        "authorization",
        "cache-control",
        "contenttype",  # sent by the clients' image upload, beside content-type
        "prefer",
        "x-correlation-id",
        "x-itwin-create-scope",
        "x-itwin-query-scope",
        "x-max-return",
        "x-total-count",
    }
)
ANSWER_HEADERS = [
    "x-total-count",
    "x-max-return",
    "x-correlation-id",
    "retry-after",
    "location",
]
