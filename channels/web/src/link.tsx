import { useEffect, useState } from "preact/hooks";
import { api, Fault, type ChatAccount } from "./api";
import { forgetLink, linkToken } from "./place";

/** Links an account in a chat to whoever is signed in. */
export function LinkPage() {
  const [token] = useState(linkToken);
  const [account, setAccount] = useState<ChatAccount>();
  const [linked, setLinked] = useState(false);
  const [fault, setFault] = useState("");
  const tell = (error: unknown) => setFault(error instanceof Fault ? error.message : String(error));

  useEffect(() => {
    document.title = "Link a chat account · Sentia";
    api.offered(token).then(setAccount).catch(tell);
  }, []);

  const confirm = () =>
    api
      .confirm(token)
      .then(() => {
        forgetLink();
        setLinked(true);
      })
      .catch(tell);

  return (
    <main class="door">
      <h1>Sentia</h1>
      {account && !linked && (
        <>
          <p class="lead">
            Let {account.name} on {account.channel} ask as you, and see what you may see? Confirm it only if you asked for
            this link yourself just now.
          </p>
          <button type="button" class="primary wide" onClick={() => void confirm()}>
            Link {account.name}
          </button>
        </>
      )}
      <p class="lead" role="status">
        {linked && "Done. You can go back to the chat and ask; your account here lists it, and takes it away again."}
      </p>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </main>
  );
}
