"""The built-in OAuth 2 and OpenID Connect issuer at /o, on django-oauth-toolkit."""
