import { useEffect, useState } from "preact/hooks";
import { api, Fault, type Changed, type Report, type ReportLine } from "./api";
import { Downloads } from "./downloads";
import { when } from "./order";
import { rememberedPerson } from "./place";
import { TurnView } from "./turn";

/** A report that was made, with its answers. */
export function ReportPage({ id, signsIn }: { id: string; signsIn: boolean }) {
  const [report, setReport] = useState<Report>();
  const [earlier, setEarlier] = useState<ReportLine[]>([]);
  const [changed, setChanged] = useState<Changed[]>();
  const [fault, setFault] = useState("");
  const person = signsIn ? "" : rememberedPerson();
  const tell = (error: unknown) => setFault(error instanceof Fault ? error.message : String(error));

  useEffect(() => {
    const open = async () => {
      const found = await api.report(person, id);
      setReport(found);
      document.title = `${found.title} · Sentia`;
      const all = await api.reports(person, "");
      setEarlier(all.filter((one) => one.order === found.order && one.made_at < found.made_at));
    };
    open().catch(tell);
  }, [id]);

  const compare = (since: string) => api.reportChanges(person, id, since).then(setChanged).catch(tell);

  return (
    <main class="main">
      <div class="page">
        <p class="shared-by">
          <a class="brand" href="/">
            Sentia
          </a>
          {report && <span>Made on {when(report.made_at)}</span>}
        </p>
        {report && <h1>{report.title}</h1>}
        {report && report.notes.length > 0 && (
          <ul class="caveats" aria-label="Please note">
            {report.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
        {report && <Downloads person={person} of={{ report: id }} />}
        {earlier[0] && (
          <p>
            <button type="button" class="plain" onClick={() => void compare(earlier[0]!.id)}>
              What has changed since {when(earlier[0].made_at)}?
            </button>
          </p>
        )}
        {changed && <Changes changed={changed} />}
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
