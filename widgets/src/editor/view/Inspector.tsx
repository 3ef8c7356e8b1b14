// Every field of what is selected, of one thing or of several at once; a running stream takes each at once.
import { Fragment, useState } from "react";
import { flushSync } from "react-dom";
import { duplicate, mode, remove, set } from "../actions/edit.ts";
import { isGroup } from "../card.ts";
import { isDefault, matching, type Row, rows } from "../fields.ts";
import { LABELS, LABELS_OF } from "../labels.ts";
import type { Id, Scene } from "../protocol.ts";
import { Colours } from "./Colours.tsx";
import { useEditor, useSession } from "./context.ts";
import { Control } from "./Control.tsx";
import { Exposing } from "./Exposing.tsx";
import { toCanvas } from "./focus.ts";
import { Places } from "./Places.tsx";

const MANY = 7;

export function Inspector() {
  const scene = useSession(({ scene }) => scene!);
  const selection = useSession(({ selection }) => selection);
  const [query, setQuery] = useState("");
  const items = [...selection].filter((id) => id in scene.nodes || id in scene.edges);
  if (items.length === 0) return <Nothing scene={scene} />;
  const all = rows(scene, items);
  const found = all.length > MANY ? matching(all, query) : all; // what cannot be seen to search does not
  return (
    <>
      <Title scene={scene} items={items} />
      <Places scene={scene} items={items} />
      <Said scene={scene} items={items} />
      {all.length > MANY && (
        <input type="search" className="lpnb-search" aria-label={LABELS.inspectorSearch} placeholder="Search for a field" value={query} onChange={(event) => setQuery(event.target.value)} />
      )}
      <div className="lpnb-fields">
        {found.map((row) => (
          <FieldRow key={`${row.items.join()} ${row.field.name}`} row={row} />
        ))}
        {all.length === 0 && <p>What is selected has no field in common.</p>}
        {all.length > 0 && found.length === 0 && <p>No field is called like that.</p>}
      </div>
      <Actions items={items} scene={scene} />
    </>
  );
}

function Nothing({ scene }: { scene: Scene }) {
  return (
    <>
      <h3>{scene.graph.name}</h3>
      <p>Select a node or a wire to see and turn what it has.</p>
      <p>
        Drag from a dot on the right of a node to another node to connect them. The number on a wire is its delay in frames: click it. The
        number in the corner of a node is the frame in which it first responds to an input.
      </p>
    </>
  );
}

function Title({ scene, items }: { scene: Scene; items: Id[] }) {
  const [id] = items;
  const node = scene.nodes[id!];
  const edge = scene.edges[id!];
  if (items.length > 1) return <h3>{items.length} selected</h3>;
  if (edge !== undefined) {
    return (
      <>
        <h3 className="lpnb-edge-name">{edge.name}</h3>
        <p>{scene.kinds.edges[edge.kind]?.help}</p>
      </>
    );
  }
  return (
    <>
      <Name key={id} id={id!} name={node!.name} />
      <p>
        <b>{node!.kind}</b> {scene.kinds.nodes[node!.kind]?.help}
      </p>
    </>
  );
}

function Name({ id, name }: { id: Id; name: string }) {
  const editor = useEditor();
  /** What is typed: it stays, and so does the field, when somebody else gives the node another name meanwhile. */
  const [text, setText] = useState<string | null>(null);
  const done = async () => {
    if (text !== null && text.trim() !== name) await editor.run({ do: "rename", node: id, name: text.trim() });
    setText((now) => (now === text ? null : now));
  };
  return (
    <input
      className="lpnb-name"
      type="text"
      aria-label={LABELS.name}
      value={text ?? name}
      spellCheck={false}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => void done()}
      onKeyDown={(event) => {
        if (event.key === "Escape") flushSync(() => setText(null)); // before it is left, which sends what is typed
        if (event.key === "Enter" || event.key === "Escape") toCanvas(event.currentTarget);
      }}
    />
  );
}

/** Problems of what is selected, and what the last live edit had to begin anew there. */
function Said({ scene, items }: { scene: Scene; items: Id[] }) {
  const [id] = items;
  const problems = scene.problems.filter(({ subject }) => items.includes(subject));
  const said = (scene.nodes[id!] ?? scene.edges[id!])?.said ?? "";
  return (
    <>
      {problems.map(({ words, severity }, index) => (
        <p key={index} className={`lpnb-says lpnb-is-${severity}`}>
          {words}
        </p>
      ))}
      {said !== "" && <p className="lpnb-says">Began anew lately: {said}</p>}
    </>
  );
}

/** A name that is broken between its words, where there is too little room for it. */
function Breaking({ name }: { name: string }) {
  return name.split("_").map((word, at) => <Fragment key={at}>{at > 0 && <>_<wbr /></>}{word}</Fragment>); // prettier-ignore
}

function FieldRow({ row }: { row: Row }) {
  const editor = useEditor();
  const { field, items, owner } = row;
  const label = owner === "" ? field.name : `${owner}.${field.name}`;
  const facts = [field.help, field.unit && `In ${field.unit}.`, field.live && "A running stream takes it at once."];
  return (
    <div className="lpnb-field" title={facts.filter(Boolean).join(" ")}>
      <span>
        <Breaking name={label} />
        {field.unit !== "" && <small> {field.unit}</small>}
      </span>
      <Control row={row} label={label} set={(value, gesture) => set(editor, items, { [field.name]: value }, gesture && `${items.join()} ${gesture}`)} />
      <button
        type="button"
        className="lpnb-default"
        aria-label={LABELS_OF.reset(label)}
        title={`Reset to ${JSON.stringify(field.default)}`}
        disabled={isDefault(row) || field.control === "arrays" || field.control === "code"}
        onClick={() => void set(editor, items, { [field.name]: field.default })}
      >
        ↺
      </button>
    </div>
  );
}

function Actions({ items, scene }: { items: Id[]; scene: Scene }) {
  const editor = useEditor();
  const nodes = items.filter((id) => id in scene.nodes);
  const single = items.length === 1 ? scene.nodes[items[0]!] : undefined;
  const modes = nodes.some((id) => "mode" in scene.nodes[id]!.fields);
  return (
    <>
      {nodes.length > 0 && <Colours items={nodes} />}
      {single !== undefined && isGroup(single) && <Exposing group={items[0]!} scene={scene} />}
      <div className="lpnb-buttons">
        {single !== undefined && single.outputs.length > 0 && (
          <button type="button" data-lpnb-node={single.name} title="Show or hide what it holds, below">
            View
          </button>
        )}
        {(modes || nodes.length === 0) && (
          <button type="button" title="Muted, a node holds its start value; a wire that is off is left out of the sum" onClick={() => mode(editor, "mute")}>
            Mute
          </button>
        )}
        {modes && (
          <button type="button" title="Bypassed, a node holds the plain sum of what arrives" onClick={() => mode(editor, "bypass")}>
            Bypass
          </button>
        )}
        {nodes.length > 0 && (
          <button type="button" onClick={() => void duplicate(editor)}>
            Duplicate
          </button>
        )}
        <button type="button" onClick={() => remove(editor)}>
          Remove
        </button>
      </div>
    </>
  );
}
