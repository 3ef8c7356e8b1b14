// The right control for each kind of field, from one table.
import { useEffect, useId, useRef, useState } from "react";
import { evaluate, parseShape } from "../arithmetic.ts";
import type { Row } from "../fields.ts";
import { parseFunction } from "../functions.ts";
import { LABELS_OF } from "../labels.ts";
import type { Value } from "../protocol.ts";
import { sliderRange } from "../ranges.ts";
import { parseSettings, parseWords, showSettings } from "../settings.ts";

export interface ControlProps {
  row: Row;
  label: string;
  set(value: Value, gesture?: string): Promise<unknown>;
}

const CONTROLS: Record<string, (props: ControlProps) => React.ReactNode> = {
  number: NumberControl,
  integer: NumberControl,
  choice: Choice,
  switch: Switch,
  shape: Shape,
  delay: Delay,
  text: Text,
  function: Function,
  names: Names,
  words: Words,
  settings: Settings,
  arrays: Arrays,
};

export function Control(props: ControlProps) {
  const Chosen = CONTROLS[props.row.field.control] ?? Arrays;
  return <Chosen {...props} />;
}

const MIXED = "differ";

/** What is typed, and whether it can be read: checked with each letter, set with Enter or on leaving. */
function Typed({ label, shown, empty, read, set, plain = false, choices = [] }: { label: string; shown: string; empty: string; read(text: string): { value: Value } | { error: string }; set(value: Value): unknown; plain?: boolean; choices?: string[] }) {
  const list = useId();
  const [text, setText] = useState<string | null>(null);
  const found = text === null ? null : read(text);
  const error = found !== null && "error" in found ? found.error : "";
  const done = (leaving: boolean) => {
    if (found !== null && "value" in found && text !== shown) {
      // What the kernel refuses comes back to be mended.
      void Promise.resolve(set(found.value)).then((answer) => answer === null && !leaving && setText(text));
    }
    if (error === "" || leaving) setText(null); // what cannot be read does not stay to be taken for the value
  };
  // What it comes to, where that is not what was typed: 2*pi is 6.2832.
  const comesTo = !plain && found !== null && "value" in found && /[a-z+*/(]/i.test(text!.replace(/^[-\d.]+(e[-+]?\d+)?$/i, "")) ? String(found.value) : "";
  return (
    <span className="lpnb-typed">
      <input
        type="text"
        inputMode={plain ? "text" : "decimal"}
        list={choices.length > 0 ? list : undefined}
        spellCheck={false}
        aria-label={label}
        aria-invalid={error !== ""}
        placeholder={empty}
        title={error || undefined}
        value={text ?? shown}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => done(true)}
        onKeyDown={(event) => {
          if (event.key === "Enter") done(false);
          if (event.key === "Escape") setText(null);
        }}
      />
      {choices.length > 0 && (
        <datalist id={list}>
          {choices.map((choice) => <option key={choice} value={choice} />)}
        </datalist>
      )}
      {(error || comesTo) && <em className={error ? "lpnb-error" : ""}>{error || `= ${comesTo}`}</em>}
    </span>
  );
}

function show(value: Value | undefined): string {
  return value === undefined || value === null ? "" : Array.isArray(value) ? value.join(", ") : String(value);
}

function NumberControl({ row, label, set }: ControlProps) {
  const { field, value } = row;
  const range = typeof value === "number" ? sliderRange(field, value) : null;
  const read = (text: string) => (text.trim() === "" && field.default === null ? { value: null } : evaluate(text));
  return (
    <span className="lpnb-number">
      {range !== null && <Slider {...{ range, label, set }} value={value as number} />}
      <Typed label={label} shown={show(value)} empty={value === undefined ? MIXED : "none"} read={read} set={set} />
    </span>
  );
}

/** A slider whose moves, from press to release, are one edit; only the newest waits while one is on its way. */
function Slider({ range, label, value, set }: { range: NonNullable<ReturnType<typeof sliderRange>>; label: string; value: number; set: ControlProps["set"] }) {
  const gesture = useRef(0);
  const ends = useRef(range);
  const waiting = useRef<{ busy: boolean; next: number | null }>({ busy: false, next: null });
  const [held, setHeld] = useState<number | null>(null);
  const send = async (next: number) => {
    if (waiting.current.busy) return void (waiting.current.next = next);
    waiting.current = { busy: true, next: null };
    await set(next, `${label} ${gesture.current}`);
    waiting.current.busy = false;
    if (waiting.current.next !== null) void send(waiting.current.next);
  };
  if (held === null) ends.current = range; // the ends stay where they are under a person's hand
  const { min, max, step, place } = ends.current;
  useEffect(() => {
    if (held !== null && Math.abs(ends.current.place(value) - held) < ends.current.step) setHeld(null);
  }, [value, held]);
  return (
    <input
      type="range"
      aria-label={LABELS_OF.slider(label)}
      min={min}
      max={max}
      step={step}
      value={held ?? place(value)}
      onPointerDown={() => void (gesture.current += 1)}
      onKeyDown={() => void (gesture.current += 1)}
      onChange={(event) => {
        setHeld(Number(event.target.value));
        void send(ends.current.value(Number(event.target.value)));
      }}
    />
  );
}

function Choice({ row, label, set }: ControlProps) {
  const value = row.value === undefined ? undefined : String(row.value);
  return <Select label={label} value={value} options={row.field.choices.map((choice) => [choice, choice])} set={set} />;
}

interface SelectProps {
  label: string;
  /** The key of what is chosen, undefined where several things differ. */
  value: string | undefined;
  options: readonly (readonly [key: string, words: string])[];
  set(key: string): unknown;
}

export function Select({ label, value, options, set }: SelectProps) {
  return (
    <select aria-label={label} value={value ?? MIXED} onChange={(event) => void set(event.target.value)}>
      {value === undefined && <option disabled>{MIXED}</option>}
      {options.map(([key, words]) => <option key={key} value={key}>{words}</option>)}
    </select>
  ); // prettier-ignore
}

function Switch({ row, label, set }: ControlProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = row.value === undefined;
  }, [row.value]);
  return <input ref={box} type="checkbox" role="switch" aria-label={label} checked={row.value === true} onChange={(event) => void set(event.target.checked)} />;
}

function Shape({ row, label, set }: ControlProps) {
  return <Typed label={label} shown={show(row.value)} empty={row.value === undefined ? MIXED : "from what arrives"} read={parseShape} set={set} />;
}

/** A delay is a number of frames, or "auto": as old as what it is compared with. */
function Delay({ row, label, set }: ControlProps) {
  const read = (text: string) => (text.trim() === "auto" ? { value: "auto" } : evaluate(text));
  return <Typed label={label} shown={show(row.value)} empty={MIXED} read={read} set={set} />;
}

function Text({ row, label, set }: ControlProps) {
  const shown = show(row.value);
  /** What is typed: it stays when somebody else writes another text meanwhile. */
  const [text, setText] = useState<string | null>(null);
  const done = async () => {
    if (text !== null && text !== shown) await set(text);
    setText((now) => (now === text ? null : now));
  };
  return <textarea aria-label={label} value={text ?? shown} rows={3} onChange={(event) => setText(event.target.value)} onBlur={() => void done()} />;
}

/** A name of the list, or an expression. */
function Function({ row, label, set }: ControlProps) {
  const { choices } = row.field;
  const read = (text: string) => parseFunction(text, choices);
  return <Typed plain label={label} shown={show(row.value)} empty={row.value === undefined ? MIXED : ""} read={read} set={set} choices={choices} />;
}

function Names({ row }: ControlProps) {
  return <output>{Array.isArray(row.value) && row.value.length > 0 ? row.value.join(", ") : "none"}</output>;
}

function Words({ row, label, set }: ControlProps) {
  return <Typed plain label={label} shown={show(row.value)} empty={row.value === undefined ? MIXED : "none"} read={parseWords} set={set} />;
}

function Settings({ row, label, set }: ControlProps) {
  return <Typed plain label={label} shown={showSettings(row.value)} empty={row.value === undefined ? MIXED : "none"} read={parseSettings} set={set} />;
}

/** What only a cell can give: shown, not set. */
function Arrays({ row }: ControlProps) {
  return <output title="Set it in a cell">{show(row.value) || MIXED}</output>;
}
