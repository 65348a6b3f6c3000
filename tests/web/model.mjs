// A model that takes its time, in Anthropic's Messages API: it asks for figures, then words them sentence by sentence.

import { createServer } from "node:http";

const PAUSE = 2500; // milliseconds before each sentence

/** Without figures, so that they hold of any; the last ones are told when the reply is over. */
export const SENTENCES = [
  "OEE was computed for each line.",
  "The table has them all.",
  "The table has each line.",
  "The table has every line.",
  "The table has all lines.",
];

const wait = (time) => new Promise((done) => setTimeout(done, time));

export async function slowModel(sentences, figures = { measures: ["oee"], by: ["line"], period: "last week" }) {
  const http = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => answer(response, body.includes("tool_result")).catch(() => response.destroy()));
  });
  async function answer(response, knows) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const say = (type, more) => response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`);
    const usage = { input_tokens: 9, output_tokens: 1 };
    say("message_start", { message: { id: "msg_1", type: "message", role: "assistant", model: "claude-test", content: [], stop_reason: null, stop_sequence: null, usage } });
    const block = knows ? { type: "text", text: "" } : { type: "tool_use", id: "toolu_1", name: "query_metrics", input: {} };
    say("content_block_start", { index: 0, content_block: block });
    const parts = knows ? sentences.map((text) => ({ type: "text_delta", text: `${text} ` })) : [{ type: "input_json_delta", partial_json: JSON.stringify(figures) }];
    for (const delta of parts) {
      if (knows) await wait(PAUSE);
      say("content_block_delta", { index: 0, delta });
    }
    say("content_block_stop", { index: 0 });
    say("message_delta", { delta: { stop_reason: knows ? "end_turn" : "tool_use", stop_sequence: null }, usage: { output_tokens: 20 } });
    say("message_stop", {});
    response.end();
  }
  await new Promise((listening) => http.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${http.address().port}`, close: () => (http.closeAllConnections(), http.close()) };
}
