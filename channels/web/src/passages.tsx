import type { Passages } from "./api";

/** What the documents say, by the numbers that the prose cites. */
export function PassagesView({ passages }: { passages: Passages }) {
  return (
    <ol class="passages" aria-label="From documents">
      {passages.passages.map((passage) => (
        <li key={passage.number} value={passage.number}>
          <details>
            <summary>
              <span class="number">[{passage.number}]</span> {passage.place}
            </summary>
            <blockquote>{passage.text}</blockquote>
            <p class="source">{passage.source}</p>
          </details>
        </li>
      ))}
    </ol>
  );
}
