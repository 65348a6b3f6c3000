/** The HTTP API, as far as the page uses it. Its shapes are those of /v1/openapi.json. */

export interface Person {
  id: string;
  name: string;
  title: string;
  sees: string | null;
}

export interface Me {
  person: Person;
  today: string;
  examples: string[];
  model: boolean;
}

/** How people sign in. */
export interface Ways {
  needed: boolean;
  passwords: boolean;
  issuer: string | null;
}

export interface Session {
  id: string;
  browser: string;
  seen_at: string;
  current: boolean;
}

export interface Key {
  id: string;
  name: string;
  areas: string[] | null;
  used_at: string | null;
  expires_at: string;
}

export interface Summary {
  id: string;
  title: string;
  started_at: string;
  updated_at: string;
  turns: number;
  pinned: boolean;
}

/** An account in Slack, Teams or Telegram, or a mailbox. */
export interface ChatAccount {
  channel: string;
  workspace: string;
  account: string;
  name: string;
}

export interface Conversation extends Summary {
  answers: Turn[];
}

export interface Span {
  text: string;
  figure?: string;
}

export interface Cell {
  text: string;
  figure?: string;
  tone: "plain" | "good" | "bad";
}

export interface Row {
  level: number;
  role: "plain" | "heading" | "subtotal" | "total";
  cells: Cell[];
}

export interface Table {
  kind: "table";
  evidence: string;
  title: string;
  is_statement: boolean;
  columns: { label: string; numeric: boolean }[];
  rows: Row[];
}

export interface Point {
  label: string;
  value: number | null;
  text: string;
  figure: string | null;
  /** Whether it breaks a rule of a control chart. */
  marked: boolean;
  /** What it and the points before it are of them all, in a Pareto chart. */
  up_to: { value: number; text: string } | null;
}

export interface Series {
  name: string;
  /** Limits stand in pairs, the lower one first. */
  role: "recorded" | "forecast" | "centre" | "limit";
  points: Point[];
  target: Point | null;
}

export interface Chart {
  kind: "chart";
  evidence: string;
  title: string;
  shape: "bar" | "line" | "pareto" | "heat" | "control" | "bridge";
  alternative: string;
  series: Series[];
}

export interface Prose {
  kind: "prose";
  spans: Span[];
}

export interface Passages {
  kind: "passages";
  evidence: string;
  passages: { number: number; place: string; document: string; source: string; text: string }[];
}

export type Block = Prose | Table | Chart | Passages;

export interface Figure {
  text: string;
  label: string;
  kind: string;
  members: string[];
  period: string | null;
  against: string | null;
  evidence: string;
  measure: string;
}

export interface Note {
  name: string;
  text: string;
}

export interface Definition {
  measure: string;
  label: string;
  description: string;
  formula: string;
  version: string;
}

export interface Computed {
  evidence: string;
  title: string;
  definitions: Definition[];
  notes: Note[];
  sql: string[];
}

export interface Turn {
  id: string;
  conversation: string;
  question: string;
  outcome: "answered" | "ordered" | "clarify" | "refused" | "out_of_reach";
  blocks: Block[];
  question_back: { question: string; options: { label: string; question: string }[] } | null;
  caveats: string[];
  follow_ups: string[];
  computed: Computed[];
  words: string;
  figures: Record<string, Figure>;
}

/** An answer that somebody opened to others. */
export interface SharedTurn {
  by: string;
  turn: Turn;
}

/** What was ordered, and how far it is. */
export interface Order {
  id: string;
  words: string;
  kind: "now" | "schedule" | "alert";
  state: "open" | "done" | "stopped" | "failed";
  progress: string | null;
  due: string | null;
  note: string | null;
  /** Id of the latest report that came of it. */
  latest: string | null;
}

export interface ReportLine {
  id: string;
  order: string;
  title: string;
  made_at: string;
  note: string | null;
}

export interface Report extends ReportLine {
  notes: string[];
  sections: { heading: string; turns: Turn[] }[];
}

/** A report that somebody opened to others. */
export interface LinkedReport {
  by: string;
  until: string;
  report: Report;
}

export interface Changed {
  what: string;
  before: string | null;
  now: string | null;
}

/** What the server says went wrong, in words for the person. */
export class Fault extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

const OUT_OF_REACH = "Sentia cannot be reached; see that it is running, and try again.";

export async function call(person: string, path: string, options: RequestInit = {}): Promise<Response> {
  const headers = new Headers(options.headers);
  if (person) headers.set("Sentia-Person", encodeURIComponent(person));
  if (options.body) headers.set("Content-Type", "application/json");
  let response: Response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Fault(OUT_OF_REACH, 0);
  }
  if (!response.ok) throw new Fault(await detail(response), response.status);
  return response;
}

async function detail(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { detail?: string };
    if (problem.detail) return sentence(problem.detail);
  } catch {
    // No problem+json: the status is all there is.
  }
  return `The server answered ${response.status}; try again.`;
}

export function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

async function json<T>(person: string, path: string): Promise<T> {
  return (await call(person, path)).json() as Promise<T>;
}

/** A request that somebody who is signed in makes for themselves. */
async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await call("", path, { method, body: body === undefined ? null : JSON.stringify(body) });
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const api = {
  ways: () => json<Ways>("", "/v1/sign-in"),
  async isSignedIn(): Promise<boolean> {
    try {
      await json<Me>("", "/v1/me");
      return true;
    } catch (error) {
      if (error instanceof Fault && error.status === 401) return false;
      throw error;
    }
  },
  /** False where the code is still needed. */
  async signIn(person: string, password: string, code: string): Promise<boolean> {
    const reply = await send<{ signed_in: boolean }>("POST", "/v1/sign-in", { person, password, code: code || undefined });
    return reply.signed_in;
  },
  signOut: () => send<void>("POST", "/v1/sign-out"),
  sessions: () => json<Session[]>("", "/v1/sessions"),
  endSession: (id: string) => send<void>("DELETE", `/v1/sessions/${encodeURIComponent(id)}`),
  keys: () => json<Key[]>("", "/v1/keys"),
  newKey: async (name: string, days: number) => (await send<{ token: string }>("POST", "/v1/keys", { name, days })).token,
  chatAccounts: () => json<ChatAccount[]>("", "/v1/chat-accounts"),
  unlink: (one: ChatAccount) =>
    send<void>("DELETE", `/v1/chat-accounts/${[one.channel, one.workspace, one.account].map(encodeURIComponent).join("/")}`),
  offered: (token: string) => json<ChatAccount>("", `/v1/links/${encodeURIComponent(token)}`),
  confirm: (token: string) => send<ChatAccount>("POST", `/v1/links/${encodeURIComponent(token)}`),
  revokeKey: (id: string) => send<void>("DELETE", `/v1/keys/${encodeURIComponent(id)}`),
  people: () => json<Person[]>("", "/v1/people"),
  me: (person: string) => json<Me>(person, "/v1/me"),
  conversations: (person: string, search = "") =>
    json<Summary[]>(person, search ? `/v1/conversations?search=${encodeURIComponent(search)}` : "/v1/conversations"),
  conversation: (person: string, id: string) => json<Conversation>(person, `/v1/conversations/${encodeURIComponent(id)}`),
  async file(person: string, turn: string, ending: string) {
    return (await call(person, `/v1/turns/${encodeURIComponent(turn)}/files/${ending}`)).blob();
  },
  async reportFile(person: string, report: string, ending: string) {
    return (await call(person, `/v1/reports/${encodeURIComponent(report)}/files/${ending}`)).blob();
  },
  orders: (person: string) => json<Order[]>(person, "/v1/orders"),
  order: (person: string, id: string) => json<Order>(person, `/v1/orders/${encodeURIComponent(id)}`),
  async stopOrder(person: string, id: string) {
    await call(person, `/v1/orders/${encodeURIComponent(id)}`, { method: "DELETE" });
  },
  stopByKey: (key: string) => send<void>("POST", "/v1/orders/stop", { key }),
  reports: (person: string, words: string) => json<ReportLine[]>(person, `/v1/reports?words=${encodeURIComponent(words)}`),
  report: (person: string, id: string) => json<Report>(person, `/v1/reports/${encodeURIComponent(id)}`),
  async linkReport(person: string, id: string): Promise<{ address: string; until: string }> {
    const path = `/v1/reports/${encodeURIComponent(id)}/link`;
    return (await call(person, path, { method: "PUT", body: "{}" })).json() as Promise<{ address: string; until: string }>;
  },
  async unlinkReport(person: string, id: string) {
    await call(person, `/v1/reports/${encodeURIComponent(id)}/link`, { method: "DELETE" });
  },
  linkedReport: (person: string, link: string) =>
    json<LinkedReport>(person, `/v1/linked-reports/${encodeURIComponent(link)}`),
  async linkedReportFile(person: string, link: string, ending: string) {
    return (await call(person, `/v1/linked-reports/${encodeURIComponent(link)}/files/${ending}`)).blob();
  },
  reportChanges: (person: string, id: string, since: string) =>
    json<Changed[]>(person, `/v1/reports/${encodeURIComponent(id)}/changes/${encodeURIComponent(since)}`),
  async change(person: string, id: string, change: { title?: string; pinned?: boolean }) {
    await call(person, `/v1/conversations/${encodeURIComponent(id)}`, { method: "PATCH", body: JSON.stringify(change) });
  },
  /** Another conversation that begins with the first turns of this one. */
  async branch(person: string, id: string, turns: number): Promise<Summary> {
    const path = `/v1/conversations/${encodeURIComponent(id)}/branches`;
    return (await call(person, path, { method: "POST", body: JSON.stringify({ turns }) })).json() as Promise<Summary>;
  },
  async judge(person: string, turn: string, verdict: "good" | "bad", words: string) {
    const path = `/v1/turns/${encodeURIComponent(turn)}/feedback`;
    await call(person, path, { method: "PUT", body: JSON.stringify({ verdict, words }) });
  },
  async share(person: string, turn: string, open: boolean) {
    await call(person, `/v1/turns/${encodeURIComponent(turn)}/share`, { method: open ? "PUT" : "DELETE" });
  },
  shared: (person: string, turn: string) => json<SharedTurn>(person, `/v1/shared/${encodeURIComponent(turn)}`),
  async remove(person: string, id: string) {
    await call(person, `/v1/conversations/${encodeURIComponent(id)}`, { method: "DELETE" });
  },
};
