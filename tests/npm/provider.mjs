// An OpenID Provider that is not ours (oidc-provider), as a program: it reads one JSON object a line
// and answers each with one line.
//
//   {"do":"start", "national_id"} -> {"issuer"}   it listens, and knows no client yet
//   {"do":"client", "client"}     -> {}           it knows this client (RFC 7591 names)
//
// Whoever types a name into its own development pages is logged in under that name, with the number
// in the claim `pid`. What goes wrong is answered with {"error"}.

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";

const server = createServer();
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const key = { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "ES256", kid: "bank-1" };
let issuer, number;

function serve(clients) {
  const provider = new Provider(issuer, {
    clients,
    jwks: { keys: [key] },
    enabledJWA: { idTokenSigningAlgValues: ["ES256"] },
    pkce: { required: () => true },
    claims: { openid: ["sub", "pid"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["of this process alone"] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, pid: number }) }),
  });
  server.removeAllListeners("request");
  server.on("request", provider.callback());
}

const acts = {
  start: async ({ national_id }) => {
    number = national_id;
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    issuer = `http://127.0.0.1:${server.address().port}`;
    serve([]);
    return { issuer };
  },
  client: async ({ client }) => {
    serve([{ id_token_signed_response_alg: "ES256", ...client }]);
    return {};
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  const answer = await acts[question.do](question).catch((error) => ({ error: error.message }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit();
