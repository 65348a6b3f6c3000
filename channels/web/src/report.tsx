import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { api, sentence, type Changed, type LinkedReport, type Report, type ReportLine } from "./api";
import { Downloads } from "./downloads";
import { when } from "./order";
import { rememberedPerson } from "./place";
import { TurnView } from "./turn";

const told = (error: unknown) => sentence(error instanceof Error ? error.message : String(error));

/** A report that was made, with its answers. */
export function ReportPage({ id, signsIn }: { id: string; signsIn: boolean }) {
  const [report, setReport] = useState<Report>();
  const [earlier, setEarlier] = useState<ReportLine[]>([]);
  const [changed, setChanged] = useState<Changed[]>();
  const [fault, setFault] = useState("");
  const person = signsIn ? "" : rememberedPerson();
  const tell = (error: unknown) => setFault(told(error));

  useEffect(() => {
    const open = async () => {
      const found = await api.report(person, id);
      setReport(found);
      const all = await api.reports(person, "");
      setEarlier(all.filter((one) => one.order === found.order && one.made_at < found.made_at));
    };
    open().catch(tell);
  }, [id]);

  const compare = (since: string) => api.reportChanges(person, id, since).then(setChanged).catch(tell);

  return (
    <Page report={report} person={person} head={report && `Made on ${when(report.made_at)}`} fault={fault}>
      <Downloads person={person} of={{ report: id }} />
      <Sharing person={person} id={id} />
      {earlier[0] && (
        <p>
          <button type="button" class="plain" onClick={() => void compare(earlier[0]!.id)}>
            What has changed since {when(earlier[0].made_at)}?
          </button>
        </p>
      )}
      {changed && <Changes changed={changed} />}
    </Page>
  );
}

/** A report that somebody opened to others for a while. */
export function LinkedReportPage({ link, signsIn }: { link: string; signsIn: boolean }) {
  const [found, setFound] = useState<LinkedReport>();
  const [fault, setFault] = useState("");
  const person = signsIn ? "" : rememberedPerson();

  useEffect(() => {
    api
      .linkedReport(person, link)
      .then(setFound)
      .catch((error: unknown) => setFault(told(error)));
  }, [link]);

  const head = found && `Made for ${found.by}; this link opens until ${when(found.until)}, to those who may see as much.`;
  return (
    <Page report={found?.report} person={person} head={head} fault={fault}>
      {found && <Downloads person={person} of={{ report: found.report.id, link }} />}
    </Page>
  );
}

interface Shown {
  report: Report | undefined;
  person: string;
  head: string | undefined;
  fault: string;
  /** What can be done with it. */
  children: ComponentChildren;
}

function Page({ report, person, head, fault, children }: Shown) {
  useEffect(() => {
    if (report) document.title = `${report.title} · Sentia`;
  }, [report]);
  return (
    <main class="main">
      <div class="page">
        <p class="shared-by">
          <a class="brand" href="/">
            Sentia
          </a>
          {head && <span>{head}</span>}
        </p>
        {report && <h1>{report.title}</h1>}
        {report && report.notes.length > 0 && (
          <ul class="caveats" aria-label="Please note">
            {report.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
        {report && children}
        {report?.sections.map((section) => (
          <section key={section.heading}>
            {section.heading && <h2 class="part">{section.heading}</h2>}
            {section.turns.map((turn, at) => (
              <TurnView key={at} person={person} turn={{ ...turn, id: "" }} onAsk={undefined} />
            ))}
          </section>
        ))}
        {fault && (
          <p class="fault" role="alert">
            {fault}
          </p>
        )}
      </div>
    </main>
  );
}

/** Opens the report to others for a while, and closes it again. */
function Sharing({ person, id }: { person: string; id: string }) {
  const [words, setWords] = useState("");
  const attempt = (work: Promise<string>) => work.then(setWords).catch((error: unknown) => setWords(told(error)));
  const open = async () => {
    const link = await api.linkReport(person, id);
    const address = `${location.origin}${link.address}`;
    await navigator.clipboard.writeText(address).catch(() => undefined);
    return `Until ${when(link.until)}, whoever may see as much as you can read it at ${address}`;
  };
  const close = async () => {
    await api.unlinkReport(person, id);
    return "Its link leads nowhere any more.";
  };
  return (
    <div class="downloads" role="group" aria-label="This report">
      <button type="button" onClick={() => void attempt(open())}>
        Share
      </button>
      <button type="button" onClick={() => void attempt(close())}>
        Stop sharing
      </button>
      <p role="status">{words}</p>
    </div>
  );
}

function Changes({ changed }: { changed: Changed[] }) {
  if (changed.length === 0) return <p role="status">Nothing: the figures are the same.</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="What has changed">
      <table>
        <caption>What has changed</caption>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col" class="number">
              Before
            </th>
            <th scope="col" class="number">
              Now
            </th>
          </tr>
        </thead>
        <tbody>
          {changed.map((one) => (
            <tr key={one.what}>
              <th scope="row">{one.what}</th>
              <td class="number">{one.before ?? "–"}</td>
              <td class="number">{one.now ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
