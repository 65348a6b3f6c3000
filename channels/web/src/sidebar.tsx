import { useEffect, useState } from "preact/hooks";
import type { Me, Person, Summary } from "./api";
import { later } from "./later";

const Account = later(async () => (await import("./account")).Account);
const Reports = later(async () => (await import("./reports")).Reports);

interface Props {
  people: Person[];
  me: Me | undefined;
  list: Summary[];
  /** Id of the conversation that is shown; empty for none. */
  open: string;
  onPerson(id: string): void;
  onOpen(id: string): void;
  onSearch(words: string): void;
  /** None where nobody signs in. */
  onSignOut: (() => void) | undefined;
}

export function Sidebar({ people, me, list, open, onPerson, onOpen, onSearch, onSignOut }: Props) {
  // On a wide screen the list always stands at the side.
  const [unfolded, setUnfolded] = useState(false);
  const [account, setAccount] = useState(false);
  const [reports, setReports] = useState(false);
  const [searching, setSearching] = useState(false);
  const visit = (event: MouseEvent, id: string) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    setUnfolded(false);
    onOpen(id);
  };

  useEffect(() => {
    if (!unfolded) return;
    const fold = (event: KeyboardEvent) => event.key === "Escape" && setUnfolded(false);
    addEventListener("keydown", fold);
    return () => removeEventListener("keydown", fold);
  }, [unfolded]);

  return (
    <header class="side" data-unfolded={unfolded}>
      <div class="side-top">
        <a class="brand" href="/" onClick={(event) => visit(event, "")}>
          Sentia
        </a>
        <button type="button" class="plain fold" aria-expanded={unfolded} aria-controls="side" onClick={() => setUnfolded(!unfolded)}>
          {unfolded ? "Close" : "Conversations"}
        </button>
      </div>
      <div class="side-rest" id="side">
        <a class="new" href="/" onClick={(event) => visit(event, "")}>
          New question
        </a>
        <button type="button" class="plain side-reports" onClick={() => setReports(true)}>
          Reports and schedules
        </button>
        {reports && me && <Reports person={onSignOut ? "" : me.person.id} onClose={() => setReports(false)} />}
        <input
          class="search"
          type="search"
          aria-label="Search your conversations"
          placeholder="Search"
          maxLength={200}
          onInput={(event) => {
            setSearching(event.currentTarget.value !== "");
            onSearch(event.currentTarget.value);
          }}
        />
        <nav class="past" aria-label="Conversations">
          {list.length === 0 && (
            <p class="none">{searching ? "No conversation has these words." : "Your conversations will stand here."}</p>
          )}
          <ul>
            {list.map((one) => (
              <li key={one.id}>
                <a
                  href={`/c/${one.id}`}
                  aria-current={one.id === open ? "page" : undefined}
                  onClick={(event) => visit(event, one.id)}
                >
                  {one.pinned && <span class="pin">Pinned </span>}
                  {one.title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="who">
          {onSignOut ? (
            <b>{me ? titled(me.person) : ""}</b>
          ) : (
            <>
              <label for="person">You are</label>
              <select id="person" value={me?.person.id ?? ""} onChange={(event) => onPerson(event.currentTarget.value)}>
                {people.map((person) => (
                  <option key={person.id} value={person.id}>
                    {titled(person)}
                  </option>
                ))}
              </select>
            </>
          )}
          <p>{me?.person.sees ? `Sees ${me.person.sees}` : "Sees the whole company"}</p>
          {onSignOut && (
            <div class="who-does">
              <button type="button" class="plain" onClick={() => setAccount(true)}>
                Your account
              </button>
              <button type="button" class="plain" onClick={onSignOut}>
                Sign out
              </button>
            </div>
          )}
          {account && me && <Account name={titled(me.person)} onClose={() => setAccount(false)} />}
        </div>
      </div>
    </header>
  );
}

function titled(person: Person): string {
  return person.title ? `${person.name}, ${person.title}` : person.name;
}
