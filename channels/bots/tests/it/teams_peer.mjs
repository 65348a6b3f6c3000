// Tokens as oauth2-mock-server signs them, good and forged, each with the verdict of Microsoft's own botframework-connector.
// One line of JSON out with the cases; then one token for each line of claims in.

import { createHmac, sign as signRaw } from "node:crypto";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const modules = join(process.argv[2], "node_modules");
const { OAuth2Issuer } = await import(pathToFileURL(join(modules, "oauth2-mock-server/dist/index.mjs")));
const { ChannelValidation, SimpleCredentialProvider } = createRequire(join(modules, "x.js"))("botframework-connector");
// It prints each token that it refuses.
console.error = () => {};

const APP = "11111111-2222-3333-4444-555555555555";
const SERVICE = "https://smba.trafficmanager.example/emea/";
const issuer = new OAuth2Issuer();
issuer.url = "https://api.botframework.com";
const endorsements = { good: ["msteams", "webchat"], other: ["webchat"], none: [], second: ["msteams"] };
for (const kid of [...Object.keys(endorsements), "stranger"]) await issuer.keys.generate("RS256", { kid });
const stranger = issuer.keys.toJSON(true).find((key) => key.kid === "stranger");
await issuer.keys.generate("RS512", { kid: "rs512" });
await issuer.keys.generate("PS256", { kid: "ps256" });
await issuer.keys.generate("ES256", { kid: "es256" });
const keys = () =>
  issuer.keys.toJSON().filter((key) => key.kid !== "stranger").map((key) => ({ ...key, endorsements: endorsements[key.kid] ?? ["msteams"] }));

const server = createServer((request, response) => {
  const jwks = `http://127.0.0.1:${server.address().port}/keys`;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(request.url === "/keys" ? { keys: keys() } : { issuer: issuer.url, jwks_uri: jwks }));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const openid = `http://127.0.0.1:${server.address().port}/openid`;
ChannelValidation.OpenIdMetadataEndpoint = openid;

const now = Math.floor(Date.now() / 1000);
const token = (claims = {}, kid = "good", header = {}) =>
  issuer.buildToken({
    kid,
    scopesOrTransform: (head, payload) => {
      Object.assign(payload, { aud: APP, serviceurl: SERVICE }, claims);
      for (const [name, value] of Object.entries(payload)) if (value === null) delete payload[name];
      Object.assign(head, header);
    },
  });
const base64 = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const claims = { iss: issuer.url, aud: APP, serviceurl: SERVICE, exp: now + 600, nbf: now - 10 };
const unsigned = (alg) => `${base64({ alg, typ: "JWT", kid: "good" })}.${base64(claims)}.`;
const withHmac = () => {
  const signed = `${base64({ alg: "HS256", typ: "JWT", kid: "good" })}.${base64(claims)}`;
  const modulus = keys().find((key) => key.kid === "good").n;
  return `${signed}.${createHmac("sha256", modulus).update(signed).digest("base64url")}`;
};
const swapped = async (change) => {
  const [header, payload, signature] = (await token()).split(".");
  const changed = { ...JSON.parse(Buffer.from(payload, "base64url")), ...change };
  return [header, base64(changed), signature].join(".");
};
const resigned = async (kid, head) => {
  const signed = `${base64({ alg: "RS256", typ: "JWT", ...head })}.${base64(claims)}`;
  return `${signed}.${signRaw("sha256", Buffer.from(signed), { key: stranger, format: "jwk" }).toString("base64url")}`;
};
const good = await token();
const parts = good.split(".");
const bearer = (text) => `Bearer ${text}`;
const cases = [
  ["good", bearer(good)],
  ["good with the second key", bearer(await token({}, "second"))],
  ["good without nbf", bearer(await token({ nbf: null }))],
  ["good without iat", bearer(await token({ iat: null }))],
  ["good with more claims", bearer(await token({ extra: { a: [1] }, scp: "x" }))],
  ["aud in a list", bearer(await token({ aud: [APP] }))],
  ["ended a little ago", bearer(await token({ exp: now - 240 }))],
  ["begins in a little", bearer(await token({ nbf: now + 240 }))],
  ["ended", bearer(await token({ exp: now - 330 }))],
  ["ended long ago", bearer(await token({ exp: now - 86400 }))],
  ["begins later", bearer(await token({ nbf: now + 400 }))],
  ["end as text", bearer(await token({ exp: "tomorrow" }))],
  ["begin as text", bearer(await token({ nbf: "yesterday" }))],
  ["other issuer", bearer(await token({ iss: "https://api.botframework.example" }))],
  ["issuer of the emulator", bearer(await token({ iss: "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/" }))],
  ["issuer with a slash", bearer(await token({ iss: "https://api.botframework.com/" }))],
  ["no issuer", bearer(await token({ iss: null }))],
  ["other audience", bearer(await token({ aud: "99999999-2222-3333-4444-555555555555" }))],
  ["no audience", bearer(await token({ aud: null }))],
  ["empty audience", bearer(await token({ aud: "" }))],
  ["audience in capitals", bearer(await token({ aud: `${APP}X` }))],
  ["other service", bearer(await token({ serviceurl: "https://evil.example/" }))],
  ["service without its slash", bearer(await token({ serviceurl: SERVICE.slice(0, -1) }))],
  ["no service", bearer(await token({ serviceurl: null }))],
  ["service as a list", bearer(await token({ serviceurl: [SERVICE] }))],
  ["key endorsed for another channel", bearer(await token({}, "other"))],
  ["key that is not published", bearer(await token({}, "stranger"))],
  ["unpublished key under the name of a good one", bearer(await token({}, "stranger", { kid: "good" }))],
  ["unpublished key, signed by hand", bearer(await resigned("stranger", { kid: "good" }))],
  ["key in the header", bearer(await resigned("stranger", { kid: "good", jwk: { kty: "RSA", n: stranger.n, e: stranger.e } }))],
  ["key by an address", bearer(await resigned("stranger", { kid: "good", jku: "https://evil.example/keys" }))],
  ["good key under another good name", bearer(await token({}, "good", { kid: "second" }))],
  ["no kid", bearer(await token({}, "good", { kid: undefined }))],
  ["alg none", bearer(unsigned("none"))],
  ["alg None", bearer(unsigned("None"))],
  ["signed with the public key as a secret", bearer(withHmac())],
  ["claims exchanged", bearer(await swapped({ aud: APP, sub: "admin" }))],
  ["end moved", bearer(await swapped({ exp: now + 999999 }))],
  ["no signature", bearer(`${parts[0]}.${parts[1]}.`)],
  ["two parts", bearer(`${parts[0]}.${parts[1]}`)],
  ["four parts", bearer(`${good}.x`)],
  ["signature cut", bearer(good.slice(0, -8))],
  ["signature of another", bearer(`${parts[0]}.${parts[1]}.${(await token({ sub: "x" })).split(".")[2]}`)],
  ["elliptic", bearer(await token({}, "es256"))],
  ["PS256", bearer(await token({}, "ps256"))],
  ["no header", ""],
  ["no token", "Bearer "],
  ["basic", `Basic ${good}`],
  ["no scheme", good],
  ["small bearer", `bearer ${good}`],
  ["words after it", `Bearer ${good} x`],
  ["garbage", "Bearer a.b.c"],
  ["other channel", bearer(good), "slack"],
  ["other service in the activity", bearer(good), "msteams", "https://evil.example/"],
  // Here we are stricter: RS256 alone; an end, a channel, and endorsements always.
  ["no channel", bearer(good), "", SERVICE, true],
  ["RS512", bearer(await token({}, "rs512")), "msteams", SERVICE, true],
  ["no end", bearer(await token({ exp: null })), "msteams", SERVICE, true],
  ["key without endorsements", bearer(await token({}, "none")), "msteams", SERVICE, true],
];

const judge = async ([name, authorization, channel = "msteams", service = SERVICE, stricter = false]) => {
  let theirs;
  try {
    const credentials = new SimpleCredentialProvider(APP, "");
    await ChannelValidation.authenticateChannelTokenWithServiceUrl(authorization, credentials, service, channel);
    theirs = true;
  } catch {
    theirs = false;
  }
  return { name, authorization, channel, service, stricter, theirs };
};
const judged = [];
for (const one of cases) judged.push(await judge(one));
console.log(JSON.stringify({ app: APP, openid, cases: judged }));

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify({ token: await token(JSON.parse(line)) }));
}
process.exit();
