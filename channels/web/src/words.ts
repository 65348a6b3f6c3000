import type { Turn } from "./api";

/** What a screen reader is told of a finished answer, once. */
export function inWords(turn: Turn): string {
  const prose = turn.blocks.flatMap((block) => (block.kind === "prose" ? block.spans.map((span) => span.text) : []));
  const back = turn.question_back;
  const exhibits = [
    turn.blocks.some((block) => block.kind === "table") ? "A table follows." : "",
    turn.blocks.some((block) => block.kind === "chart") ? "A chart follows." : "",
  ];
  return [
    back ? `A question back: ${back.question}` : "Answer:",
    prose.join(""),
    ...turn.caveats.map((caveat) => `Note: ${caveat}`),
    ...exhibits,
  ]
    .filter(Boolean)
    .join(" ");
}
