import { useEffect, useRef, useState } from "preact/hooks";
import { api, Fault, type ChatAccount, type Key, type Session } from "./api";

interface Props {
  name: string;
  onClose(): void;
}

/** Where somebody is signed in, and the keys with which programs ask for them. */
export function Account({ name, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [sessions, setSessions] = useState<Session[]>([]);
  const [keys, setKeys] = useState<Key[]>([]);
  const [chats, setChats] = useState<ChatAccount[]>([]);
  const [made, setMade] = useState("");
  const [fault, setFault] = useState("");

  const attempt = async (work: () => Promise<unknown>) => {
    setFault("");
    try {
      await work();
      setSessions(await api.sessions());
      setKeys(await api.keys());
      setChats(await api.chatAccounts());
    } catch (error) {
      setFault(error instanceof Fault ? error.message : String(error));
    }
  };

  useEffect(() => {
    dialog.current?.showModal();
    void attempt(async () => undefined);
  }, []);

  const make = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const given = new FormData(form);
    void attempt(async () => {
      setMade(await api.newKey(String(given.get("name")), Number(given.get("days"))));
      form.reset();
    });
  };

  return (
    <dialog
      class="sheet account"
      ref={dialog}
      aria-labelledby="account-title"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="sheet-inside">
        <h2 id="account-title" class="sheet-title">
          {name}
        </h2>
        <h3 class="small-head">Signed in on</h3>
        <ul class="held">
          {sessions.map((session) => (
            <li key={session.id}>
              <span>
                {browser(session.browser)}
                <br />
                <span class="faint">{session.current ? "this browser" : `last used ${when(session.seen_at)}`}</span>
              </span>
              {!session.current && (
                <button type="button" class="plain" onClick={() => void attempt(() => api.endSession(session.id))}>
                  Sign out
                </button>
              )}
            </li>
          ))}
        </ul>
        <h3 class="small-head">Keys for programs</h3>
        {keys.length === 0 && <p class="faint">None. A key lets Excel, a script or an assistant ask as you.</p>}
        <ul class="held">
          {keys.map((key) => (
            <li key={key.id}>
              <span>
                {key.name}
                {key.areas && `, ${key.areas.join(" and ")} alone`}
                <br />
                <span class="faint">
                  until {when(key.expires_at)}, {key.used_at ? `last used ${when(key.used_at)}` : "never used"}
                </span>
              </span>
              <button type="button" class="plain danger" onClick={() => void attempt(() => api.revokeKey(key.id))}>
                Take back<span class="unseen"> {key.name}</span>
              </button>
            </li>
          ))}
        </ul>
        {chats.length > 0 && <h3 class="small-head">Accounts in chats</h3>}
        <ul class="held">
          {chats.map((one) => (
            <li key={`${one.channel}/${one.workspace}/${one.account}`}>
              <span>
                {one.name} on {one.channel}
              </span>
              <button type="button" class="plain danger" onClick={() => void attempt(() => api.unlink(one))}>
                Unlink<span class="unseen"> {one.name}</span>
              </button>
            </li>
          ))}
        </ul>
        {made && (
          <p class="made" role="status">
            Copy it now, it is not shown again: <code>{made}</code>
          </p>
        )}
        <form class="new-key" onSubmit={make}>
          <label for="key-name">New key for</label>
          <input id="key-name" name="name" maxLength={80} required />
          <label for="key-days">Days</label>
          <input id="key-days" name="days" type="number" min={1} max={366} defaultValue="90" required />
          <button type="submit" class="plain">
            Make
          </button>
        </form>
        {fault && (
          <p class="fault" role="alert">
            {fault}
          </p>
        )}
        <form method="dialog">
          <button class="primary">Close</button>
        </form>
      </div>
    </dialog>
  );
}

function when(instant: string): string {
  return new Date(instant).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

/** What a browser calls itself holds the names of all that it wants to be taken for. */
function browser(agent: string): string {
  const name = /Edg\//.test(agent)
    ? "Edge"
    : /Firefox\//.test(agent)
      ? "Firefox"
      : /Chrom(e|ium)\//.test(agent)
        ? "Chrome"
        : /Safari\//.test(agent)
          ? "Safari"
          : "";
  const place = /iPhone|iPad/.exec(agent)?.[0] ?? /Android|Windows|Mac OS|Linux/.exec(agent)?.[0] ?? "";
  if (!name) return agent.slice(0, 60) || "Unknown program";
  return place ? `${name} on ${place}` : name;
}
