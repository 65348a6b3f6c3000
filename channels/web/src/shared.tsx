import { useEffect, useState } from "preact/hooks";
import { api, Fault, type SharedTurn } from "./api";
import { rememberedPerson } from "./place";
import { TurnView } from "./turn";

/** An answer that somebody opened to others. */
export function Shared({ turn, signsIn }: { turn: string; signsIn: boolean }) {
  const [shared, setShared] = useState<SharedTurn>();
  const [fault, setFault] = useState("");
  const person = signsIn ? "" : rememberedPerson();

  useEffect(() => {
    api
      .shared(person, turn)
      .then(setShared)
      .catch((error: unknown) => setFault(error instanceof Fault ? error.message : String(error)));
  }, [turn]);
  useEffect(() => {
    if (shared) document.title = `${shared.turn.question} · Sentia`;
  }, [shared]);

  return (
    <main class="main">
      <div class="page">
        <p class="shared-by">
          <a class="brand" href="/">
            Sentia
          </a>
          {shared && <span>Asked by {shared.by}, and open to those who may see as much.</span>}
        </p>
        <h1 class="unseen">A shared answer</h1>
        {shared && <TurnView person={person} turn={{ ...shared.turn, id: "" }} onAsk={undefined} />}
        {fault && (
          <p class="fault" role="alert">
            {fault}
          </p>
        )}
      </div>
    </main>
  );
}
