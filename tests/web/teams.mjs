// Teams as Microsoft's own playground for agents plays it, with a door between it and the server: the playground sends no
// tokens, so the door signs what it brings as the Bot Framework would, and notes what goes either way.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { OAuth2Issuer } from "oauth2-mock-server";
import { freePort } from "./server.mjs";

export const APP = "11111111-2222-3333-4444-555555555555";
export const TENANT = "00000000-0000-0000-0000-0000000000001";
export const BOT = "Sentia";
const TOKEN = "a-token-of-the-door";

// Who reads along in a group and in the team, beside Alex. The playground takes five of them, no more and no less.
export const OTHERS = ["Megan", "Adele", "Isaiah", "Patti", "Lynne"].map((name) => user(name));

function user(name) {
  const email = `${name.toLowerCase()}@example.com`;
  return { id: `user-${name.toLowerCase()}`, name, userPrincipleName: email, aadObjectId: `object-${name}`, givenName: name, surname: "Example", email };
}

const PEOPLE = {
  version: "0.1.1",
  tenantId: TENANT,
  bot: { id: "28:sentia", name: BOT },
  currentUser: user("Alex"),
  users: OTHERS,
  personalChat: { id: "chat-alex" },
  groupChat: { id: "chat-group", name: "Group Chat" },
  team: { id: "team-id", name: "My Team", aadGroupId: "group-id", channels: [{ id: "channel-plan", name: "Plan" }] },
};

/** The door, which lets nothing through until it is told where the server is. */
export async function openDoor() {
  const issuer = new OAuth2Issuer();
  issuer.url = "https://api.botframework.com";
  await issuer.keys.generate("RS256", { kid: "door" });
  const door = { brought: [], sent: [], uploads: [], server: "", playground: "" };

  const answer = async (request, response, bytes) => {
    const body = bytes.toString();
    const json = (value) => response.setHeader("content-type", "application/json").end(JSON.stringify(value));
    // Sentia escapes what is not a letter or a figure.
    const path = decodeURIComponent(request.url);
    if (path === "/openid") return json({ issuer: issuer.url, jwks_uri: `${door.url}/keys` });
    if (path === "/keys") return json({ keys: issuer.keys.toJSON().map((key) => ({ ...key, endorsements: ["msteams"] })) });
    if (path === `/${TENANT}/oauth2/v2.0/token`) return json({ access_token: TOKEN, token_type: "Bearer", expires_in: 3600 });
    if (path.startsWith("/upload/")) {
      const { authorization, "content-range": range } = request.headers;
      door.uploads.push({ path, range, authorization, bytes });
      response.statusCode = 201;
      return json({ id: "01X" });
    }
    if (path.startsWith("/_connector/")) {
      const signed = request.headers.authorization === `Bearer ${TOKEN}`;
      const note = { method: request.method, path, body: body && JSON.parse(body), signed, at: Date.now() };
      if (body) door.sent.push(note);
      const headers = body ? { "content-type": "application/json" } : {};
      const reply = await fetch(door.playground + request.url, { method: request.method, headers, body: body || undefined });
      response.writeHead(reply.status, { "content-type": reply.headers.get("content-type") ?? "application/json" });
      const said = await reply.text();
      note.status = reply.status;
      note.id = body && said.startsWith("{") ? JSON.parse(said).id : undefined;
      return response.end(said);
    }
    // The playground looks whether anybody is there.
    if (path !== "/api/messages" || !body) return response.end();
    response.statusCode = await door.bring(JSON.parse(body));
    return response.end();
  };
  const http = createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => answer(request, response, Buffer.concat(parts)).catch((error) => response.writeHead(500).end(String(error))));
  });
  await new Promise((listening) => http.listen(0, "127.0.0.1", listening));
  door.url = `http://127.0.0.1:${http.address().port}`;

  /** Brings an activity to the server, and returns the status. */
  door.bring = async (activity, authorization) => {
    const claims = (_, payload) => Object.assign(payload, { aud: APP, serviceurl: activity.serviceUrl });
    const token = authorization ?? `Bearer ${await issuer.buildToken({ kid: "door", scopesOrTransform: claims })}`;
    const headers = { "content-type": "application/json", authorization: token };
    const reply = await fetch(`${door.server}/bots/teams/messages`, { method: "POST", headers, body: JSON.stringify(activity) });
    door.brought.push({ activity, status: reply.status });
    return reply.status;
  };
  door.close = () => (http.closeAllConnections(), http.close());
  return door;
}

/** The playground, with its page at `url`. */
export async function play(door) {
  const home = mkdtempSync(join(tmpdir(), "sentia-playground-"));
  writeFileSync(join(home, ".m365agentsplayground.yml"), JSON.stringify(PEOPLE));
  const port = await freePort();
  const cli = join(dirname(createRequire(import.meta.url).resolve("@microsoft/m365agentsplayground/package.json")), "cli.js");
  const options = ["-e", `${door.url}/api/messages`, "-c", "msteams", "-p", port, "--service-url", `${door.url}/_connector`, "--disable-telemetry"];
  const child = spawn(process.execPath, [cli, "start", ...options.map(String)], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, BROWSER: "none" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  process.once("exit", () => child.kill("SIGKILL"));
  let ended;
  child.once("exit", (code) => (ended = code ?? "a signal"));
  door.playground = `http://127.0.0.1:${port}`;
  while (!(await fetch(door.playground).then((reply) => reply.ok, () => false))) {
    // It says that it listens before it reads who there is.
    if (ended !== undefined) throw new Error(`the playground ended with ${ended}: ${readFileSync(join(home, "devTools/m365agentsplayground.log"), "utf8")}`);
    await new Promise((done) => setTimeout(done, 50));
  }
  return {
    url: door.playground,
    async stop() {
      const gone = new Promise((done) => child.once("exit", done));
      child.kill("SIGKILL");
      await gone;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
