// Sign-in at an OpenID issuer that nobody on this project wrote, which here also lies in every way it can.

import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { after, before, test } from "node:test";
import { OAuth2Server } from "oauth2-mock-server";
import { start } from "./server.mjs";

const CLIENT = "sentia-test";
const SECRET = "a secret with : and % in it";

let issuer, server, keys;
before(async () => {
  issuer = new OAuth2Server();
  keys = [await issuer.issuer.keys.generate("RS256")];
  await issuer.start(0, "127.0.0.1");
  const url = `http://127.0.0.1:${issuer.address().port}`;
  issuer.issuer.url = url;
  server = await start({
    env: { SENTIA_ISSUER_SECRET: SECRET },
    signIn: `[sign_in.issuer]\nurl = "${url}"\nclient = "${CLIENT}"\nname = "Acme"`,
    config: `
[[people]]
id = "ann"
name = "Ann Archer"
sign_in = "ann@example.com"
areas = ["production"]

[[roles]]
group = "plant-managers"
title = "Plant manager"
areas = ["production", "quality"]
rows_from = { plant = "plants" }

[[roles]]
group = "finance"
title = "Controller"
`,
  });
});
after(async () => {
  assert.equal(await server.stop(), 0);
  await issuer.stop();
});

const hop = (url, headers = {}) => fetch(url, { redirect: "manual", headers });
const cookie = (response) => response.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");

/** Goes to the issuer and comes to the door of ours again. */
async function there(to = "/") {
  const begun = await hop(`${server.url}/sign-in/begin?to=${encodeURIComponent(to)}`);
  assert.equal(begun.status, 303);
  const returned = await hop(begun.headers.get("location"));
  return { begun, browser: cookie(begun), back: returned.headers.get("location") };
}

/** Whatever the issuer signs meanwhile says this; what is undefined is left out. */
async function claiming(claims, work) {
  issuer.service.on("beforeTokenSigning", (token) => {
    Object.assign(token.payload, claims);
    for (const name of Object.keys(claims)) if (claims[name] === undefined) delete token.payload[name];
  });
  try {
    return await work();
  } finally {
    issuer.service.removeAllListeners();
  }
}

/** The response at the end of a sign-in in which the issuer says these things, and `forge` makes another token of its. */
const signIn = ({ claims = {}, forge } = {}) =>
  claiming(claims, async () => {
    if (forge) issuer.service.on("beforeResponse", (response) => void (response.body.id_token = forge(response.body.id_token)));
    const { browser, back } = await there();
    return hop(back, { cookie: browser });
  });

async function me(response) {
  const reply = await fetch(`${server.url}/v1/me`, { headers: { cookie: cookie(response) } });
  return { status: reply.status, body: await reply.json() };
}

test("the way to the issuer has a state, a nonce and a challenge, and asks for no more than it needs", async () => {
  const { begun } = await there("/c/c1");
  const to = new URL(begun.headers.get("location")).searchParams;
  assert.equal(to.get("response_type"), "code");
  assert.equal(to.get("scope"), "openid profile email");
  assert.equal(to.get("code_challenge_method"), "S256");
  for (const name of ["state", "nonce", "code_challenge"]) assert.ok(to.get(name).length >= 43, name);
  const [set] = begun.headers.getSetCookie();
  assert.match(set, /HttpOnly/);
  assert.match(set, /SameSite=Lax/);
});

test("a person of the configuration signs in by a verified address, and leads back to where they came from", async () => {
  const done = await claiming({ email: "Ann@Example.com", email_verified: true }, async () => {
    const { browser, back } = await there("/c/c7");
    return hop(back, { cookie: browser });
  });
  assert.equal(done.status, 303);
  assert.equal(done.headers.get("location"), "/c/c7");
  const { body } = await me(done);
  assert.equal(body.person.id, "ann");
});

test("a group gives a role, whose rows come from a claim", async () => {
  const done = await signIn({ claims: { name: "Lee Dale", groups: ["x", "plant-managers", "finance"], plants: ["LEE"] } });
  const { body } = await me(done);
  assert.equal(body.person.name, "Lee Dale");
  assert.equal(body.person.title, "Plant manager");
  assert.match(body.person.sees, /Leeds/);
  const controller = await me(await signIn({ claims: { sub: "other", groups: "finance" } }));
  assert.equal(controller.body.person.title, "Controller");
  assert.notEqual(controller.body.person.id, body.person.id);
});

test("whoever is known and has no role is told so, and is not signed in", async () => {
  for (const claims of [
    {},
    { email: "ann@example.com", email_verified: false },
    { email: "ann@example.com" },
    { email: "somebody@example.com", email_verified: true, groups: ["others"] },
    { groups: ["plant-managers"] },
    { groups: ["plant-managers"], plants: [] },
    { sub: "ann" },
    { sub: "person:ann" },
  ]) {
    const done = await signIn({ claims });
    assert.equal(done.status, 403, JSON.stringify(claims));
    assert.deepEqual(done.headers.getSetCookie(), []);
    assert.match(await done.text(), /ask your administrator/);
  }
});

const b64 = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const parts = (token) => token.split(".").map((part) => Buffer.from(part, "base64url").toString());
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** The token's claims under another header, signed by `by`. */
function resigned(token, header, by) {
  const text = `${b64({ ...JSON.parse(parts(token)[0]), ...header })}.${token.split(".")[1]}`;
  return `${text}.${by(text)}`;
}
const byOther = (text) => sign("sha256", Buffer.from(text), other.privateKey).toString("base64url");
const byHmac = (secret) => (text) => createHmac("sha256", secret).update(text).digest("base64url");
const now = () => Math.floor(Date.now() / 1000);

const known = { email: "ann@example.com", email_verified: true };
const GOOD = {
  "as the issuer makes it": {},
  "for several programs, ours the party": { claims: { aud: [CLIENT, "another"], azp: CLIENT } },
  "a clock half a minute behind": { claims: { iat: now() + 30 } },
};
const FORGED = {
  "no algorithm": { forge: (token) => resigned(token, { alg: "none" }, () => "") },
  "no algorithm, in capitals": { forge: (token) => resigned(token, { alg: "NONE" }, () => "") },
  "the client's secret": { forge: (token) => resigned(token, { alg: "HS256" }, byHmac(SECRET)) },
  "the public key as a secret": {
    forge: (token) => resigned(token, { alg: "HS256" }, byHmac(JSON.stringify(keys[0]))),
  },
  "another key under the same id": { forge: (token) => resigned(token, {}, byOther) },
  "another key under an id of its own": { forge: (token) => resigned(token, { kid: "mine" }, byOther) },
  "another key and no id": { forge: (token) => resigned(token, { kid: undefined }, byOther) },
  "another key that is in the header": {
    forge: (token) => resigned(token, { jwk: other.publicKey.export({ format: "jwk" }) }, byOther),
  },
  "another key at an address in the header": {
    forge: (token) => resigned(token, { jku: "http://127.0.0.1:1/keys" }, byOther),
  },
  "another algorithm of the same key": { forge: (token) => resigned(token, { alg: "RS512" }, byOther) },
  "no signature": { forge: (token) => `${token.split(".").slice(0, 2).join(".")}.` },
  "two parts": { forge: (token) => token.split(".").slice(0, 2).join(".") },
  "other claims under the signature": {
    forge: (token) => {
      const [header, claims, signature] = token.split(".");
      const changed = { ...JSON.parse(Buffer.from(claims, "base64url")), groups: ["finance"] };
      return [header, b64(changed), signature].join(".");
    },
  },
  "an extension that must be understood": {
    forge: (token) => resigned(token, { crit: ["exp"] }, byOther),
  },
  "no token": { forge: () => undefined },
  "a token that is none": { forge: () => "a.b.c" },
  "a number as a token": { forge: () => 7 },
  "another issuer": { claims: { iss: "https://evil.example" } },
  "the issuer with a path": { claims: { iss: "http://127.0.0.1/other" } },
  "no issuer": { claims: { iss: undefined } },
  "another program": { claims: { aud: "another" } },
  "no program": { claims: { aud: undefined } },
  "an empty list of programs": { claims: { aud: [] } },
  "several programs and no party": { claims: { aud: [CLIENT, "another"] } },
  "another party": { claims: { aud: [CLIENT, "another"], azp: "another" } },
  "another party alone": { claims: { azp: "another" } },
  "expired": { claims: { exp: now() - 3600 } },
  "expired two minutes ago": { claims: { exp: now() - 120 } },
  "no end": { claims: { exp: undefined } },
  "an end that is text": { claims: { exp: "tomorrow" } },
  "made in an hour": { claims: { iat: now() + 3600 } },
  "made at no time": { claims: { iat: undefined } },
  "valid in an hour": { claims: { nbf: now() + 3600 } },
  "another nonce": { claims: { nonce: "n" } },
  "no nonce": { claims: { nonce: undefined } },
  "nobody": { claims: { sub: undefined } },
  "somebody without a name": { claims: { sub: "" } },
};

for (const [name, { claims, forge }] of Object.entries(GOOD)) {
  test(`a good token is taken: ${name}`, async () => {
    const done = await signIn({ claims: { ...known, ...claims }, forge });
    assert.equal(done.status, 303, await done.text());
    assert.equal((await me(done)).body.person.id, "ann");
  });
}

for (const [name, { claims, forge }] of Object.entries(FORGED)) {
  test(`a forged token is refused: ${name}`, async () => {
    const done = await signIn({ claims: { ...known, ...claims }, forge });
    assert.notEqual(done.status, 303);
    assert.deepEqual(done.headers.getSetCookie(), []);
    assert.match(await done.text(), /cannot be believed|did not let you in|not set up/);
  });
}

test("a way back is open once, to the browser that went, for the state that it was given", async () => {
  const { browser, back } = await there();
  const stale = async (address, cookie) => {
    const done = await hop(address, cookie ? { cookie } : {});
    assert.equal(done.status, 403);
    assert.match(await done.text(), /begin again/);
  };
  await stale(back);
  await stale(back, "sentia-issuer=somebody-elses");
  await stale(back.replace(/state=[^&]+/, "state=x"), browser);
  await stale(back.replace(/state=[^&]+/, ""), browser);
  const second = await there();
  await stale(`${second.back}&iss=https%3A%2F%2Fevil.example`, second.browser);
  await stale(second.back, second.browser);
  assert.equal((await claiming(known, () => hop(back, { cookie: browser }))).status, 303);
  await stale(back, browser);
});

test("what the issuer says when it refuses is told as text", async () => {
  const { browser, back } = await there();
  const state = new URL(back).searchParams.get("state");
  const told = `error=access_denied&error_description=${encodeURIComponent("<b>No</b> licence")}&state=${state}`;
  const done = await hop(`${server.url}/sign-in/back?${told}`, { cookie: browser });
  assert.equal(done.status, 403);
  const text = await done.text();
  assert.match(text, /&lt;b&gt;No&lt;\/b&gt; licence/);
  assert.ok(!text.includes("<b>"));
});

test("nobody is led elsewhere after signing in", async () => {
  for (const to of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    const done = await claiming(known, async () => {
      const { browser, back } = await there(to);
      return hop(back, { cookie: browser });
    });
    assert.equal(done.headers.get("location"), "/");
  }
});
