import { useState } from "preact/hooks";
import type { Cell, Row, Table } from "./api";

/** Rows shown at first. */
const SCREENFUL = 15;

interface Props {
  table: Table;
  onFigure(id: string): void;
}

/** A table. Its figures are one stop for the Tab key; arrow keys move among them. */
export function TableView({ table, onFigure }: Props) {
  const [whole, setWhole] = useState(false);
  const hidden = whole || table.is_statement ? 0 : Math.max(0, table.rows.length - SCREENFUL);
  const rows = hidden > 0 ? table.rows.slice(0, SCREENFUL) : table.rows;
  return (
    <figure class="exhibit">
      <div class="scroll" tabIndex={0} role="region" aria-label={table.title}>
        <table class={table.is_statement ? "statement" : ""} onKeyDown={move}>
          <caption>{table.title}</caption>
          <thead>
            <tr>
              {table.columns.map((column, at) => (
                <th key={at} scope="col" class={column.numeric ? "number" : ""}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <RowView key={at} row={row} table={table} isFirst={at === 0} onFigure={onFigure} />
            ))}
          </tbody>
        </table>
      </div>
      {hidden > 0 && (
        <button type="button" class="plain" onClick={() => setWhole(true)}>
          Show {hidden} more {hidden === 1 ? "row" : "rows"}
        </button>
      )}
    </figure>
  );
}

interface RowProps {
  row: Row;
  table: Table;
  isFirst: boolean;
  onFigure(id: string): void;
}

function RowView({ row, table, isFirst, onFigure }: RowProps) {
  const first = row.cells.findIndex((cell) => cell.figure !== undefined);
  return (
    <tr class={`row-${row.role}`} data-level={Math.min(row.level, 4)}>
      {row.cells.map((cell, at) => {
        const content = (
          <CellView cell={cell} isStop={isFirst && at === first} isHeading={row.role === "heading"} onFigure={onFigure} />
        );
        const style = table.columns[at]?.numeric ? "number" : "";
        if (at > 0 || cell.figure !== undefined) {
          return (
            <td key={at} class={style}>
              {content}
            </td>
          );
        }
        return (
          <th key={at} scope="row">
            {content}
          </th>
        );
      })}
    </tr>
  );
}

interface CellProps {
  cell: Cell;
  isStop: boolean;
  isHeading: boolean;
  onFigure(id: string): void;
}

function CellView({ cell, isStop, isHeading, onFigure }: CellProps) {
  const id = cell.figure;
  if (id === undefined) return <>{cell.text || (isHeading ? "" : "–")}</>;
  return (
    <button
      type="button"
      class={`cell tone-${cell.tone}`}
      aria-haspopup="dialog"
      tabIndex={isStop ? 0 : -1}
      onClick={() => onFigure(id)}
    >
      {cell.text}
    </button>
  );
}

const STEPS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** From one figure to the next in the direction of an arrow key. */
function move(event: KeyboardEvent & { currentTarget: HTMLTableElement }) {
  const [down, right] = STEPS[event.key] ?? [0, 0];
  const cell = (event.target as Element).closest("td");
  const row = cell?.parentElement as HTMLTableRowElement | null;
  if (!cell || !row || (down === 0 && right === 0)) return;
  event.preventDefault();
  const rows = [...event.currentTarget.tBodies].flatMap((body) => [...body.rows]);
  let [y, x] = [rows.indexOf(row), cell.cellIndex];
  for (;;) {
    y += down;
    x += right;
    const next = rows[y]?.cells[x];
    if (!next) return;
    const button = next.querySelector("button");
    if (button) {
      event.currentTarget.querySelectorAll("button").forEach((other) => (other.tabIndex = -1));
      button.tabIndex = 0;
      return button.focus();
    }
  }
}
