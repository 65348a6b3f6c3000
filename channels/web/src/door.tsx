import { useEffect, useState } from "preact/hooks";
import { api, Fault, type Ways } from "./api";
import { App } from "./app";
import { later } from "./later";
import { isChat, linkInAddress, reportInAddress, sharedInAddress } from "./place";

// The chat is what most come for.
const LinkPage = later(async () => (await import("./link")).LinkPage);
const LinkedReportPage = later(async () => (await import("./report")).LinkedReportPage);
const ReportPage = later(async () => (await import("./report")).ReportPage);
const Shared = later(async () => (await import("./shared")).Shared);
const SignIn = later(async () => (await import("./sign-in")).SignIn);
const StopPage = later(async () => (await import("./stop")).StopPage);

/** The chat for whoever may come in, and for others the way to sign in. */
export function Door() {
  const [ways, setWays] = useState<Ways>();
  const [outside, setOutside] = useState(false);
  const [fault, setFault] = useState("");

  // Whoever gets something may end it without signing in.
  const stops = location.pathname === "/stop";

  useEffect(() => {
    const look = async () => {
      const found = await api.ways();
      if (found.needed && !(await api.isSignedIn())) setOutside(true);
      setWays(found);
    };
    look().catch((error: unknown) => setFault(error instanceof Fault ? error.message : String(error)));
  }, []);

  if (fault) {
    return (
      <main class="door">
        <h1>Sentia</h1>
        <p class="fault" role="alert">
          {fault}
        </p>
      </main>
    );
  }
  if (stops) return <StopPage />;
  // What everybody sees first does not wait for the server to say who they are.
  if (!ways) return isChat() ? <App key="chat" signsIn={undefined} onSignedOut={() => setOutside(true)} /> : null;
  if (outside) return <SignIn ways={ways} onSignedIn={() => setOutside(false)} />;
  if (ways.needed && location.pathname === "/link") return <LinkPage />;
  const shared = sharedInAddress();
  if (shared) return <Shared turn={shared} signsIn={ways.needed} />;
  const report = reportInAddress();
  if (report) return <ReportPage id={report} signsIn={ways.needed} />;
  const link = linkInAddress();
  if (link) return <LinkedReportPage link={link} signsIn={ways.needed} />;
  return <App key="chat" signsIn={ways.needed} onSignedOut={() => setOutside(true)} />;
}
