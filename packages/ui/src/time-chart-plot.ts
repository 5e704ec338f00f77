import uPlot from 'uplot';
import type { ChartData, ChartLook } from './time-chart.tsx';

/** The chart as it stands in a page. Loaded when the first one is shown. */
export type Plot = {
  update(data: ChartData): void;
  /** Moves the cursor to a point; null: takes it away. */
  point(index: number | null): void;
  destroy(): void;
};

type Colours = { ink: string; line: string; series: { stroke: string; fill: string }[]; font: string };

/** Draws into `root`, which gives the size, and tells which point the pointer is at. */
export function plot(
  root: HTMLElement,
  look: ChartLook,
  first: ChartData,
  onPoint: (index: number | null) => void,
): Plot {
  let data = first;
  let colours = coloursOf(root, look);
  const size = () => ({ width: root.clientWidth, height: root.clientHeight });
  const axis = {
    stroke: () => colours.ink,
    font: colours.font,
    grid: { stroke: () => colours.line, width: 1 },
    ticks: { show: false },
  };
  const chart = new uPlot(
    {
      ...size(),
      padding: [6, 4, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 }, sync: { key: look.sync } },
      scales: {
        x: { time: true, range: () => [data.from, data.to] },
        y: { range: (_, __, highest) => [0, Math.max(look.top ?? 0, (highest ?? 0) * 1.1) || 1] },
      },
      axes: [
        {
          ...axis,
          size: 26,
          space: 64,
          incrs: timeSteps,
          values: (u, times) =>
            times.map((at) =>
              u.valToPos(at, 'x') > u.width - look.axisWidth - edgePx ? '' : clockTime(at, data.to - data.from < 900),
            ),
        },
        {
          ...axis,
          size: look.axisWidth,
          gap: 6,
          space: 36,
          values: (_, values) => values.map(look.format),
          ...(look.binary && { incrs: binarySteps }),
        },
      ],
      series: [
        {},
        ...look.series.map(({ label }, n) => ({
          label,
          width: 1.5,
          stroke: () => colours.series[n]?.stroke ?? colours.ink,
          fill: () => colours.series[n]?.fill ?? 'transparent',
          points: { show: lonely, size: 4 },
        })),
      ],
      hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
    },
    columns(data),
    root,
  );

  const resized = new ResizeObserver(() => chart.setSize(size()));
  resized.observe(root);
  const repaint = () => {
    colours = coloursOf(root, look);
    chart.redraw();
  };
  const themed = new MutationObserver(repaint);
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', repaint);

  return {
    update(next) {
      data = next;
      chart.setData(columns(next));
    },
    point(index) {
      if (index === null) return chart.setCursor({ left: -10, top: -10 });
      chart.setCursor({ left: chart.valToPos(data.at[index] ?? 0, 'x'), top: 0 });
    },
    destroy() {
      resized.disconnect();
      themed.disconnect();
      system.removeEventListener('change', repaint);
      chart.destroy();
    },
  };
}

const columns = ({ at, values }: ChartData): uPlot.AlignedData => [[...at], ...values.map((column) => [...column])];

/** A value between two gaps has no line: it is shown as a point. */
const lonely: uPlot.Series.Points.Show = (chart, series, from, to) => {
  const values = chart.data[series] ?? [];
  let found = 0;
  for (let n = from; n <= to; n++) if (values[n] != null && values[n - 1] == null && values[n + 1] == null) found++;
  return found > 0;
};

/** Minutes and hours as a clock has them. */
const timeSteps = [1, 2, 5, 10, 15, 30]
  .flatMap((n) => [n, n * 60])
  .concat([1, 2, 3, 4, 6, 12, 24].map((hours) => hours * 3600))
  .sort((a, b) => a - b);

/** A word that would be cut at the edge is left out. */
const edgePx = 26;

const binarySteps = Array.from({ length: 50 }, (_, power) => 2 ** power);

/** In the reader's zone: "23:31", and with seconds where minutes tell too little. */
export function clockTime(seconds: number, fine: boolean): string {
  const date = new Date(seconds * 1000);
  const parts = [date.getHours(), date.getMinutes(), ...(fine ? [date.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** A canvas knows no CSS variables: an element of the page says what they are now. */
function coloursOf(root: HTMLElement, { series }: ChartLook): Colours {
  const probe = document.createElement('span');
  root.append(probe);
  const colour = (css: string) => {
    probe.style.color = css;
    return getComputedStyle(probe).color;
  };
  const found = {
    ink: colour('var(--ink-3)'),
    line: colour('var(--line)'),
    series: series.map(({ tone }, n) => ({
      stroke: colour(`var(--${tone})`),
      fill: n === 0 ? colour(`color-mix(in oklch, var(--${tone}) 12%, transparent)`) : 'transparent',
    })),
    font: `11px ${getComputedStyle(root).fontFamily}`,
  };
  probe.remove();
  return found;
}
