// An OpenID Connect client that is not ours (openid-client), as a program: it reads one JSON
// object a line and answers each with one line.
//
//   {"do":"begin", "issuer", "client_id", "method", "secret"|"key", "redirect_uri", "scope", "push"}
//       -> {"url"}              where the browser is to be sent; with "push" the request is pushed
//                               and with "mode" it asks for that response_mode
//   {"do":"finish", "callback", "posted"} -> {"claims", "userinfo", "token_type", "expires_in"}
//                               with "posted" that form was posted to the callback
//   {"do":"refresh"}            -> {"rotated", "userinfo", "expires_in"}
//   {"do":"replay"}             -> {"error"}   the refresh token before the last one
//   {"do":"introspect"}         -> {"access", "refresh"}
//   {"do":"revoke"}             -> {"access", "refresh"}   gives the refresh token back
//   {"do":"logout", "after"}    -> {"url"}
//   {"do":"finish-again"}       -> {"error"}   the same code once more
//
// What goes wrong is answered with {"error", "message"}.

import * as readline from "node:readline";
import * as client from "openid-client";

let config, verifier, state, nonce, callback, idToken, subject, tokens, former;

const ways = {
  client_secret_basic: ({ secret }) => client.ClientSecretBasic(secret),
  client_secret_post: ({ secret }) => client.ClientSecretPost(secret),
  none: () => client.None(),
  private_key_jwt: async ({ key, kid }) => {
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const bytes = Buffer.from(key, "base64");
    const imported = await crypto.subtle.importKey("pkcs8", bytes, algorithm, false, ["sign"]);
    return client.PrivateKeyJwt({ key: imported, kid });
  },
};

const commands = {
  async begin(asked) {
    const metadata = { id_token_signed_response_alg: "ES256" };
    const way = await ways[asked.method](asked);
    const options = { execute: [client.allowInsecureRequests] };
    const issuer = new URL(asked.issuer);
    config = await client.discovery(issuer, asked.client_id, metadata, way, options);
    verifier = client.randomPKCECodeVerifier();
    state = client.randomState();
    nonce = client.randomNonce();
    const build = asked.push ? client.buildAuthorizationUrlWithPAR : client.buildAuthorizationUrl;
    const url = await build(config, {
      redirect_uri: asked.redirect_uri,
      scope: asked.scope,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
      ...(asked.mode && { response_mode: asked.mode }),
    });
    return { url: url.href, pkce: config.serverMetadata().supportsPKCE() };
  },

  async finish(asked) {
    callback = () => new URL(asked.callback);
    if (asked.posted) {
      const body = new URLSearchParams(asked.posted);
      callback = () => new Request(asked.callback, { method: "POST", body });
    }
    tokens = await grant();
    idToken = tokens.id_token;
    const claims = tokens.claims();
    subject = claims.sub;
    const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    return { claims, userinfo, token_type: tokens.token_type, expires_in: tokens.expires_in };
  },

  async "finish-again"() {
    await grant();
    return {};
  },

  async refresh() {
    former = tokens.refresh_token;
    tokens = await client.refreshTokenGrant(config, former);
    const userinfo = await client.fetchUserInfo(config, tokens.access_token, subject);
    return { rotated: tokens.refresh_token !== former, userinfo, expires_in: tokens.expires_in };
  },

  async replay() {
    await client.refreshTokenGrant(config, former);
    return {};
  },

  async introspect() {
    return { access: await about(tokens.access_token), refresh: await about(tokens.refresh_token) };
  },

  async revoke() {
    await client.tokenRevocation(config, tokens.refresh_token);
    return commands.introspect();
  },

  async logout(asked) {
    const parameters = { post_logout_redirect_uri: asked.after, id_token_hint: idToken, state };
    return { url: client.buildEndSessionUrl(config, parameters).href, state };
  },
};

function about(token) {
  return client.tokenIntrospection(config, token);
}

function grant() {
  return client.authorizationCodeGrant(config, callback(), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  let answer;
  try {
    answer = await commands[asked.do](asked);
  } catch (error) {
    answer = { error: error.error ?? error.code ?? error.name, message: error.message };
  }
  console.log(JSON.stringify(answer));
}
