import { shorten, widthOf, type Drawing } from "./chart";

const BAR = 20;
const GAP = 10;

/** From one total to another: each step begins where the one before it ended. */
export function Bridge({ chart, width, onFigure }: Drawing) {
  const points = chart.series[0]?.points ?? [];
  let sum = 0;
  const bars = points.map((point, at) => {
    const isTotal = at === 0 || at === points.length - 1;
    const from = isTotal ? 0 : sum;
    sum = isTotal ? (point.value ?? 0) : sum + (point.value ?? 0);
    return { point, isTotal, from, to: sum, y: at * (BAR + GAP) + 4 };
  });
  const ends = bars.flatMap((bar) => [bar.from, bar.to]);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const texts = Math.max(...points.map((point) => widthOf(point.text)));
  const left = Math.min(Math.max(...points.map((point) => widthOf(point.label))) + 14, width * 0.38);
  const from = left + (low < 0 ? texts + 8 : 0);
  const room = Math.max(0, width - texts - 10 - from);
  const x = (value: number) => (high > low ? from + ((value - low) / (high - low)) * room : from);

  return (
    <svg class="drawing" width={width} height={bars.length * (BAR + GAP) + 2} role="img" aria-label={chart.alternative}>
      {bars.map(({ point, isTotal, from, to, y }, at) => (
        <g key={y}>
          <text class="label" x={left - 12} y={y + BAR / 2} text-anchor="end" dy="0.35em">
            {shorten(point.label, left - 14)}
            <title>{point.label}</title>
          </text>
          {at + 1 < bars.length && <line class="grid" x1={x(to)} x2={x(to)} y1={y} y2={y + 2 * BAR + GAP} />}
          <rect
            class={`bar ${isTotal ? "total" : to < from ? "colour-1" : "colour-0"}`}
            x={Math.min(x(from), x(to))}
            y={y}
            width={Math.max(1, Math.abs(x(to) - x(from)))}
            height={BAR}
            rx={1.5}
            onClick={() => point.figure && onFigure(point.figure)}
          />
          <text class="value" x={Math.max(x(from), x(to)) + 7} y={y + BAR / 2} dy="0.35em">
            {point.text}
          </text>
        </g>
      ))}
    </svg>
  );
}
