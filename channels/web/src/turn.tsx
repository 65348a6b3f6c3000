import { useState } from "preact/hooks";
import { Afterwards } from "./afterwards";
import type { Block, Prose, Turn } from "./api";
import { ChartView } from "./chart";
import { ComputedView } from "./computed";
import { FigureSheet } from "./figure";
import { OrderCard } from "./order";
import { PassagesView } from "./passages";
import { TableView } from "./table";

interface Props {
  /** Who asks. */
  person: string;
  turn: Turn;
  /** Where another question can follow this answer. */
  onAsk: ((question: string) => void) | undefined;
  /** Asks this instead, in a conversation that goes another way from here. */
  onEdit?: ((question: string) => void) | undefined;
}

/** A question with its answer. */
export function TurnView({ person, turn, onAsk, onEdit }: Props) {
  const [figure, setFigure] = useState<string>();
  const open = (id: string) => setFigure(id);
  const back = turn.question_back;
  const shown = figure === undefined ? undefined : turn.figures[figure];
  return (
    <article class="turn" data-outcome={turn.outcome}>
      <Question question={turn.question} onEdit={onEdit} />
      {inOrder(turn.blocks).map((block, at) => {
        if (block.kind === "prose") return <ProseView key={at} prose={block} onFigure={open} />;
        if (block.kind === "table") return <TableView key={at} table={block} onFigure={open} />;
        if (block.kind === "passages") return <PassagesView key={at} passages={block} />;
        return <ChartView key={at} chart={block} onFigure={open} />;
      })}
      {back && (
        <div class="back">
          <p class="prose">{back.question}</p>
          <Offers label="Choose one" offers={back.options} onAsk={onAsk} />
        </div>
      )}
      {turn.caveats.length > 0 && (
        <ul class="caveats" aria-label="Notes">
          {turn.caveats.map((caveat) => (
            <li key={caveat}>{caveat}</li>
          ))}
        </ul>
      )}
      {turn.computed.length > 0 && <ComputedView turn={turn} />}
      {turn.id && turn.outcome === "ordered" && <OrderCard person={person} id={turn.id} />}
      {turn.id && turn.outcome === "answered" && <Afterwards person={person} turn={turn.id} />}
      {turn.follow_ups.length > 0 && onAsk && (
        <div class="next">
          <h3 class="small-head">You could ask next</h3>
          <Offers
            label="You could ask next"
            offers={turn.follow_ups.map((question) => ({ label: question, question }))}
            onAsk={onAsk}
          />
        </div>
      )}
      {shown && <FigureSheet figure={shown} turn={turn} onClose={() => setFigure(undefined)} />}
    </article>
  );
}

function Question({ question, onEdit }: { question: string; onEdit: ((question: string) => void) | undefined }) {
  const [editing, setEditing] = useState(false);
  if (!editing || !onEdit) {
    return (
      <div class="asked">
        <h2 class="question">{question}</h2>
        {onEdit && (
          <button type="button" class="plain" onClick={() => setEditing(true)}>
            Edit<span class="unseen"> the question “{question}”</span>
          </button>
        )}
      </div>
    );
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const edited = String(new FormData(event.currentTarget as HTMLFormElement).get("edited") ?? "").trim();
    setEditing(false);
    if (edited && edited !== question) onEdit(edited);
  };
  return (
    <form class="asked" onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && setEditing(false)}>
      <h2 class="unseen">{question}</h2>
      <input name="edited" aria-label="The question" defaultValue={question} ref={(input) => input?.focus()} />
      <button type="submit" class="plain">
        Ask
      </button>
      <button type="button" class="plain" onClick={() => setEditing(false)}>
        Cancel
      </button>
    </form>
  );
}

/** What is seen at a glance comes before what is looked up. */
function inOrder(blocks: Block[]): Block[] {
  const rank = { prose: 0, chart: 1, table: 2, passages: 3 };
  const place = (block: Block) => (block.kind === "prose" ? "" : block.evidence);
  return [...blocks].sort((a, b) => (place(a) === place(b) ? rank[a.kind] - rank[b.kind] : 0));
}

function ProseView({ prose, onFigure }: { prose: Prose; onFigure(id: string): void }) {
  return (
    <p class="prose">
      {prose.spans.map((span, at) => {
        const before = prose.spans[at - 1];
        const id = span.figure;
        if (id === undefined) return before?.figure === undefined ? span.text : span.text.replace(CLOSING, "");
        // A stop never stands at the beginning of a line.
        return (
          <span key={at} class="whole">
            <button type="button" class="figure" aria-haspopup="dialog" onClick={() => onFigure(id)}>
              {span.text}
            </button>
            {CLOSING.exec(prose.spans[at + 1]?.text ?? "")?.[0]}
          </span>
        );
      })}
    </p>
  );
}

/** What belongs to the word before it. */
const CLOSING = /^[.,;:!?)\]]+/;

interface OffersProps {
  label: string;
  offers: { label: string; question: string }[];
  onAsk: ((question: string) => void) | undefined;
}

function Offers({ label, offers, onAsk }: OffersProps) {
  return (
    <ul class="offers" aria-label={label}>
      {offers.map((offer) => (
        <li key={offer.question}>
          {onAsk ? (
            <button type="button" class="offer" onClick={() => onAsk(offer.question)}>
              {offer.label}
            </button>
          ) : (
            offer.label
          )}
        </li>
      ))}
    </ul>
  );
}
