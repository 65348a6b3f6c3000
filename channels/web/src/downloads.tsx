import { useState } from "preact/hooks";
import { api, sentence } from "./api";

const FORMATS = [
  { ending: "pdf", label: "PDF" },
  { ending: "xlsx", label: "Excel" },
  { ending: "docx", label: "Word" },
  { ending: "pptx", label: "PowerPoint" },
  { ending: "csv", label: "CSV" },
];

/** An answer, or a report: the person's own, or one that a link leads to. */
type Written = { turn: string } | { report: string; link?: string };

function fetched(person: string, of: Written, ending: string): Promise<Blob> {
  if ("turn" in of) return api.file(person, of.turn, ending);
  return of.link ? api.linkedReportFile(person, of.link, ending) : api.reportFile(person, of.report, ending);
}

/** An answer, or a report, as a file. */
export function Downloads({ person, of }: { person: string; of: Written }) {
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState<string>();
  const take = async (ending: string) => {
    setBusy(ending);
    setFault(undefined);
    try {
      save(await fetched(person, of, ending), `${"turn" in of ? of.turn : of.report}.${ending}`);
    } catch (error) {
      setFault(sentence(error instanceof Error ? error.message : String(error)));
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <div class="downloads" role="group" aria-label={"turn" in of ? "Download this answer" : "Download this report"}>
      <span aria-hidden="true">Download</span>
      {FORMATS.map(({ ending, label }) => (
        <button key={ending} type="button" disabled={busy !== undefined} onClick={() => void take(ending)}>
          {label}
        </button>
      ))}
      {fault && <p role="alert">{fault}</p>}
    </div>
  );
}

function save(file: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
