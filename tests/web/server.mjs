// The built command as a server, on a free port, with a home directory of its own.

import { spawn, spawnSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

const COMMAND = process.env.SENTIA_TEST_COMMAND ?? new URL("../../target/release/sentia", import.meta.url).pathname;

// Milliseconds that a server may take to end.
const PATIENCE = 15_000;

// Made once for all tests, beside the build, so that each home can link to it.
const company = new URL("../../target/tmp/web-company", import.meta.url).pathname;

/** Where people sign in, the address is configured, so its port has to be chosen before. */
export async function freePort() {
  const probe = createServer();
  await new Promise((listening) => probe.listen(0, "127.0.0.1", listening));
  const { port } = probe.address();
  await new Promise((closed) => probe.close(closed));
  return port;
}

/**
 * With the address of a model, that model plans and words. With `signIn`, the rest of that section of the configuration,
 * people sign in; `config` is what follows it. With the `home` of a server that was killed, or stopped and left, it goes on
 * from there.
 */
export async function start({ model, signIn, config = "", env = {}, home: kept } = {}) {
  mkdirSync(company, { recursive: true });
  // Makes the demo company where there is none of this version.
  const made = spawnSync(COMMAND, ["ask", "OEE yesterday", "--home", company], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`no demo company: ${made.stderr}`);
  const home = kept ?? mkdtempSync(join(company, "home-"));
  if (!kept) linkSync(join(company, "demo.db"), join(home, "demo.db"));
  const port = signIn === undefined ? 0 : await freePort();
  const sections = [
    model && `[model]\nprovider = "anthropic"\nname = "claude-test"\nbase_url = "${model}"\n`,
    signIn !== undefined && `[sign_in]\naddress = "http://127.0.0.1:${port}"\n${signIn}\n`,
    config,
  ];
  const text = sections.filter(Boolean).join("\n");
  if (text) writeFileSync(join(home, "sentia.toml"), text);
  const child = spawn(COMMAND, ["serve", "--listen", `127.0.0.1:${port}`], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, SENTIA_HOME: home, LANG: "C.UTF-8", ANTHROPIC_API_KEY: "none", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise((found, failed) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const address = /http:\/\/[\d.:]+/.exec(line);
      if (address) found(address[0]);
    });
    child.on("exit", (code) => failed(new Error(`the server ended with ${code}`)));
  });
  // Where a test ends without stopping it.
  process.once("exit", () => child.kill("SIGKILL"));
  return {
    url,
    home,
    command: COMMAND,
    pid: child.pid,
    /** In the middle of whatever it is doing. */
    async kill() {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGKILL");
      await ended;
    },
    /** The code it ends with; null where it had to be killed. */
    async stop({ leave = false } = {}) {
      const ended = new Promise((done) => child.once("exit", (code) => done(code)));
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
      const code = await ended;
      clearTimeout(late);
      if (!leave) rmSync(home, { recursive: true, force: true });
      return code;
    },
  };
}
