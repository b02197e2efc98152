"""A real OpenID Connect service on this machine; runs in an environment of its own (``service.py`` makes it).

Arguments: its port, the dashboard's callback, the names of the people it knows, with commas. What no person could do
by hand in a test, whom it takes for signed in and how long its tokens live, is said to ``/_test``.
"""

from __future__ import annotations

import os
import secrets
import sys

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from canaille import create_app
from canaille.backends import Backend
from canaille.oidc.provider import OpenIDCode
from flask import request
from joserfc.jwk import JWKRegistry
from pytest_iam import Server

DOMAIN = "brand.example"


def main(port: int, callback: str, names: list[str]) -> None:
    key = JWKRegistry.generate_key("RSA", 2048)
    key.ensure_kid()
    settings = {
        "TESTING": True, "ENV_FILE": None, "SECRET_KEY": secrets.token_hex(), "WTF_CSRF_ENABLED": False,
        "SERVER_NAME": f"localhost:{port}", "PREFERRED_URL_SCHEME": "http",
        "CANAILLE": {
            "DATABASE": "memory", "JAVASCRIPT": False,
            "ACL": {"DEFAULT": {"PERMISSIONS": ["use_oidc"]}},
            "LOGGING": {"version": 1, "disable_existing_loggers": False},
        },
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)]},
    }  # fmt: skip
    app = create_app(config=settings, env_file=".no-such-file", env_prefix="NO_SUCH_PREFIX_")
    server = Server(app, port, Backend.instance)
    users = {}
    with app.app_context():
        client = server.models.Client(
            client_id="wismo", client_secret="a-secret-of-the-test", client_name="wismo", client_uri=callback,
            redirect_uris=[callback], post_logout_redirect_uris=[callback], grant_types=["authorization_code"],
            response_types=["code"], scope=["openid", "email", "profile"],
            token_endpoint_auth_method="client_secret_basic",
        )  # fmt: skip
        server.backend.save(client)
        client.audience = [client]
        server.backend.save(client)
        for name in names:
            users[name] = server.models.User(
                user_name=name, family_name=name, formatted_name=name, emails=[f"{name}@{DOMAIN}"]
            )
            server.backend.save(users[name])

    own = OpenIDCode.generate_user_info

    def with_verdict(self, user, scope):
        # It knows only verified addresses and does not say so, as large services do.
        claims = own(self, user, scope)
        return {**claims, "email_verified": claims["sub"] != "unverified"}

    OpenIDCode.generate_user_info = with_verdict

    @app.post("/_test")
    def told() -> str:
        if "user" in request.args:
            server.login(users[request.args["user"]])
        if "lifetime" in request.args:
            OpenIDCode.DEFAULT_EXPIRES_IN = int(request.args["lifetime"])
        return "ok"

    server.httpd.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3].split(","))
