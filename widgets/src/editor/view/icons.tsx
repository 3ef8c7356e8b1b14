// The icons of the tools: paths on a grid of 16.

const PATHS = {
  add: "M8 3v10M3 8h10",
  undo: "M6 4 3 7l3 3M3 7h6a4 4 0 0 1 0 7H7",
  redo: "M10 4l3 3-3 3M13 7H7a4 4 0 0 0 0 7h2",
  remove: "M3 5h10M6 5V3h4v2M5 5l.6 8h4.8L11 5",
  duplicate: "M5 5h8v8H5zM3 11V3h8",
  tidy: "M2 6h4v4H2zM10 2h4v4h-4zM10 10h4v4h-4zM6 8h2M8 4v8M8 4h2M8 12h2",
  arrange: "M3 2v12M5 4h8v3H5zM5 9h5v3H5z",
  group: "M2 5V2h3M11 2h3v3M14 11v3h-3M5 14H2v-3M5 5h6v6H5z",
  fit: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  zoom: "M7 2a5 5 0 1 1 0 10A5 5 0 0 1 7 2M11 11l3 3M5 7h4M7 5v4",
  outline: "M3 4h2M7 4h6M3 8h2M7 8h6M3 12h2M7 12h6",
  inspector: "M2 3h12v10H2zM9 3v10M11 6h1M11 9h1",
  code: "M6 4 2 8l4 4M10 4l4 4-4 4",
  python: "M3 3h10v10H3zM5 6l2 2-2 2M8 10h3",
  snapshots: "M2 5h3l1-2h4l1 2h3v8H2zM8 7a2 2 0 1 1 0 4 2 2 0 0 1 0-4",
  keys: "M2 4h12v8H2zM4 7h1M7 7h1M10 7h1M5 10h6",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="lpnb-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
