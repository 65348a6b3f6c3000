// smtp-server, as a mail server that takes what it is told to. One line of JSON out with its port; then for each line of
// faults in, one with what it took so far.

import { createInterface } from "node:readline";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, tls = "", cert = "", key = ""] = process.argv.slice(2);
const { SMTPServer } = await import(pathToFileURL(join(folder, "node_modules/smtp-server/dist/esm/smtp-server.js")));

const taken = [];
let faults = [];
let tries = 0;
let passwords = 0;
const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code });
const at = (place) => (faults[0]?.startsWith(place) ? faults.shift().slice(place.length + 1) : undefined);
const socketOf = (session) => [...server.connections].find((one) => one.id === session.id)._socket;

const server = new SMTPServer({
  authOptional: false,
  allowInsecureAuth: true,
  secure: tls === "implicit",
  disabledCommands: tls === "starttls" ? [] : ["STARTTLS"],
  ...(cert && { cert: readFileSync(cert), key: readFileSync(key) }),
  logger: false,
  onAuth({ username, password }, session, done) {
    passwords += 1;
    const right = username === "sentia@acme.example" && password === "hush-hush";
    if (at("auth") || !right) return done(refusal(535, "who are you"));
    done(null, { user: username });
  },
  onRcptTo(address, session, done) {
    tries += 1;
    const fault = at("rcpt");
    if (fault === "later") return done(refusal(450, "greylisted"));
    if (fault === "never") return done(refusal(550, "no such mailbox"));
    if (fault === "lost") return socketOf(session).destroy();
    done();
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => {
      const fault = at("data");
      if (fault === "later") return done(refusal(451, "try again"));
      if (fault === "never") return done(refusal(554, "we do not like it"));
      const { mailFrom, rcptTo } = session.envelope;
      taken.push({ from: mailFrom.address, to: rcptTo.map((one) => one.address), secure: session.secure,
        raw: Buffer.concat(parts).toString("latin1") });
      if (fault === "lost") return socketOf(session).destroy();
      done();
    });
  },
});
server.on("error", () => {});
// The name of this machine may stand for any of its addresses.
const host = ["starttls", "clear"].includes(tls) ? "0.0.0.0" : "127.0.0.1";
server.listen(0, host, () => console.log(JSON.stringify({ port: server.server.address().port })));
createInterface({ input: process.stdin }).on("line", (line) => {
  faults.push(...JSON.parse(line));
  console.log(JSON.stringify({ taken, tries, passwords, faults }));
}).on("close", () => process.exit());
