import { useEffect, useRef, useState } from "preact/hooks";
import type { Chart } from "./api";
import { Bars } from "./bars";
import { Bridge } from "./bridge";
import { Heat } from "./heat";
import { Lines } from "./lines";

export interface Drawing {
  chart: Chart;
  /** Pixels from side to side. */
  width: number;
  onFigure(id: string): void;
}

const SHAPES = { bar: Bars, pareto: Bars, line: Lines, heat: Heat, control: Lines, bridge: Bridge };

/** A chart, drawn to the width there is. What it shows stands in words and in the table too. */
export function ChartView({ chart, onFigure }: { chart: Chart; onFigure(id: string): void }) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const Draw = SHAPES[chart.shape];
  return (
    <figure class="exhibit chart">
      <figcaption>{chart.title}</figcaption>
      <div ref={frame}>{width > 0 && <Draw chart={chart} width={width} onFigure={onFigure} />}</div>
    </figure>
  );
}

/** Colours that can be told apart, also by those who see few; the rest stands in the table. */
export const COLOURS = 6;

/** What text takes up, near enough to place it. */
export function widthOf(text: string): number {
  return text.length * 7.6;
}

export function shorten(text: string, width: number): string {
  // A width that was made of the text's own must hold it, whatever was rounded on the way.
  const most = Math.max(3, Math.floor(width / 7.6 + 0.01));
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}
