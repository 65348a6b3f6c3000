import { useState } from "preact/hooks";
import type { Point, Series } from "./api";
import { Legend } from "./bars";
import { COLOURS, widthOf, type Drawing } from "./chart";

const HEIGHT = 240;
const TOP = 14;
const BOTTOM = 30;
/** Height of a line of text. */
const LINE = 15;

export function Lines({ chart, width, onFigure }: Drawing) {
  const [near, setNear] = useState<number>();
  const limits = chart.series.filter((one) => one.role === "limit");
  const centre = chart.series.find((one) => one.role === "centre")?.points.find((point) => point.value !== null);
  const lines = chart.series.filter((one) => one.role === "recorded" || one.role === "forecast");
  const series = lines.slice(0, COLOURS);
  const labels = longest(series).map((point) => point.label);
  const target = series.find((one) => one.target)?.target;
  const known = [...series, ...limits].flatMap((one) => one.points).filter((point) => point.value !== null);
  const [lowest, highest] = ends(known);
  if (!lowest || !highest) return null;
  const values = [...known, ...(target ? [target] : [])].map((point) => point.value ?? 0);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const y = (value: number) =>
    high > low ? TOP + (1 - (value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM) : HEIGHT / 2;
  const ofLimits = centre ? [centre, ...limits.flatMap((one) => one.points.find((point) => point.value !== null) ?? [])] : [];
  const marks = axis([...ofLimits, highest, lowest, ...(target ? [target] : [])], y);
  const left = Math.max(...marks.map((point) => widthOf(point.text))) + 12;
  const right = width - 10;
  const x = (at: number) => (labels.length > 1 ? left + (at / (labels.length - 1)) * (right - left) : (left + right) / 2);
  const more = lines.length - series.length;
  const pointed = near === undefined ? labels.length - 1 : near;

  const follow = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    const place = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const share = (place - left) / Math.max(1, right - left);
    setNear(Math.min(labels.length - 1, Math.max(0, Math.round(share * (labels.length - 1)))));
  };
  const isForecast = lines.some((one) => one.role === "forecast");
  const figure = series.map((one) => one.points[pointed]?.figure).find(Boolean);

  return (
    <>
      {series.length > 1 && !isForecast && <Legend names={series.map((one) => one.name)} />}
      <svg
        class="drawing"
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={chart.alternative}
        onPointerMove={follow}
        onPointerLeave={() => setNear(undefined)}
        onClick={() => (series.length === 1 || isForecast) && figure && onFigure(figure)}
      >
        {marks.map((point) => (
          <g key={point.text}>
            <line class={point === target ? "target" : "grid"} x1={left} x2={right} y1={y(point.value ?? 0)} y2={y(point.value ?? 0)} />
            <text class={point === target ? "target-label" : "label"} x={left - 8} y={y(point.value ?? 0)} dy="0.35em" text-anchor="end">
              {point.text}
            </text>
          </g>
        ))}
        {near !== undefined && <line class="axis" x1={x(near)} x2={x(near)} y1={TOP} y2={HEIGHT - BOTTOM} />}
        {pairs(limits).map(([lower, upper]) => (
          <path key={lower.name} class="band colour-0" d={band(lower.points, upper.points, x, y)} />
        ))}
        {centre && <line class="axis" x1={left} x2={right} y1={y(centre.value ?? 0)} y2={y(centre.value ?? 0)} />}
        {series.map((one, colour) => (
          <g key={one.name} class={`line ${one.role} colour-${isForecast ? 0 : colour}`}>
            <path d={path(one.points, x, y)} />
            {one.points.map((point, at) =>
              point.value !== null && (point.marked || at === pointed || isAlone(one.points, at)) ? (
                <circle key={at} class={point.marked ? "marked" : ""} cx={x(at)} cy={y(point.value)} r={point.marked ? 5 : 3.5} />
              ) : null,
            )}
          </g>
        ))}
        <text class="label" x={left} y={HEIGHT - 8}>
          {labels[0]}
        </text>
        {labels.length > 1 && (
          <text class="label" x={right} y={HEIGHT - 8} text-anchor="end">
            {labels[labels.length - 1]}
          </text>
        )}
      </svg>
      <p class="reading small" aria-hidden="true">
        {labels[pointed]}: {(isForecast ? chart.series.filter((one) => one.points[pointed]?.text) : series)
          .map((one) => [one.name, one.points[pointed]?.text || "–"].filter(Boolean).join(" "))
          .join(" · ")}
        {target && ` · target ${target.text}`}
      </p>
      {more > 0 && <p class="faint small">And {more} more in the table.</p>}
    </>
  );
}

function longest(series: Series[]): Point[] {
  return series.reduce<Point[]>((most, one) => (one.points.length > most.length ? one.points : most), []);
}

function ends(points: Point[]): [Point | undefined, Point | undefined] {
  const sorted = [...points].sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
  return [sorted[0], sorted[sorted.length - 1]];
}

/** Values that label the axis: those of the data themselves, as far as their texts do not meet. */
function axis(points: Point[], y: (value: number) => number): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const place = y(point.value ?? 0);
    if (kept.every((other) => Math.abs(y(other.value ?? 0) - place) > LINE)) kept.push(point);
  }
  return kept;
}

/** Straight lines between neighbours; gaps stay gaps. */
function path(points: Point[], x: (at: number) => number, y: (value: number) => number): string {
  let drawn = "";
  points.forEach((point, at) => {
    if (point.value === null) return;
    const joins = at > 0 && points[at - 1]?.value !== null;
    drawn += `${joins ? "L" : "M"}${x(at).toFixed(1)} ${y(point.value).toFixed(1)}`;
  });
  return drawn;
}

function pairs(limits: Series[]): [Series, Series][] {
  return limits.flatMap((lower, at) => {
    const upper = limits[at + 1];
    return at % 2 === 0 && upper ? [[lower, upper] as [Series, Series]] : [];
  });
}

/** The space between two limits. */
function band(lower: Point[], upper: Point[], x: (at: number) => number, y: (value: number) => number): string {
  const corner = (points: Point[]) =>
    points.flatMap((point, at) => (point.value === null ? [] : [`${x(at).toFixed(1)} ${y(point.value).toFixed(1)}`]));
  return `M${[...corner(lower), ...corner(upper).reverse()].join("L")}Z`;
}

function isAlone(points: Point[], at: number): boolean {
  return (points[at - 1]?.value ?? null) === null && (points[at + 1]?.value ?? null) === null;
}
