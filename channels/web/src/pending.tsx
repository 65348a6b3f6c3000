export interface Asking {
  question: string;
  /** What is being done. */
  doing: string;
  /** Sentences that have passed their check. */
  said: string;
}

/** A question whose answer is on its way. It is announced when it is complete, not while it grows. */
export function Pending({ asking }: { asking: Asking }) {
  return (
    <article class="turn" aria-busy="true">
      <h2 class="question">{asking.question}</h2>
      {asking.said && <p class="prose">{asking.said}</p>}
      <p class="doing">{asking.doing}…</p>
    </article>
  );
}
