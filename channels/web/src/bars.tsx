import type { Point } from "./api";
import { COLOURS, shorten, widthOf, type Drawing } from "./chart";

const BAR = 18;
/** Between the bars of one member, and between members. */
const NARROW = 2;
const WIDE = 10;
/** Bars drawn; the table has them all. */
const MOST = 24;
/** The share of a whole that its vital few make up. */
const VITAL = 0.8;

interface Placed {
  point: Point;
  colour: number;
  y: number;
}

export function Bars({ chart, width, onFigure }: Drawing) {
  const series = chart.series.slice(0, COLOURS);
  const target = series.find((one) => one.target)?.target;
  const top = target || chart.shape === "pareto" ? 22 : 4;
  const labels = [...new Set(series.flatMap((one) => one.points.map((point) => point.label)))];
  const shown = labels.slice(0, Math.max(1, Math.floor(MOST / series.length)));
  const more = labels.length - shown.length;

  const bars: Placed[] = [];
  const names: { label: string; y: number }[] = [];
  let y = top;
  for (const label of shown) {
    const begin = y;
    series.forEach((one, colour) => {
      const point = one.points.find((candidate) => candidate.label === label);
      if (!point) return;
      bars.push({ point, colour, y });
      y += BAR + NARROW;
    });
    names.push({ label, y: (begin + y - NARROW) / 2 });
    y += WIDE - NARROW;
  }
  const bottom = y - WIDE + 4;

  const values = [...bars.map((bar) => bar.point.value ?? 0), target?.value ?? 0, 0];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const texts = Math.max(...bars.map((bar) => widthOf(bar.point.text)));
  const sums = chart.shape === "pareto" ? bars.filter((bar) => bar.point.up_to) : [];
  const room = sums.length > 0 ? widthOf("100.0%") + 16 : 0;
  const left = Math.min(Math.max(...shown.map(widthOf)) + 14, width * 0.38);
  const [from, to] = [left + (low < 0 ? texts + 8 : 0), width - texts - 10 - room];
  const x = (value: number) => (high > low ? from + ((value - low) / (high - low)) * Math.max(0, to - from) : from);
  const mark = target?.value ?? undefined;

  return (
    <>
      {series.length > 1 && <Legend names={series.map((one) => one.name)} />}
      <svg class="drawing" width={width} height={bottom + 2} role="img" aria-label={chart.alternative}>
        {names.map(({ label, y }) => (
          <text key={label} class="label" x={left - 12} y={y} text-anchor="end" dy="0.35em">
            {shorten(label, left - 14)}
            <title>{label}</title>
          </text>
        ))}
        {bars.map(({ point, colour, y }, at) => (
          <rect
            key={y}
            class={`bar colour-${colour} ${(bars[at - 1]?.point.up_to?.value ?? 0) >= VITAL ? "minor" : ""}`}
            x={Math.min(x(0), x(point.value ?? 0))}
            y={y}
            width={Math.max(point.value === null ? 0 : 1, Math.abs(x(point.value ?? 0) - x(0)))}
            height={BAR}
            rx={1.5}
            onClick={() => point.figure && onFigure(point.figure)}
          />
        ))}
        {low < 0 && <line class="axis" x1={x(0)} x2={x(0)} y1={top - 4} y2={bottom} />}
        {target && mark !== undefined && (
          <>
            <line class="target" x1={x(mark)} x2={x(mark)} y1={top - 4} y2={bottom} />
            <text class="target-label" x={x(mark)} y={12} text-anchor={x(mark) > width - 90 ? "end" : "middle"}>
              Target {target.text}
            </text>
          </>
        )}
        {sums.length > 0 && (
          <text class="label" x={width} y={12} text-anchor="end">
            adds up to
          </text>
        )}
        {sums.map(({ point, y }) => (
          <text key={y} class="label" x={width} y={y + BAR / 2} dy="0.35em" text-anchor="end">
            {point.up_to?.text}
          </text>
        ))}
        {bars.map(({ point, y }) => {
          const below = (point.value ?? 0) < 0;
          const end = x(point.value ?? 0);
          return (
            <text key={y} class="value" x={below ? end - 7 : end + 7} y={y + BAR / 2} dy="0.35em" text-anchor={below ? "end" : "start"}>
              {point.value === null ? "–" : point.text}
            </text>
          );
        })}
      </svg>
      {more > 0 && <p class="faint small">And {more} more in the table.</p>}
    </>
  );
}

export function Legend({ names }: { names: string[] }) {
  return (
    <ul class="legend" aria-hidden="true">
      {names.map((name, at) => (
        <li key={name} class={`colour-${at}`}>
          {name}
        </li>
      ))}
    </ul>
  );
}
