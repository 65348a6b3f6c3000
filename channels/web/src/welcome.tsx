import type { Me } from "./api";

/** `me` comes when the server has said who asks. */
export function Welcome({ me, onAsk }: { me: Me | undefined; onAsk(question: string): void }) {
  return (
    <section class="welcome">
      <h1>What would you like to know?</h1>
      <p class="lead">
        Ask in plain words. Every figure is computed from the company’s own records, and shows how.
      </p>
      {me && (
        <p class="context">
          Today is {me.today}. {me.person.sees ? `You see ${me.person.sees}.` : "You see the whole company."}
        </p>
      )}
      {me && me.examples.length > 0 && (
        <>
          <h2 class="small-head">For example</h2>
          <ul class="offers">
            {me.examples.map((question) => (
              <li key={question}>
                <button type="button" class="offer" onClick={() => onAsk(question)}>
                  {question}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
