// The palette: every kind of node that can be added here, found by typing.
import { useEffect, useRef, useState } from "react";
import { add, offered } from "../actions/add.ts";
import { LABELS } from "../labels.ts";
import type { NodeKind } from "../protocol.ts";
import { type Found, type Range, rank, wireMeant } from "../search.ts";
import type { Palette } from "../session.ts";
import { DRAGGED_KIND } from "./Canvas.tsx";
import { useEditor, useSession } from "./context.ts";

const WIDTH = 340;
const HEIGHT = 400;
const CATEGORIES = ["state", "source", "function", "learning", "measure", "structure"];

export function PalettePopup() {
  const palette = useSession(({ palette }) => palette);
  return palette === null ? null : <Open palette={palette} />;
}

function Open({ palette }: { palette: Palette }) {
  const editor = useEditor();
  const kinds = useSession(({ scene }) => scene!.kinds.nodes);
  const root = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  /** While a kind is dragged out of it, the palette makes way for what lies below it. */
  const [dragged, setDragged] = useState(false);
  const names = offered(editor, palette).sort((a, b) => order(kinds[a]!) - order(kinds[b]!));
  const found = rank(query, names.map((name) => ({ name, help: searched(kinds[name]!), category: kinds[name]!.category })));
  const wires = useSession(({ scene }) => scene!.kinds.edges);
  const wire = wireMeant(query, Object.keys(wires), found);
  const chosen = Math.min(at, found.length - 1);
  const close = () => {
    editor.store.set({ palette: null });
    root.current?.closest<HTMLElement>(".lpnb-canvas")?.focus({ preventScroll: true });
  };
  const take = (name: string) => {
    const needs = kinds[name]!.needs;
    if (needs !== "") return editor.say(needs, true);
    close();
    void add(editor, name, palette);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    event.stopPropagation();
    if (step !== undefined) setAt((chosen + step + found.length) % Math.max(1, found.length));
    else if (event.key === "Enter" && found[chosen] !== undefined) take(found[chosen].item.name);
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    const option = root.current?.querySelector<HTMLElement>("[aria-selected=true]");
    const list = option?.parentElement;
    if (!option || !list) return;
    const [top, bottom] = [option.offsetTop - list.offsetTop, option.offsetTop - list.offsetTop + option.offsetHeight];
    list.scrollTop = Math.max(bottom - list.clientHeight, Math.min(top, list.scrollTop));
  }, [chosen]);
  const id = (index: number) => `lpnb-kind-${index}`;
  return (
    <div ref={root} className={`lpnb-palette${dragged ? " lpnb-away" : ""}`} role="dialog" aria-label={LABELS.palette} style={corner(palette, editor.frame)}>
      <input
        autoFocus
        type="text"
        placeholder={palette.end === undefined ? "Search for a kind of node" : "What the wire leads to"}
        aria-label={LABELS.paletteSearch}
        role="combobox"
        aria-expanded="true"
        aria-controls="lpnb-kinds"
        aria-activedescendant={found.length > 0 ? id(chosen) : undefined}
        value={query}
        onChange={(event) => (setQuery(event.target.value), setAt(0))}
        onKeyDown={onKeyDown}
        onBlur={(event) => !dragged && !root.current?.contains(event.relatedTarget) && document.hasFocus() && close()}
      />
      <div id="lpnb-kinds" role="listbox" aria-label={LABELS.palette} tabIndex={-1}>
        {found.map((entry, index) => (
          <Entry
            key={entry.item.name}
            id={id(index)}
            entry={entry}
            kind={kinds[entry.item.name]!}
            heading={query === "" && entry.item.category !== found[index - 1]?.item.category}
            selected={index === chosen}
            take={() => take(entry.item.name)}
            // Later: what vanishes while a drag begins would end it.
            drag={(dragged) => void setTimeout(() => setDragged(dragged))}
          />
        ))}
      </div>
      {wire !== undefined && (
        <p>
          {wire} is a kind of wire: connect two nodes, and choose it in the inspector of the wire.
        </p>
      )}
      {found.length === 0 && wire === undefined && <p>{names.length === 0 ? "No kind of node fits here." : "No kind is called like that."}</p>}
    </div>
  );
}

interface EntryProps {
  id: string;
  entry: Found<{ name: string; help: string; category: string }>;
  kind: NodeKind;
  heading: boolean;
  selected: boolean;
  take(): void;
  drag(dragged: boolean): void;
}

function Entry({ id, entry, kind, heading, selected, take, drag }: EntryProps) {
  const { name, category } = entry.item;
  const { help } = kind;
  return (
    <>
      {heading && (
        <div className="lpnb-category" role="presentation">
          {category}
        </div>
      )}
      <div
        id={id}
        role="option"
        aria-selected={selected}
        aria-disabled={kind.needs !== ""}
        className="lpnb-kind"
        draggable={kind.needs === ""}
        title={kind.needs || help}
        onMouseDown={(event) => kind.needs !== "" && event.preventDefault()}
        onDragStart={(event) => {
          event.dataTransfer.setData(DRAGGED_KIND, name);
          drag(true);
        }}
        onDragEnd={() => drag(false)}
        onClick={take}
      >
        <b>{marked(name, entry.ranges)}</b>
        <span>{kind.needs || help}</span>
      </div>
    </>
  );
}

/** What is searched besides the name: what it does, its fields and what they can be. */
function searched({ help, fields }: NodeKind): string {
  return [help, ...fields.flatMap(({ name, choices }) => [name, ...choices])].join(" ").replaceAll("_", " ");
}

/** A name with what was typed of it underlined. */
function marked(name: string, ranges: readonly Range[]): React.ReactNode {
  const starts = [0, ...ranges.flatMap(({ start, end }) => [start, end]), name.length];
  return starts.slice(1).map((end, index) => {
    const part = name.slice(starts[index], end);
    return index % 2 === 1 ? <u key={index}>{part}</u> : part;
  });
}

function order(kind: NodeKind): number {
  const place = CATEGORIES.indexOf(kind.category);
  return place < 0 ? CATEGORIES.length : place;
}

/** Where it opens: at the pointer, and inside of the canvas. */
function corner({ at }: Palette, frame: HTMLElement | null): React.CSSProperties {
  const canvas = frame ?? document.body;
  const [width, maxHeight] = [Math.min(WIDTH, canvas.clientWidth - 8), Math.min(HEIGHT, canvas.clientHeight - 8)];
  const left = Math.max(4, Math.min(at.x, canvas.clientWidth - width - 4));
  const top = Math.max(4, Math.min(at.y, canvas.clientHeight - maxHeight - 4));
  return { left, top, width, maxHeight };
}
