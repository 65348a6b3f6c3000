import { COLOURS, shorten, widthOf, type Drawing } from "./chart";

const BAR = 18;
const GAP = 10;
/** Bars drawn; the table has them all. */
const MOST = 24;

export function Bars({ chart, width, onFigure }: Drawing) {
  const series = chart.series.slice(0, COLOURS);
  const labels = [...new Set(series.flatMap((one) => one.points.map((point) => point.label)))];
  const shown = labels.slice(0, Math.max(1, Math.floor(MOST / series.length)));
  const groups = shown.map((label) => ({
    label,
    bars: series.flatMap((one, colour) => {
      const point = one.points.find((candidate) => candidate.label === label);
      return point ? [{ point, colour }] : [];
    }),
  }));
  const target = series.find((one) => one.target)?.target;
  const values = groups.flatMap((group) => group.bars.map((bar) => bar.point.value ?? 0));
  const low = Math.min(0, ...values, target?.value ?? 0);
  const high = Math.max(0, ...values, target?.value ?? 0);
  const texts = Math.max(...groups.flatMap((group) => group.bars.map((bar) => widthOf(bar.point.text))));
  const left = Math.min(Math.max(...shown.map(widthOf)) + 14, width * 0.38);
  const [from, to] = [left + (low < 0 ? texts + 8 : 0), width - texts - 10];
  const at = (value: number) => (high > low ? from + ((value - low) / (high - low)) * Math.max(0, to - from) : from);
  const heights = groups.map((group) => group.bars.length * BAR + (group.bars.length - 1) * 2);
  const top = target ? 22 : 4;
  const bottom = top + heights.reduce((sum, height) => sum + height + GAP, 0);
  const more = labels.length - shown.length;
  let y = top;
  return (
    <>
      {series.length > 1 && <Legend names={series.map((one) => one.name)} />}
      <svg class="drawing" width={width} height={bottom} role="img" aria-label={chart.alternative}>
        {groups.map((group, index) => {
          const start = y;
          y += (heights[index] ?? 0) + GAP;
          return (
            <g key={group.label}>
              <text class="label" x={left - 12} y={start + (heights[index] ?? 0) / 2} text-anchor="end" dy="0.35em">
                {shorten(group.label, left - 14)}
                <title>{group.label}</title>
              </text>
              {group.bars.map(({ point, colour }, row) => {
                const [zero, end] = [at(0), at(point.value ?? 0)];
                const isNegative = (point.value ?? 0) < 0;
                const line = start + row * (BAR + 2);
                return (
                  <g key={row} class="mark" onClick={() => point.figure && onFigure(point.figure)}>
                    <rect
                      class={`bar colour-${colour}`}
                      x={Math.min(zero, end)}
                      y={line}
                      width={Math.max(point.value === null ? 0 : 1, Math.abs(end - zero))}
                      height={BAR}
                      rx={1.5}
                    />
                    <text
                      class="value"
                      x={isNegative ? end - 7 : end + 7}
                      y={line + BAR / 2}
                      dy="0.35em"
                      text-anchor={isNegative ? "end" : "start"}
                    >
                      {point.value === null ? "–" : point.text}
                    </text>
                  </g>
                );
              })}
            </g>
          );
        })}
        {low < 0 && <line class="axis" x1={at(0)} x2={at(0)} y1={top - 4} y2={bottom - GAP + 4} />}
        {target && target.value !== null && (
          <g>
            <line class="target" x1={at(target.value)} x2={at(target.value)} y1={top - 4} y2={bottom - GAP + 4} />
            <text
              class="target-label"
              x={at(target.value)}
              y={12}
              text-anchor={at(target.value) > width - 90 ? "end" : "middle"}
            >
              Target {target.text}
            </text>
          </g>
        )}
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
