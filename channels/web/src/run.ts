/** One question as a run: AG-UI's events from /v1/runs. A connection that is cut goes on where it was. */

import { call, Fault, sentence, type Turn } from "./api";

interface Event {
  type: string;
  delta?: string;
  toolCallName?: string;
  activityType?: string;
  content?: unknown;
  message?: string;
  outcome?: { type: string };
}

export interface Hearing {
  /** Words of the answer, as each sentence has passed its check. */
  said(words: string): void;
  /** What is being done. */
  doing(what: string): void;
  answered(turn: Turn): void;
}

/** How a run ended. */
export type End = "answered" | "stopped";

const ATTEMPTS = 5;

export class Run {
  readonly id = crypto.randomUUID();
  private seen = 0;
  private readonly stopped = new AbortController();

  constructor(
    private readonly person: string,
    private readonly conversation: string,
    private readonly question: string,
  ) {}

  /** Listens to its end. */
  async listen(hearing: Hearing): Promise<End> {
    for (let attempt = 1; ; attempt += 1) {
      const before = this.seen;
      try {
        const end = await this.connect(hearing);
        if (end) return end;
      } catch (error) {
        if (this.stopped.signal.aborted) return "stopped";
        const final = error instanceof Fault && error.status !== 0;
        if (final || attempt >= ATTEMPTS) throw error;
      }
      if (this.seen > before) attempt = 1;
      await new Promise((done) => setTimeout(done, 250 * attempt));
    }
  }

  /** Stops listening at once, and the server as soon as it hears of it. */
  async cancel(): Promise<void> {
    this.stopped.abort();
    try {
      await call(this.person, `/v1/runs/${this.id}`, { method: "DELETE" });
    } catch (error) {
      // A question that had not arrived yet need not be stopped.
      if (!(error instanceof Fault && error.status === 404)) throw error;
    }
  }

  /** Undefined where the connection was cut before the run had ended. */
  private async connect(hearing: Hearing): Promise<End | undefined> {
    const body = JSON.stringify({
      threadId: this.conversation || "new",
      runId: this.id,
      state: this.conversation ? { conversation: this.conversation } : {},
      messages: [{ id: `${this.id}-question`, role: "user", content: this.question }],
      tools: [],
      context: [],
    });
    const headers: HeadersInit = this.seen ? { "Last-Event-ID": String(this.seen) } : {};
    const response = await call(this.person, "/v1/runs", {
      method: "POST",
      body,
      headers,
      signal: this.stopped.signal,
    });
    for await (const { id, data } of messages(response)) {
      this.seen = Number(id);
      const end = hear(JSON.parse(data) as Event, hearing);
      if (end) return end;
    }
    return undefined;
  }
}

function hear(event: Event, hearing: Hearing): End | undefined {
  switch (event.type) {
    case "TOOL_CALL_START":
      hearing.doing(DOING[event.toolCallName ?? ""] ?? "Working it out");
      return undefined;
    case "TEXT_MESSAGE_CONTENT":
      hearing.said(event.delta ?? "");
      return undefined;
    case "ACTIVITY_SNAPSHOT":
      if (event.activityType === "sentia.answer") hearing.answered(event.content as Turn);
      return undefined;
    case "RUN_FINISHED":
      return event.outcome?.type === "cancelled" ? "stopped" : "answered";
    case "RUN_ERROR":
      throw new Fault(sentence(event.message ?? "The answer broke off; ask again"), 500);
    default:
      return undefined;
  }
}

const DOING: Record<string, string> = {
  query_metrics: "Computing the figures",
  compare_periods: "Comparing the periods",
  describe_catalogue: "Looking up definitions",
  statement: "Drawing up the statement",
  run_sql: "Running the statement",
};

/** The messages of an event stream (the WHATWG format, as far as servers use it). */
async function* messages(response: Response): AsyncGenerator<{ id: string; data: string }> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const parts = (rest + value).split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        const lines = part.split("\n");
        const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart());
        const id = lines.find((line) => line.startsWith("id:"))?.slice(3).trim() ?? "";
        if (data.length > 0) yield { id, data: data.join("\n") };
      }
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
