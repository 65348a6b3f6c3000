import { useEffect, useRef, useState } from "preact/hooks";
import { api, Fault, type Ways } from "./api";
import { linkToken } from "./place";

interface Props {
  ways: Ways;
  onSignedIn(): void;
}

export function SignIn({ ways, onSignedIn }: Props) {
  const [needsCode, setNeedsCode] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const code = useRef<HTMLInputElement>(null);

  useEffect(() => {
    document.title = "Sign in · Sentia";
    if (location.pathname === "/link") linkToken();
  }, []);
  useEffect(() => {
    if (needsCode) code.current?.focus();
  }, [needsCode]);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(given.get(name) ?? "");
    setBusy(true);
    setFault("");
    try {
      if (await api.signIn(text("person").trim(), text("password"), text("code"))) onSignedIn();
      else setNeedsCode(true);
    } catch (error) {
      setFault(error instanceof Fault ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };

  const back = encodeURIComponent(location.pathname);
  return (
    <main class="door">
      <h1>Sentia</h1>
      <p class="lead">Sign in to ask about your company’s figures.</p>
      {ways.issuer && (
        <a class="primary wide" href={`/sign-in/begin?to=${back}`}>
          Sign in with {ways.issuer}
        </a>
      )}
      {ways.issuer && ways.passwords && <p class="or">or with a password</p>}
      {ways.passwords && (
        <form onSubmit={(event) => void submit(event)}>
          <label for="person">User name</label>
          <input id="person" name="person" autocomplete="username" autocapitalize="none" spellcheck={false} required />
          <label for="password">Password</label>
          <input id="password" name="password" type="password" autocomplete="current-password" required />
          {needsCode && (
            <>
              <label for="code">Code of your authenticator app</label>
              <input id="code" name="code" ref={code} inputMode="numeric" autocomplete="one-time-code" required />
            </>
          )}
          <button type="submit" class="primary wide" aria-disabled={busy}>
            {busy ? "Signing in…" : "Sign in"}
          </button>
        </form>
      )}
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </main>
  );
}
