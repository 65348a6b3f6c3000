// Every rule of Microsoft's page "Stream bot messages", held against what came to the connector. The same rules are held, and
// shown to refuse what breaks them, in channels/bots.

const GAP = 1000; // milliseconds between two requests of a stream
const LASTS = 120_000; // from the first to the end

export const isOfStream = ({ body }) => body.type === "typing" || body.entities?.[0]?.type === "streaminfo";

/** What breaks a rule, in words. */
export function faults(sent) {
  const streams = new Map();
  const found = [];
  for (const call of sent.filter(isOfStream)) {
    const fault = (what) => found.push(`${what}: ${JSON.stringify(call.body)}`);
    const { body, at } = call;
    const [info] = body.entities ?? [{}];
    form(call, info, fault);
    const chat = /conversations\/([^/]+)/.exec(call.path)[1];
    if (info.streamId === undefined) {
      if (info.streamType === "final" || info.streamSequence !== 1) fault("a stream begins with number 1");
      const open = [...streams.values()].some((one) => one.chat === chat && !one.ended && at - one.began < LASTS);
      if (open) fault("one stream at a time in a chat");
      streams.set(call.id, { chat, began: at, last: at, sequence: 1, text: info.streamType === "streaming" ? body.text : "", ended: false });
      continue;
    }
    const stream = streams.get(info.streamId);
    if (!stream) {
      fault("the stream never began");
      continue;
    }
    if (stream.chat !== chat) fault("a stream stays in its chat");
    if (stream.ended) fault("nothing comes after the end");
    if (at - stream.last < GAP) fault("requests come too fast");
    if (at - stream.began > LASTS) fault("the stream takes too long");
    if (info.streamType !== "informative" && !body.text.startsWith(stream.text)) fault("each request repeats the text before it");
    if (info.streamType === "informative" && stream.text) fault("what is done is told before the answer");
    if (info.streamType !== "final" && info.streamSequence !== stream.sequence + 1) fault("numbers go up by one");
    stream.last = at;
    stream.sequence += 1;
    stream.ended = info.streamType === "final";
    if (info.streamType === "streaming") stream.text = body.text;
  }
  return found;
}

/** What holds of a request by itself. */
function form({ body, method, path }, info, fault) {
  if (method !== "POST" || !/conversations\/chat-/.test(path)) fault("only chats of two have streams");
  if (info.type !== "streaminfo" || body.entities.length !== 1) fault("an entity says which stream");
  for (const name of ["streamType", "streamId", "streamSequence"])
    if (body.channelData?.[name] !== info[name]) fault("the channel's data says the same as the entity");
  if (!body.text?.trim()) fault("there is a text");
  if (Buffer.byteLength(JSON.stringify(body)) > 100_000) fault("a message has 100 KB at most");
  if (info.streamType === "informative" && Buffer.byteLength(body.text) > 1000) fault("what is done is told in 1 KB");
  const types = body.type === "typing" ? ["informative", "streaming"] : ["final"];
  if (!types.includes(info.streamType)) fault("typing streams, and a message ends");
  if (body.type === "typing" && body.attachments) fault("attachments come with the end");
  if (info.streamType === "final" && info.streamSequence !== undefined) fault("the end has no number");
}
