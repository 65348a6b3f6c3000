import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A part of the page that is loaded when it is first shown, or before, by `fetch`. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>) {
  let part: ComponentType<P> | undefined;
  const fetch = async () => void (part ??= await load());

  function Later(props: P) {
    const [state, setState] = useState<"waiting" | "here" | "missing">(part ? "here" : "waiting");
    useEffect(() => {
      if (state === "waiting") fetch().then(() => setState("here"), () => setState("missing"));
    }, []);
    if (state === "missing") {
      return (
        <p class="fault" role="alert">
          A part of the page could not be loaded; load the page again.
        </p>
      );
    }
    const Part = part;
    return Part ? <Part {...props} /> : null;
  }
  return Object.assign(Later, { fetch });
}
