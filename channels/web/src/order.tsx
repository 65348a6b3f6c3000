import { useEffect, useState } from "preact/hooks";
import { api, Fault, type Order } from "./api";
import { Downloads } from "./downloads";

const LOOK_AGAIN = 700;

/** What was ordered in a turn, and how far it is. */
export function OrderCard({ person, id }: { person: string; id: string }) {
  const [order, setOrder] = useState<Order>();
  const [fault, setFault] = useState("");
  const tell = (error: unknown) => setFault(error instanceof Fault ? error.message : String(error));
  const isBusy = order?.kind === "now" && order.state === "open";

  useEffect(() => {
    const look = () => api.order(person, id).then(setOrder).catch(tell);
    void look();
    const timer = isBusy || !order ? setInterval(look, LOOK_AGAIN) : undefined;
    return () => clearInterval(timer);
  }, [person, id, isBusy]);

  const stop = async () => {
    try {
      await api.stopOrder(person, id);
      setOrder(await api.order(person, id));
    } catch (error) {
      tell(error);
    }
  };

  return (
    <section class="order" aria-label="Your order">
      {order && <p role="status">{inWords(order)}</p>}
      {order?.note && order.state !== "stopped" && <p class="fault">{order.note}</p>}
      {order?.latest && (
        <>
          <p>
            <a href={`/reports/${order.latest}`}>{order.kind === "now" ? "Open the report" : "Open the latest"}</a>
          </p>
          <Downloads person={person} of={{ report: order.latest }} />
        </>
      )}
      {order?.state === "open" && (
        <button type="button" class="plain danger" onClick={() => void stop()}>
          {order.kind === "now" ? "Stop making it" : "Stop sending it"}
        </button>
      )}
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}

/** How far an order is, in a sentence. */
export function inWords(order: Order): string {
  if (order.state === "done") return "It is ready.";
  if (order.state === "stopped") return "It is stopped.";
  if (order.state === "failed") return "It could not be made.";
  if (order.kind === "now") return order.progress ?? "It is being made.";
  if (order.kind === "alert") return "It is watched; you are told when it comes to hold.";
  return order.due ? `Next on ${when(order.due)}.` : "";
}

/** Where the person is now. */
export function when(instant: string): string {
  return new Date(instant).toLocaleString("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}
