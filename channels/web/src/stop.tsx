import { useEffect, useState } from "preact/hooks";
import { api, Fault } from "./api";

/** Ends what is sent to somebody, by the link that stood in it; nobody has to sign in for that. */
export function StopPage() {
  const [key] = useState(() => location.hash.slice(1));
  const [told, setTold] = useState("");
  const [fault, setFault] = useState("");

  useEffect(() => {
    document.title = "Stop sending · Sentia";
  }, []);

  const stop = () =>
    api
      .stopByKey(key)
      .then(() => setTold("Done. It is not sent any more."))
      .catch((error: unknown) => setFault(error instanceof Fault ? error.message : String(error)));

  return (
    <main class="door">
      <h1>Sentia</h1>
      {!told && (
        <>
          <p class="lead">Stop what brought you here from being sent to you?</p>
          <button type="button" class="primary wide" onClick={() => void stop()}>
            Stop sending it
          </button>
        </>
      )}
      <p class="lead" role="status">
        {told}
      </p>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </main>
  );
}
