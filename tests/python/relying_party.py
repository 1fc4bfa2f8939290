"""An OpenID Connect client that is not ours (Authlib), as a program: it reads one JSON object a
line and answers each with one line.

  {"do": "begin", "issuer", "client_id", "method", "secret", "redirect_uri", "scope"}
      -> {"url"}              where the browser is to be sent
  {"do": "finish", "callback"} -> {"claims", "userinfo", "refreshes"}
  {"do": "refresh"}            -> {"rotated", "userinfo"}
  {"do": "replay"}             -> {"error"}   the refresh token before the last one
  {"do": "introspect"}         -> {"access", "refresh"}
  {"do": "revoke"}             -> {"status", "access", "refresh"}   gives the refresh token back

What goes wrong is answered with {"error", "message"}.
"""

import json
import os
import sys

# The deployment of a test is plain HTTP on loopback.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet


class RelyingParty:
    def begin(self, asked):
        self.asked = asked
        address = asked["issuer"].rstrip("/") + "/.well-known/openid-configuration"
        self.metadata = requests.get(address, timeout=30).json()
        self.session = OAuth2Session(
            asked["client_id"],
            asked["secret"],
            token_endpoint_auth_method=asked["method"],
            revocation_endpoint_auth_method=asked["method"],
            redirect_uri=asked["redirect_uri"],
            scope=asked["scope"],
            code_challenge_method="S256",
        )
        self.verifier = generate_token(48)
        self.nonce = generate_token(20)
        url, self.state = self.session.create_authorization_url(
            self.metadata["authorization_endpoint"],
            code_verifier=self.verifier,
            nonce=self.nonce,
        )
        return {"url": url}

    def finish(self, asked):
        token = self.session.fetch_token(
            self.metadata["token_endpoint"],
            authorization_response=asked["callback"],
            state=self.state,
            code_verifier=self.verifier,
        )
        keys = requests.get(self.metadata["jwks_uri"], timeout=30).json()
        decoded = jwt.decode(token["id_token"], KeySet.import_key_set(keys), algorithms=["ES256"])
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"value": self.metadata["issuer"]},
                "aud": {"value": self.asked["client_id"]},
            },
            {"nonce": self.nonce, "client_id": self.asked["client_id"]},
        )
        claims.validate()
        return {
            "claims": dict(decoded.claims),
            "userinfo": self.userinfo(),
            "refreshes": "refresh_token" in token,
        }

    def refresh(self, _):
        self.former = self.session.token["refresh_token"]
        token = self.session.refresh_token(
            self.metadata["token_endpoint"], refresh_token=self.former
        )
        return {"rotated": token["refresh_token"] != self.former, "userinfo": self.userinfo()}

    def replay(self, _):
        self.session.refresh_token(self.metadata["token_endpoint"], refresh_token=self.former)
        return {}

    def introspect(self, _):
        return {
            "access": self.about(self.session.token["access_token"]),
            "refresh": self.about(self.session.token["refresh_token"]),
        }

    def revoke(self, _):
        answer = self.session.revoke_token(
            self.metadata["revocation_endpoint"],
            token=self.session.token["refresh_token"],
            token_type_hint="refresh_token",
        )
        return {"status": answer.status_code, **self.introspect(None)}

    def about(self, token):
        endpoint = self.metadata["introspection_endpoint"]
        return self.session.introspect_token(endpoint, token=token).json()

    def userinfo(self):
        answer = self.session.get(self.metadata["userinfo_endpoint"])
        answer.raise_for_status()
        return answer.json()


def main():
    party = RelyingParty()
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = getattr(party, asked["do"])(asked)
        except Exception as error:  # Whatever it is, the test is to be told.
            name = getattr(error, "error", None) or type(error).__name__
            answer = {"error": name, "message": str(error)}
        print(json.dumps(answer), flush=True)


main()
