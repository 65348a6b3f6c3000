import { useEffect, useRef } from "preact/hooks";
import type { Figure, Note, Turn } from "./api";
import { Sql } from "./computed";

interface Props {
  figure: Figure;
  turn: Turn;
  onClose(): void;
}

/** What one figure is: its cell, definition, filters, scope, freshness and SQL. */
export function FigureSheet({ figure, turn, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const computed = turn.computed.find((one) => one.evidence === figure.evidence);
  const definition = computed?.definitions.find((one) => one.measure === figure.measure);
  const about: Note[] = [];
  if (figure.kind !== "Value") about.push({ name: "What", text: figure.kind });
  if (figure.members.length > 0) about.push({ name: "Of", text: figure.members.join(", ") });
  if (figure.period) about.push({ name: "Days", text: figure.period });
  if (figure.against) about.push({ name: "Against", text: figure.against });
  const notes = computed?.notes.filter((note) => note.name !== "Period") ?? [];
  return (
    <dialog
      class="sheet"
      ref={dialog}
      aria-labelledby="sheet-title"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="sheet-inside">
        <h2 id="sheet-title" class="sheet-title">
          {[figure.label, ...figure.members].join(" · ")}
        </h2>
        <p class="sheet-value">{figure.text}</p>
        <dl class="notes">
          {about.map((note) => (
            <Entry key={note.name} {...note} />
          ))}
          {definition && (
            <div class="note">
              <dt>Definition</dt>
              <dd>
                {definition.description}
                <br />
                <code>= {definition.formula}</code> <span class="faint">(definition {definition.version})</span>
              </dd>
            </div>
          )}
          {notes.map((note) => (
            <Entry key={note.name} {...note} />
          ))}
        </dl>
        <Sql statements={computed?.sql ?? []} />
        <form method="dialog">
          <button class="primary">Close</button>
        </form>
      </div>
    </dialog>
  );
}

function Entry({ name, text }: Note) {
  return (
    <div class="note">
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}
