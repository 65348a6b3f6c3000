import { shorten, widthOf, type Drawing } from "./chart";

const ROW = 26;
const HEAD = 22;

/** A cell for each pair of members, the darker the greater its value. */
export function Heat({ chart, width, onFigure }: Drawing) {
  const columns = [...new Set(chart.series.flatMap((one) => one.points.map((point) => point.label)))];
  const points = chart.series.flatMap((one) => one.points);
  const values = points.flatMap((point) => (point.value === null ? [] : [point.value]));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const left = Math.min(Math.max(...chart.series.map((one) => widthOf(one.name))) + 12, width * 0.38);
  const least = Math.max(...points.map((point) => widthOf(point.text))) + 10;
  const cell = Math.max(least, (width - left) / columns.length);
  // Never so dark that the text on it could not be read.
  const shade = (value: number) => 0.04 + 0.46 * (high > low ? (value - low) / (high - low) : 0.5);

  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={chart.title}>
      <svg
        class="drawing heat"
        width={left + cell * columns.length}
        height={HEAD + ROW * chart.series.length}
        role="img"
        aria-label={chart.alternative}
      >
        {columns.map((label, at) => (
          <text key={label} class="label" x={left + cell * (at + 0.5)} y={13} text-anchor="middle">
            {shorten(label, cell - 4)}
            <title>{label}</title>
          </text>
        ))}
        {chart.series.map((one, row) => (
          <g key={one.name}>
            <text class="label" x={left - 10} y={HEAD + ROW * (row + 0.5)} text-anchor="end" dy="0.35em">
              {shorten(one.name, left - 12)}
              <title>{one.name}</title>
            </text>
            {one.points.map((point) => {
              const [x, y] = [left + cell * columns.indexOf(point.label), HEAD + ROW * row];
              return (
                <g key={point.label} onClick={() => point.figure && onFigure(point.figure)}>
                  {point.value !== null && (
                    <rect class="cell colour-0" x={x} y={y} width={cell - 2} height={ROW - 2} fill-opacity={shade(point.value)} />
                  )}
                  <text x={x + cell / 2 - 1} y={y + ROW / 2 - 1} dy="0.35em" text-anchor="middle">
                    {point.value === null ? "–" : point.text}
                  </text>
                </g>
              );
            })}
          </g>
        ))}
      </svg>
    </div>
  );
}
