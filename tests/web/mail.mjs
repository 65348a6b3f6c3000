// A mailbox of Dovecot's and nodemailer's server that takes mail, both on the loopback.

import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { freePort } from "./server.mjs";

export const OWN = "sentia@acme.example";
export const PASSWORD = "hush-hush";

const program = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot", "/opt/homebrew/sbin/dovecot"].find(existsSync);

/** Why there is no Dovecot that this is written for; undefined where there is. */
export function missing() {
  if (!program) return "there is no Dovecot (Debian: apt-get install dovecot-imapd)";
  const version = spawnSync(program, ["--version"], { encoding: "utf8" }).stdout.trim();
  return version.startsWith("2.3.") ? undefined : `the settings here are those of Dovecot 2.3, and this is ${version}`;
}

/** The settings are those of the bots' own tests. Dovecot reads no mail of root's. */
export async function dovecot() {
  const folder = mkdtempSync(join(tmpdir(), "sentia-mail-"));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const root = userInfo().uid === 0;
  const named = (flag) => spawnSync("id", [flag], { encoding: "utf8" }).stdout.trim();
  const [user, group] = root ? ["nobody", "nogroup"] : [named("-un"), named("-gn")];
  const users = root ? "" : `default_internal_user = ${user}\ndefault_login_user = ${user}\ndefault_internal_group = ${group}`;
  const values = { FOLDER: folder, USERS: users, KEYS: "ssl = no", PLAIN: port, ENCRYPTED: 0, UID: user, GID: group, PASSWORD };
  const template = readFileSync(new URL("../../channels/bots/tests/it/dovecot.conf", import.meta.url), "utf8");
  writeFileSync(join(folder, "dovecot.conf"), template.replace(/@(\w+)@/g, (_, name) => values[name]));
  for (const part of ["tmp", "new", "cur"]) mkdirSync(join(folder, "mail", part), { recursive: true });
  const own = (path) => root && spawnSync("chown", ["-R", `${user}:${group}`, path]);
  own(join(folder, "mail"));
  const child = spawn(program, ["-F", "-c", join(folder, "dovecot.conf")], { stdio: "ignore" });
  process.once("exit", () => child.kill());
  const listens = () =>
    new Promise((found) => {
      const socket = connect(port, "127.0.0.1", () => (socket.destroy(), found(true)));
      socket.on("error", () => found(false));
    });
  while (!(await listens())) {
    if (child.exitCode !== null) throw new Error(`dovecot ended: ${readFileSync(join(folder, "log"), "utf8")}`);
    await new Promise((done) => setTimeout(done, 20));
  }
  let delivered = 0;
  return {
    port,
    /** Puts a mail into the mailbox, as a delivery does. */
    deliver(mail) {
      delivered += 1;
      const name = `1800000000.${String(delivered).padStart(3, "0")}.here`;
      writeFileSync(join(folder, "mail/tmp", name), mail.replaceAll("\n", "\r\n"));
      own(join(folder, "mail/tmp", name));
      renameSync(join(folder, "mail/tmp", name), join(folder, "mail/new", name));
    },
    /** Mails that are marked as read. */
    read: () => readdirSync(join(folder, "mail/cur")).filter((name) => name.endsWith("S")).length,
    async stop() {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What it took stands in `taken`, each with its envelope, headers and parts. */
export async function smtp() {
  const taken = [];
  const server = new SMTPServer({
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onAuth: ({ username, password }, _, done) =>
      username === OWN && password === PASSWORD ? done(null, { user: username }) : done(new Error("who are you")),
    onData(stream, session, done) {
      const parts = [];
      stream.on("data", (part) => parts.push(part));
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map((one) => one.address);
        taken.push({ from: session.envelope.mailFrom.address, to, ...opened(Buffer.concat(parts).toString("latin1")) });
        done();
      });
    },
  });
  server.on("error", () => {});
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { port: server.server.address().port, taken, stop: () => new Promise((closed) => server.close(closed)) };
}

/** Headers by their small names, and the parts that hold something, each with its type and what it holds. */
function opened(raw) {
  const [head, ...rest] = raw.split("\r\n\r\n");
  const headers = {};
  for (const line of head.replace(/\r\n[ \t]+/g, " ").split("\r\n")) {
    const [, name, value] = /^([\w-]+): ?(.*)$/.exec(line) ?? [];
    if (name) headers[name.toLowerCase()] = value;
  }
  const body = rest.join("\r\n\r\n");
  const boundary = /boundary="?([^";]+)/.exec(headers["content-type"] ?? "")?.[1];
  if (boundary) return { headers, parts: body.split(`--${boundary}`).slice(1, -1).flatMap((part) => opened(part.replace(/^\r\n/, "")).parts) };
  const decode = {
    base64: () => Buffer.from(body, "base64"),
    "quoted-printable": () => Buffer.from(body.replace(/=\r\n/g, "").replace(/=([\dA-F]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16))), "latin1"),
  }[headers["content-transfer-encoding"]];
  return { headers, parts: [{ type: headers["content-type"] ?? "", name: /filename="?([^";]+)/.exec(headers["content-disposition"] ?? "")?.[1], bytes: decode ? decode() : Buffer.from(body, "latin1") }] };
}

/** The words of a mail. */
export const text = (mail) => mail.parts.find((part) => part.type.startsWith("text/plain")).bytes.toString("utf8").replaceAll("\r\n", "\n");
