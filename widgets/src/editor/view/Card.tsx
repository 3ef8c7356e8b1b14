// A node as a card: name, kind, shape, its ports, when it first responds, and what is wrong with it.
import type { NodeProps } from "@xyflow/react";
import { memo, useContext } from "react";
import { collapse } from "../actions/edit.ts";
import { farSize, isGroup, named, portPoint } from "../card.ts";
import type { CardData, FlowNode } from "../flow.ts";
import { standIn } from "../groups.ts";
import { LABELS_OF, MODES } from "../labels.ts";
import { Seen, useEditor, useSession } from "./context.ts";
import { Mark, Port } from "./Port.tsx";
import { Preview } from "./Preview.tsx";
import { verdictOf } from "./verdict.ts";

type Props = Pick<NodeProps<FlowNode>, "id" | "data" | "selected">;

export const Card = memo(CardOf, (old, now) => old.data === now.data && old.selected === now.selected);

/** Where it is, is none of its business: it is not drawn anew while it is moved. */
function CardOf({ id, data, selected }: Props) {
  const { entry, problem } = data;
  const mark = useSession((session) => verdictOf(session, id));
  const stands = useSession(({ scene, selection }) => isGroup(entry) && [...selection].some((one) => standIn(scene!, one) === id));
  const { names, ports } = useContext(Seen);
  const Spot = ports ? Port : Mark;
  const mode = String(entry.fields.mode ?? "on");
  const classes = ["lpnb-card", `lpnb-of-${entry.category}`, `lpnb-mode-${mode}`];
  if (selected || stands) classes.push("lpnb-selected");
  if (mark !== null) classes.push(`lpnb-${mark}`);
  if (problem !== undefined) classes.push(`lpnb-${problem.severity}`);
  return (
    <div className={classes.join(" ")} style={{ "--lpnb-node": entry.colour } as React.CSSProperties} data-lpnb-id={id}>
      {names && <Face data={data} id={id} mode={mode} />}
      {data.ports.map((port) => <Spot key={`i${port.name}`} node={id} side="input" port={port} ends={data} />)}
      {data.outputs.map((port) => <Spot key={`o${port.name}`} node={id} side="output" port={port} ends={data} />)}
    </div>
  );
}

function Face({ data, id, mode }: { data: CardData; id: string; mode: string }) {
  const { entry, problem } = data;
  const editor = useEditor();
  const fields = useSession(({ scene }) => scene?.kinds.nodes[entry.kind]?.fields);
  const modes = mode in MODES ? fields?.find(({ name }) => name === "mode")?.help : undefined;
  return (
    <>
      <div className="lpnb-head">
        <b title={entry.name} style={{ "--lpnb-name": `${farSize(entry.title)}px` } as React.CSSProperties}>{breakable(entry.title)}</b>
        <Response entry={entry} />
      </div>
      <div className="lpnb-sub">
        <span title={modes}>{mode in MODES ? `${entry.kind}, ${MODES[mode]}` : entry.kind}</span>
        <span>{entry.shape}</span>
      </div>
      {named(data) && <Rows data={data} />}
      <Preview id={id} />
      {isGroup(entry) && (
        <button type="button" className="lpnb-open nodrag" aria-label={LABELS_OF.open(entry.name)} title="Open the group" onClick={() => collapse(editor, [id])}>
          ⤢
        </button>
      )}
      {problem !== undefined && (
        <span className="lpnb-problem" title={problem.words}>
          {problem.inside ?? "!"}
        </span>
      )}
      {entry.said !== "" && (
        <span className="lpnb-said" title={entry.said}>
          began anew
        </span>
      )}
    </>
  );
}

/** The name with places where it may go on in the next line. */
function breakable(title: string) {
  return title.split(/(?<=_)/).flatMap((part, at) => (at === 0 ? [part] : [<wbr key={at} />, part]));
}

/** The frame in which the node first responds to an input. */
function Response({ entry }: Pick<CardData, "entry">) {
  if (entry.category === "structure") return null;
  if (entry.response === null) {
    return (
      <span className="lpnb-badge lpnb-never" title="No input reaches it">
        –
      </span>
    );
  }
  const words = entry.response === 0 ? "An input: it is there in every frame" : `First responds to an input in frame ${entry.response}`;
  return (
    <span className="lpnb-badge" title={words}>
      {entry.response}
    </span>
  );
}

function Rows({ data }: { data: CardData }) {
  const row = (side: "input" | "output") => (side === "input" ? data.ports : data.outputs).map((port) => (
    <span key={side + port.name} className={`lpnb-port-name lpnb-port-name-${side}`} style={{ top: portPoint(data, side, port.name).y }}>
      {"words" in port ? port.words : port.name}
    </span>
  )); // prettier-ignore
  return (
    <>
      {row("input")}
      {row("output")}
    </>
  );
}
