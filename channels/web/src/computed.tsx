import type { Computed, Turn } from "./api";

/** How an answer came about, folded away until somebody wants it. */
export function ComputedView({ turn }: { turn: Turn }) {
  const several = turn.computed.length > 1;
  return (
    <details class="computed">
      <summary>How this was computed</summary>
      {turn.computed.map((one) => (
        <section key={one.evidence}>
          {several && <h3 class="small-head">{one.title}</h3>}
          <Definitions computed={one} />
          <Sql statements={one.sql} />
        </section>
      ))}
      <dl class="notes">
        <dt>Words</dt>
        <dd>{turn.words}</dd>
        {turn.id && (
          <>
            <dt>Turn</dt>
            <dd>
              {turn.id}; <code>sentia replay {turn.id}</code> runs it again
            </dd>
          </>
        )}
      </dl>
    </details>
  );
}

function Definitions({ computed }: { computed: Computed }) {
  return (
    <dl class="notes">
      {computed.definitions.map((definition) => (
        <div key={definition.measure} class="note">
          <dt>{definition.label}</dt>
          <dd>
            {definition.description}
            <br />
            <code>= {definition.formula}</code> <span class="faint">(definition {definition.version})</span>
          </dd>
        </div>
      ))}
      {computed.notes.map((note) => (
        <div key={note.name} class="note">
          <dt>{note.name}</dt>
          <dd>{note.text}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Sql({ statements }: { statements: string[] }) {
  if (statements.length === 0) return null;
  return (
    <details class="sql">
      <summary>SQL as it ran</summary>
      {statements.map((statement, at) => (
        // Wide statements are scrolled, also by keyboard.
        <pre key={at} tabIndex={0} role="region" aria-label={`Statement ${at + 1}`}>
          <code>{statement}</code>
        </pre>
      ))}
    </details>
  );
}
