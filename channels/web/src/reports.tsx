import { useEffect, useRef, useState } from "preact/hooks";
import { api, Fault, type Order, type ReportLine } from "./api";
import { inWords, when } from "./order";

/** What is ordered, and the reports that were made. */
export function Reports({ person, onClose }: { person: string; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [orders, setOrders] = useState<Order[]>();
  const [reports, setReports] = useState<ReportLine[]>();
  const [fault, setFault] = useState("");
  const sought = useRef("");
  const tell = (error: unknown) => setFault(error instanceof Fault ? error.message : String(error));
  const look = async () => setOrders((await api.orders(person)).filter((one) => one.state === "open"));
  const search = async (words: string) => {
    sought.current = words;
    const found = await api.reports(person, words);
    if (sought.current === words) setReports(found);
  };

  useEffect(() => {
    dialog.current?.showModal();
    look().catch(tell);
    search("").catch(tell);
  }, []);

  const stop = (id: string) => api.stopOrder(person, id).then(look).catch(tell);

  return (
    <dialog
      class="sheet account"
      ref={dialog}
      aria-labelledby="reports-title"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="sheet-inside">
        <h2 id="reports-title" class="sheet-title">
          Reports and schedules
        </h2>
        <h3 class="small-head">Ordered</h3>
        {orders?.length === 0 && (
          <p class="faint">
            Nothing. Ask for it in words: “send me OEE by line last week every Monday at 7”, or “tell me when OEE at Leeds
            falls below 70% for two days”.
          </p>
        )}
        <ul class="held">
          {orders?.map((order) => (
            <li key={order.id}>
              <span>
                {order.words}
                <br />
                <span class="faint">{order.note ?? inWords(order)}</span>
              </span>
              <button type="button" class="plain danger" onClick={() => void stop(order.id)}>
                Stop<span class="unseen"> {order.words}</span>
              </button>
            </li>
          ))}
        </ul>
        <h3 class="small-head">Made</h3>
        <input
          class="search"
          type="search"
          aria-label="Search your reports"
          placeholder="Search"
          maxLength={200}
          onInput={(event) => void search(event.currentTarget.value).catch(tell)}
        />
        {reports?.length === 0 && <p class="faint">{sought.current ? "No report has these words." : "None yet."}</p>}
        <ul class="held">
          {reports?.map((report) => (
            <li key={report.id}>
              <span>
                <a href={`/reports/${report.id}`}>{report.title}</a>
                <br />
                <span class="faint">{report.note ?? when(report.made_at)}</span>
              </span>
            </li>
          ))}
        </ul>
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
